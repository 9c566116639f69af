/** A moment as the field for date and time takes it: local time, `2026-11-21T09:30:05`. */
export function toLocalTime(at: number): string {
  const moment = new Date(at);
  const shifted = new Date(at - moment.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}

/** Ms since 1970, UTC; undefined where the text is no date with time. */
export function fromLocalTime(text: string): number | undefined {
  const at = /^\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(text) ? new Date(text).getTime() : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
