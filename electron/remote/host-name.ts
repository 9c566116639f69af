import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/**
 * The name of a host as protocols spell it, for a server that has several at one address: `xn--bcher-kva.example` for
 * `bücher.example`, without a dot at its end (RFC 5890 §2.3.2.1; RFC 6066 §3; RFC 7151 §3.1). Undefined for an address and for what is
 * no name of a host.
 */
export function asciiHostName(host: string): string | undefined {
  if (isIP(host) !== 0) return undefined;
  const name = domainToASCII(host.replace(/\.$/, ''));
  return name === '' ? undefined : name;
}
