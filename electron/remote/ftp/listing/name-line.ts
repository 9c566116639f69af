import { isDotName, type ParsedLine } from './parsed-line.ts';

/** A line that is nothing but a name, as NLST has it. What it names is not told; a slash at its end marks a directory. */
export function parseNameLine(line: string): ParsedLine {
  if (/\s/.test(line) || line === '') return 'unparsed';
  if (isDotName(line)) return 'ignored';
  const directory = line.length > 1 && line.endsWith('/');
  return directory ? { name: line.slice(0, -1), type: 'directory' } : { name: line, type: 'file' };
}
