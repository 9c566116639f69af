import type { Charset } from '../../../shared/model/connection-options.ts';
import type { ControlConnection } from './control-connection.ts';
import { chooseUnixNames } from './ibm-i-names.ts';
import type { Limit } from './limit.ts';
import { isPositive, type Reply, replyText } from './reply.ts';

/** What the server can do, as far as it says so. */
export interface Features {
  /** Whether the command or extension is listed by FEAT (RFC 2389 §3.2). */
  has(name: string): boolean;
  /** What FEAT says after the name: `SHA-1;SHA-256*` of HASH. Empty where it says nothing. */
  parameters(name: string): string;
  /** Whether FEAT names this SITE command: `COPY`, `SYMLINK`, `UTIME`. Many servers that have one do not tell. */
  hasSite(name: string): boolean;
  /** From SYST (RFC 959 §4.1.3): decides on letter case, permissions and what a rename does to its target. */
  readonly system: 'unix' | 'windows' | 'other';
  /** The whole answer to SYST. */
  readonly systemText: string;
}

/** Facts that our rows can show, RFC 3659 §7.5 and the usual `UNIX.` ones. */
const wantedFacts = new Set([
  'type',
  'size',
  'modify',
  'unix.mode',
  'unix.owner',
  'unix.ownername',
  'unix.group',
  'unix.groupname',
  'unix.uid',
  'unix.gid',
]);

/** Asks the server what it offers and switches on what helps: UTF-8 names unless the site has another set, and the facts that rows show. */
export async function probeFeatures(control: ControlConnection, charset: Charset, limit: Limit): Promise<Features> {
  const offered = parseFeatures(await control.ask('FEAT', limit));
  // Most servers speak UTF-8 unasked; some want to be told (draft-ietf-ftpext-utf-8-option). A refusal changes nothing.
  // With another character set it is switched off: ProFTPD and IIS would translate what we send.
  const unicode = charset === 'auto' || charset === 'utf-8';
  if (offered.has('UTF8')) await control.ask(`OPTS UTF8 ${unicode ? 'ON' : 'OFF'}`, limit);
  const facts = factsToAskFor(offered.get('MLST'));
  if (facts !== undefined) await control.ask(`OPTS MLST ${facts}`, limit);
  const syst = await control.ask('SYST', limit);
  if (/OS\/400/i.test(replyText(syst))) await chooseUnixNames(control, limit);
  const system = parseSystem(syst);
  return {
    has: (name) => offered.has(name),
    parameters: (name) => offered.get(name) ?? '',
    hasSite: (name) => siteCommands(offered.get('SITE')).has(name),
    system,
    systemText: replyText(syst),
  };
}

/** `SITE CHMOD;UTIME` (Serv-U, Titan) and lines of their own (ProFTPD) alike. */
function siteCommands(parameters = ''): ReadonlySet<string> {
  return new Set(parameters.toUpperCase().split(/[;,\s]+/));
}

/** The features by name in capitals, with their parameters. Empty where the server does not know FEAT. */
export function parseFeatures(reply: Reply): ReadonlyMap<string, string> {
  const features = new Map<string, string>();
  if (!isPositive(reply)) return features;
  for (const line of reply.lines.slice(1, -1)) {
    const [name = '', ...parameters] = line
      .replace(/^\d{3}-/, '')
      .trim()
      .split(' ');
    if (name === '') continue;
    const known = features.get(name.toUpperCase());
    // ProFTPD has a line for each of its SITE commands.
    features.set(name.toUpperCase(), [...(known ? [known] : []), ...parameters].join(' '));
  }
  return features;
}

/** The argument of OPTS MLST (RFC 3659 §7.9) where a fact that we want is offered but not sent by default, which `*` would mark. */
export function factsToAskFor(parameters: string | undefined): string | undefined {
  const facts = (parameters ?? '').split(';').filter((fact) => wantedFacts.has(fact.replace('*', '').toLowerCase()));
  if (facts.length === 0 || facts.every((fact) => fact.endsWith('*'))) return undefined;
  return facts.map((fact) => `${fact.replace('*', '')};`).join('');
}

export function parseSystem(reply: Reply): Features['system'] {
  const words = isPositive(reply) ? (reply.lines[0] ?? '') : '';
  if (/windows|win32|win64|dos/i.test(words)) return 'windows';
  return /unix|linux|bsd|macos|l8/i.test(words) ? 'unix' : 'other';
}

/** How many may be logged in at the same time, where the greeting tells: `You are user number 1 of 50 allowed.` (Pure-FTPd). */
export function mostSessionsIn(greeting: string): number | undefined {
  const number = /\buser number \d+ of (\d{1,6}) allowed/i.exec(greeting)?.[1];
  return number === undefined ? undefined : Number(number);
}
