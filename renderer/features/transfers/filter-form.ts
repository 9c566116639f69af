import type { TransferFilter } from '../../../shared/model/transfer.ts';
import { isDate, type LocalDate } from '../../ui/typed-date.ts';
import { bytesOf, isSoundSize, type TypedSize, typedSize } from '../../ui/typed-size.ts';

/** A filter as it is typed. */
export interface FilterForm {
  readonly include: string;
  readonly exclude: string;
  readonly smallest: TypedSize;
  readonly largest: TypedSize;
  /** Empty, or a day. */
  readonly after: LocalDate;
  readonly before: LocalDate;
}

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
    smallest: typedSize(smallest),
    largest: typedSize(largest),
    after: dayText(modifiedAfter),
    before: dayText(modifiedBefore),
  };
}

/** Call it only where {@link isSoundForm}. */
export function filterOf(form: FilterForm): TransferFilter {
  const [smallest, largest] = [bytesOf(form.smallest), bytesOf(form.largest)];
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

export function isSoundForm({ smallest, largest, after, before }: FilterForm): boolean {
  const isSoundDay = (day: LocalDate) => day === '' || isDate(day);
  return isSoundSize(smallest) && isSoundSize(largest) && isSoundDay(after) && isSoundDay(before);
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
