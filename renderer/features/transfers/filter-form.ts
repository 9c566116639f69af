import type { TransferFilter } from '../../../shared/model/transfer.ts';

/** A filter as it is typed. */
export interface FilterForm {
  readonly include: string;
  readonly exclude: string;
  readonly smallest: string;
  readonly largest: string;
  /** As date fields have it: `2026-03-31`. */
  readonly after: string;
  readonly before: string;
}

/** In powers of 1000, as the window shows sizes; with an `i`, as in `KiB`, of 1024. */
const units: Record<string, number> = {
  '': 1,
  ...{ k: 1e3, m: 1e6, g: 1e9, t: 1e12 },
  ...{ ki: 1_024, mi: 1_024 ** 2, gi: 1_024 ** 3, ti: 1_024 ** 4 },
};
const sizePattern = /^(\d+(?:[.,]\d+)?)\s*((?:[kmgt]i?)?)b?$/i;
const DAY_MS = 86_400_000;

export function formOf({
  include,
  exclude,
  smallest,
  largest,
  modifiedAfter,
  modifiedBefore,
}: TransferFilter): FilterForm {
  return {
    include: include.join(', '),
    exclude: exclude.join(', '),
    smallest: sizeText(smallest),
    largest: sizeText(largest),
    after: dayText(modifiedAfter),
    before: dayText(modifiedBefore),
  };
}

/** Call it only where {@link isSoundForm}. */
export function filterOf(form: FilterForm): TransferFilter {
  const [smallest, largest] = [sizeOf(form.smallest), sizeOf(form.largest)];
  const [after, before] = [dayOf(form.after), dayOf(form.before)];
  return {
    include: globsOf(form.include),
    exclude: globsOf(form.exclude),
    ...(smallest !== undefined && { smallest }),
    ...(largest !== undefined && { largest }),
    ...(after !== undefined && { modifiedAfter: after }),
    // The whole of that day.
    ...(before !== undefined && { modifiedBefore: before + DAY_MS - 1 }),
  };
}

export function isSoundForm({ smallest, largest }: FilterForm): boolean {
  return isSizeText(smallest) && isSizeText(largest);
}

/** Empty, or a number of bytes with or without a unit. */
export function isSizeText(text: string): boolean {
  return text.trim() === '' || sizePattern.test(text.trim());
}

function sizeOf(text: string): number | undefined {
  const [, amount = '', unit = ''] = sizePattern.exec(text.trim()) ?? [];
  if (amount === '') return undefined;
  return Math.round(Number(amount.replace(',', '.')) * (units[unit.toLowerCase()] ?? 1));
}

function sizeText(size: number | undefined): string {
  if (size === undefined) return '';
  const fitting = Object.entries(units).filter(([, factor]) => size >= factor && size % factor === 0);
  const [unit, factor] = fitting.toSorted(([, one], [, other]) => one - other).at(-1) ?? ['', 1];
  return `${size / factor}${unit.replace(/^./, (letter) => letter.toUpperCase())}`;
}

/** Commas part globs, but not those within braces: `*.{jpg,png}`. */
function globsOf(text: string): string[] {
  return (text.match(/(?:\{[^}]*\}|[^,{]|\{)+/g) ?? []).map((glob) => glob.trim()).filter((glob) => glob !== '');
}

/** Midnight of that day where the window is. */
function dayOf(text: string): number | undefined {
  const time = text === '' ? Number.NaN : new Date(`${text}T00:00`).getTime();
  return Number.isNaN(time) ? undefined : time;
}

function dayText(time: number | undefined): string {
  if (time === undefined) return '';
  const date = new Date(time);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
