import type { Formatters } from '../../ui/format.ts';

/** The clock time of today; with the date of another day, for a watch goes on for days. */
export function momentOf(at: number, format: Pick<Formatters, 'time' | 'dateTime'>): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return isToday ? format.time(at) : format.dateTime(at);
}
