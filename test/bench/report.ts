/** What one contestant needed, run by run. Seconds. */
interface Measured {
  readonly name: string;
  readonly seconds: readonly number[];
  /** Processor time of each run, where it was measured. Seconds. */
  readonly processor?: readonly number[];
  /** Why it did not get to its end. */
  readonly failure?: string;
}

export interface MeasuredRow {
  readonly group: string;
  readonly title: string;
  readonly bar: string;
  readonly contestants: readonly Measured[];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/** How many times as fast as the fastest of the others; more than 1 is faster. */
function ratio({ contestants }: MeasuredRow): number | undefined {
  const [own, ...others] = contestants;
  const theirs = others.filter(({ name, seconds }) => !name.startsWith('Portside') && seconds.length > 0);
  if (!own || own.seconds.length === 0 || theirs.length === 0) return undefined;
  return Math.min(...theirs.map(({ seconds }) => median(seconds))) / median(own.seconds);
}

/** A Markdown table: medians, and in brackets the least and the most. */
export function markdownTable(rows: readonly MeasuredRow[]): string {
  const lines = rows.map((row) => {
    const times = row.contestants.map((contestant) => `${contestant.name} ${shown(contestant)}`).join('; ');
    const factor = ratio(row)?.toFixed(2) ?? '';
    return `| ${row.title} | ${times} | ${factor} | ${row.bar} |`;
  });
  return [
    '| work | seconds: median (least to most), processor time | ratio | bar |',
    '|---|---|---|---|',
    ...lines,
  ].join('\n');
}

function shown({ seconds, processor = [], failure }: Measured): string {
  if (failure !== undefined) return `failed (${failure.slice(0, 120)})`;
  const [least, most] = [Math.min(...seconds), Math.max(...seconds)];
  const used = processor.length > 0 ? `, ${median(processor).toFixed(2)} of processor time` : '';
  return `${median(seconds).toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})${used}`;
}
