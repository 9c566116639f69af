import type { TranscriptLine } from '../../../shared/model/transcript.ts';

export interface LogFilter {
  /** Every one of them must occur, in the text or the session's name. */
  readonly words: string;
  /** None means all. */
  readonly connections: readonly string[];
  readonly kinds: readonly string[];
}

export const noFilter: LogFilter = { words: '', connections: [], kinds: [] };

/** `ann@example.org #2` is a session of the connection `ann@example.org`. */
function connectionOf({ session }: Pick<TranscriptLine, 'session'>): string {
  return session.replace(/ #\d+$/, '');
}

/** The connections that have said something, in alphabetical order. */
export function connectionsIn(lines: readonly TranscriptLine[]): string[] {
  // Sessions are few and lines are many.
  const sessions = new Set(lines.map(({ session }) => session));
  return [...new Set([...sessions].map((session) => connectionOf({ session })))].sort();
}

export function filterLines(lines: readonly TranscriptLine[], filter: LogFilter): readonly TranscriptLine[] {
  const words = filter.words.toLowerCase().split(/\s+/u).filter(Boolean);
  const connections = new Set(filter.connections);
  const kinds = new Set(filter.kinds);
  if (words.length + connections.size + kinds.size === 0) return lines;
  return lines.filter((line) => {
    if (kinds.size > 0 && !kinds.has(line.kind)) return false;
    if (connections.size > 0 && !connections.has(connectionOf(line))) return false;
    if (words.length === 0) return true;
    const text = `${line.session} ${line.text}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

const marks: Record<TranscriptLine['kind'], string> = { sent: '>', received: '<', info: '*', error: '!' };

/** The lines as text for the clipboard: time (UTC), session, direction, words. */
export function transcriptText(lines: readonly TranscriptLine[]): string {
  return lines
    .map((line) => `${new Date(line.at).toISOString()} ${line.session} ${marks[line.kind]} ${line.text}`)
    .join('\n');
}

export interface ReportFacts {
  readonly version: string;
  readonly platform: string;
  readonly host: string;
  /** Servers as the window knows them: label and how the line is protected. */
  readonly connections: readonly { readonly label: string; readonly line: string }[];
  /** ms since 1970. */
  readonly at: number;
}

/**
 * What a support person needs to see, to be pasted into a message: which Portside, which servers, and the lines. Lines hold no
 * secret; names of servers, accounts and files are in it, so the user decides who gets it.
 */
export function reportText(facts: ReportFacts, lines: readonly TranscriptLine[]): string {
  const servers = facts.connections.map(({ label, line }) => `- ${label}: ${line}`);
  return [
    `Portside ${facts.version}, ${facts.platform}, ${facts.host}, ${new Date(facts.at).toISOString()}`,
    ...(servers.length > 0 ? ['', 'Servers', ...servers] : []),
    '',
    `Log, ${lines.length} lines (> sent, < received, * note, ! error; times are UTC)`,
    '```',
    // What a server says must not end the block.
    transcriptText(lines).replaceAll('```', "'''"),
    '```',
    '',
  ].join('\n');
}
