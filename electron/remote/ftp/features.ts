import type { ControlConnection } from './control-connection.ts';
import type { Limit } from './limit.ts';
import { isPositive, type Reply } from './reply.ts';

/** What the server can do, as far as it says so. */
export interface Features {
  /** Whether the command or extension is listed by FEAT (RFC 2389 §3.2). */
  has(name: string): boolean;
  /** From SYST (RFC 959 §4.1.3): decides on letter case, permissions and what a rename does to its target. */
  readonly system: 'unix' | 'windows' | 'other';
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

/** Asks the server what it offers and switches on what helps: UTF-8 names, and the facts that rows show. */
export async function probeFeatures(control: ControlConnection, limit: Limit): Promise<Features> {
  const offered = parseFeatures(await control.ask('FEAT', limit));
  // Most servers speak UTF-8 unasked; some want to be told (draft-ietf-ftpext-utf-8-option). A refusal changes nothing.
  if (offered.has('UTF8')) await control.ask('OPTS UTF8 ON', limit);
  const facts = factsToAskFor(offered.get('MLST'));
  if (facts !== undefined) await control.ask(`OPTS MLST ${facts}`, limit);
  const system = parseSystem(await control.ask('SYST', limit));
  return { has: (name) => offered.has(name), system };
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
    if (name !== '') features.set(name.toUpperCase(), parameters.join(' '));
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
