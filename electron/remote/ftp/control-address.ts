import { isIPv6 } from 'node:net';
import type { ControlConnection } from './control-connection.ts';

/** The two ends of the control connection; IPv4 in its usual spelling even on a socket that serves both. */
export function addressesOf({ socket }: ControlConnection): { local: string; remote: string } {
  return { local: plainAddress(socket.localAddress), remote: plainAddress(socket.remoteAddress) };
}

/** By this a server is remembered while Portside runs. */
export function nameOfServer({ place }: ControlConnection): string {
  return `${place.host}:${place.port}`;
}

/** PORT and PASV can name IPv4 addresses only. */
export function isIpv6Line(control: ControlConnection): boolean {
  return isIPv6(addressesOf(control).remote);
}

/** `::ffff:192.0.2.1` is 192.0.2.1 (RFC 4291 §2.5.5.2). */
export function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

/** An address that routers do not carry through the Internet: RFC 1918, RFC 6598, link-local, loopback, RFC 4193. */
export function isPrivateAddress(address: string): boolean {
  return /^(?:10\.|127\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cd]|fe[89ab])/i.test(
    address,
  );
}
