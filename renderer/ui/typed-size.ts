/** What sizes are counted in, in powers of 1000, as the window shows them. */
export const sizeUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
export type SizeUnit = (typeof sizeUnits)[number];

/** A size as it is typed. */
export interface TypedSize {
  /** A number; one that brings its own unit (`20M`, `4 KiB`) counts in that. Empty: no size. */
  readonly amount: string;
  readonly unit: SizeUnit;
}

/** By their first letter; with an `i`, as in `KiB`, in powers of 1024. */
const powers: Record<string, number> = { '': 0, k: 1, m: 2, g: 3, t: 4 };
const pattern = /^(\d+(?:[.,]\d+)?)\s*(?:([kmgt]?)(i?)(b?))$/i;

/** Bytes; undefined where nothing is typed, `NaN` where that is no size. */
export function bytesOf({ amount, unit }: TypedSize): number | undefined {
  const text = amount.trim();
  if (text === '') return undefined;
  const [, number, letter = '', binary = '', byte = ''] = pattern.exec(text) ?? [];
  if (number === undefined || (binary !== '' && letter === '')) return Number.NaN;
  const power = letter + byte === '' ? sizeUnits.indexOf(unit) : (powers[letter.toLowerCase()] ?? 0);
  const bytes = Math.round(Number(number.replace(',', '.')) * (binary === '' ? 1_000 : 1_024) ** power);
  return Number.isSafeInteger(bytes) ? bytes : Number.NaN;
}

/** Empty or a size, and not smaller than `least` bytes. */
export function isSoundSize(typed: TypedSize, least = 0): boolean {
  const bytes = bytesOf(typed);
  return bytes === undefined || bytes >= least;
}

/** As it could have been typed: a whole number of the largest unit. @param usual What is counted in where there is nothing. */
export function typedSize(bytes: number | undefined, usual: SizeUnit = 'megabyte'): TypedSize {
  if (!bytes) return { amount: bytes === undefined ? '' : '0', unit: usual };
  const unit = sizeUnits.findLast((_, power) => bytes % 1_000 ** power === 0) ?? 'byte';
  return { amount: String(bytes / 1_000 ** sizeUnits.indexOf(unit)), unit };
}
