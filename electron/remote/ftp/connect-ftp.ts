import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { ConnectionTarget, LineSecurity } from '../../../shared/model/connection.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { untilCancelled } from '../cancelled.ts';
import { hasUnknownIssuer } from '../certificate-facts.ts';
import type { Connect, ConnectContext } from '../connect.ts';
import type { OfferedCertificate } from '../host-trust.ts';
import type { RemoteFileSystem } from '../remote-file-system.ts';
import { type ClientIdentity, readClientIdentity } from './client-certificate.ts';
import { ConnectClock } from './connect-clock.ts';
import { ControlConnection } from './control-connection.ts';
import { dataModeOf } from './data-mode.ts';
import { probeFeatures } from './features.ts';
import { replyError } from './ftp-errors.ts';
import { FtpSession } from './ftp-session.ts';
import { ServerClock } from './listing/server-clock.ts';
import { askForAccount, askUser, HungUpMeanwhile, login, PasswordRefused } from './login.ts';
import { startOf } from './path-form.ts';
import { isNotImplemented, isPositive, type Reply, replyText } from './reply.ts';
import { admitSystemAuthorities } from './system-authorities.ts';
import { probeTelnetEscape } from './telnet-escape.ts';
import { encryptedLine, offeredCertificate, plainLine, tlsOptions } from './tls-line.ts';
import { TypeSwitch } from './transfer-type.ts';
import { chooseVirtualHost } from './virtual-host.ts';
import { wireTextOf } from './wire-text.ts';

/** Passwords that a user may try before connecting fails. Each gets a connection of its own: many servers hang up after one. */
const MOST_PASSWORDS = 3;
/** The server may hang up while the user thinks; the answer is known by the next attempt. */
const MOST_REDIALS = 2;

/** Thrown where the certificate may be found good by the next handshake, which happens once in a thread. */
const moreAuthorities = new Error('The system knows the authority of the certificate.');

/** Opens an FTP session (RFC 959), with TLS as RFC 4217 has it. */
export const connectFtp: Connect = async (target, context) => {
  const identity =
    target.encryption === 'none'
      ? {}
      : await readClientIdentity(target.ftp?.clientCertificate, context.credentials, context.signal);
  let reason: 'first' | 'rejected' = 'first';
  for (let passwords = 1, redials = 0; ; ) {
    const clock = new ConnectClock(context.timeouts.connectMs, context.signal);
    try {
      return await openSession(target, context, identity, reason, clock);
    } catch (error) {
      if (error instanceof PasswordRefused && passwords < MOST_PASSWORDS) {
        passwords += 1;
        reason = 'rejected';
      } else if (error instanceof HungUpMeanwhile && redials < MOST_REDIALS) {
        redials += 1;
        context.transcript.write('info', 'The server hung up during the question: connecting again');
      } else if (error !== moreAuthorities) {
        throw error;
      }
    } finally {
      clock.stop();
    }
  }
};

async function openSession(
  target: ConnectionTarget,
  context: ConnectContext,
  identity: ClientIdentity,
  reason: 'first' | 'rejected',
  clock: ConnectClock,
): Promise<RemoteFileSystem> {
  const options = target.ftp ?? {};
  const place = { host: target.host.replace(/^\[(.*)\]$/, '$1'), port: target.port };
  const charset = options.charset ?? 'auto';
  const control = new ControlConnection(place, context.transcript, wireTextOf(charset));
  try {
    const tls = tlsOptions(place.host, options, identity);
    const security = await secureLine(control, target, tls, context, clock);
    await chooseVirtualHost(control, clock.limit);
    await login(control, { ...target, ...options }, context.credentials, reason, clock);
    if (security.level === 'encrypted') await protectData(control, target, clock);
    const features = await probeFeatures(control, charset, clock.limit);
    control.telnetEscape = await probeTelnetEscape(control, clock.limit);
    // Bytes as they are (RFC 959 §3.1.1.3); the default is ASCII, which would change line ends.
    const binary = await control.ask('TYPE I', clock.limit);
    if (!isPositive(binary)) throw replyError(binary, { to: 'transfer files unchanged (TYPE I)' });
    const { home, paths } = startOf(features.systemText, await control.ask('PWD', clock.limit));
    const listing = features.has('MLST') ? 'MLSD' : 'LIST -a';
    const server = {
      control,
      features,
      dataMode: dataModeOf(options),
      paths,
      home,
      type: new TypeSwitch(control),
      clock: new ServerClock(options.timeZoneMinutes),
      account: (signal: AbortSignal) => askForAccount({ ...target, ...options }, context.credentials, signal),
      listing,
      listingProven: false,
    } as const;
    return new FtpSession(
      { ...server },
      { home, security, timeouts: context.timeouts, transferType: options.transferType },
    );
  } catch (error) {
    control.close(error);
    throw error;
  }
}

/** Connects and protects the line, or asks whether it may stay plain. No name and no password has been sent before this returns. */
async function secureLine(
  control: ControlConnection,
  target: ConnectionTarget,
  tls: ConnectionOptions,
  context: ConnectContext,
  clock: ConnectClock,
): Promise<LineSecurity> {
  if (target.encryption === 'implicit') {
    await control.dial(tls, clock.limit);
    const security = await trustedLine(control, context, clock);
    await greeted(control, clock);
    return security;
  }
  await control.dial(undefined, clock.limit);
  await greeted(control, clock);
  if (target.encryption === 'none') return plain(control, target, 'chosen', context, clock);
  const refusal = await requestTls(control, clock);
  if (refusal === undefined) {
    await control.secure(tls, clock.limit);
    return trustedLine(control, context, clock);
  }
  // Anything but "I do not know this" is trouble on a server that has TLS, and no reason to go without.
  if (target.encryption === 'auto' && refusal.code >= 500) return plain(control, target, 'not-offered', context, clock);
  throw new RemoteError('unsupported', 'The server refuses to encrypt the connection.', {
    serverCode: refusal.code,
    serverText: replyText(refusal),
    hint: 'It may offer implicit TLS on port 990. If it has no TLS at all, only a plain connection is left, which anybody on the way can read.',
  });
}

/** AUTH TLS, or the older AUTH SSL that some servers know only. The refusal where both fail. */
async function requestTls(control: ControlConnection, clock: ConnectClock): Promise<Reply | undefined> {
  const reply = await control.ask('AUTH TLS', clock.limit);
  if (isPositive(reply)) return undefined;
  if (reply.code !== 504) return reply;
  return isPositive(await control.ask('AUTH SSL', clock.limit)) ? undefined : reply;
}

async function greeted(control: ControlConnection, clock: ConnectClock): Promise<void> {
  const greeting = await control.greeting(clock.limit);
  if (!isPositive(greeting)) throw replyError(greeting, { to: 'let you in' });
}

async function trustedLine(
  control: ControlConnection,
  context: ConnectContext,
  clock: ConnectClock,
): Promise<LineSecurity> {
  const socket = control.socket as TLSSocket;
  const offered = offeredCertificate(socket, control.place);
  if (hasUnknownIssuer(offered)) {
    // The server has done its part: its time stands still, and whoever waits may give up.
    const reading = (signal: AbortSignal) => untilCancelled(systemKnowsIssuer(offered, control), signal);
    if (await clock.whileAsking(reading)) throw moreAuthorities;
  }
  const trust = await askUser(control, clock, (signal) => context.trust.certificate(offered, signal));
  const security = encryptedLine(socket, trust);
  control.note(`Encrypted with ${security.protocol}, ${security.cipher}`);
  return security;
}

async function systemKnowsIssuer({ certificate }: OfferedCertificate, control: ControlConnection): Promise<boolean> {
  try {
    const isKnown = await admitSystemAuthorities(certificate);
    if (isKnown) control.note('This system trusts the authority of the certificate: connecting again');
    return isKnown;
  } catch (error) {
    control.note(`The authorities that this system trusts cannot be read: ${String(error)}`);
    return false;
  }
}

async function plain(
  control: ControlConnection,
  target: ConnectionTarget,
  reason: 'not-offered' | 'chosen',
  context: ConnectContext,
  clock: ConnectClock,
): Promise<LineSecurity> {
  await askUser(control, clock, (signal) =>
    context.trust.plainText({ ...control.place, user: target.user, reason }, signal),
  );
  return plainLine;
}

/** PBSZ and PROT P (RFC 4217 §9): file names and contents are protected too. A server that will not is left. */
async function protectData(control: ControlConnection, target: ConnectionTarget, clock: ConnectClock): Promise<void> {
  await control.ask('PBSZ 0', clock.limit);
  const reply = await control.ask('PROT P', clock.limit);
  if (isPositive(reply)) return;
  // With implicit TLS protected data is the custom, and some servers do not know the command.
  if (target.encryption === 'implicit' && isNotImplemented(reply)) return;
  throw new RemoteError('unsupported', 'The server refuses to encrypt the files themselves.', {
    serverCode: reply.code,
    serverText: replyText(reply),
    hint: 'Ask its operator to allow protected data connections (PROT P).',
  });
}
