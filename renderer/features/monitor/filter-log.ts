import type { LogLine } from '../../../shared/model/monitor.ts';

interface LogFilter {
  /** Every word must be in the line. */
  readonly words: string;
  /** None: all of them. */
  readonly kinds: readonly string[];
}

export function filterLog(lines: readonly LogLine[], { words, kinds }: LogFilter): readonly LogLine[] {
  const wanted = words.toLowerCase().split(/\s+/u).filter(Boolean);
  if (wanted.length === 0 && kinds.length === 0) return lines;
  const ofKind = new Set(kinds);
  return lines.filter((line) => {
    if (ofKind.size > 0 && !ofKind.has(line.kind)) return false;
    // The line may spell a file name in its own way.
    const text = `${line.raw} ${line.file ?? ''}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
