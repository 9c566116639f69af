/** A `time-val` of RFC 3659 §2.3 in whole seconds, UTC. @param at ms since 1970. */
export function formatFtpTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace(/[-T:]/g, '');
}

/** Milliseconds since 1970 of a `time-val` (RFC 3659 §2.3); `undefined` where it is none. */
export function parseFtpTime(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?$/.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second, fraction = ''] = parts;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? undefined : at + Math.floor(Number(`0${fraction}`) * 1000);
}
