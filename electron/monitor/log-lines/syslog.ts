import { isoTime, syslogTime, type WallTime } from './log-time.ts';

export interface SyslogLine {
  readonly time: WallTime;
  readonly program: string;
  readonly processId?: number;
  readonly text: string;
  /** How often it was said, where the log gathers what repeats in one line. */
  readonly times?: number;
}

const TIME = String.raw`\d{4}-\d\d-\d\d[T ]\S+|[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d`;
/** The host may be missing, and BusyBox puts the facility after it. */
const LINE = new RegExp(
  String.raw`^(${TIME}) (?:(?!\S+\[\d+\]:|\S+: )\S+ )?(?:[a-z]+\d?\.[a-z]+ )?([\w./-]+)(?:\[(\d+)\])?: (.*)$`,
);

/** rsyslog's way of gathering what repeats ($RepeatedMsgReduction, which some systems have switched on). */
const REPEATED = /^message repeated (\d{1,3}) times: \[ (.*)\]$/;

/** A line of a system log: RFC 3164's header or an ISO 8601 date, as rsyslog, BusyBox and journalctl write them. */
export function readSyslog(line: string, now: number): SyslogLine | undefined {
  const [, date = '', program, processId, said] = LINE.exec(line) ?? [];
  if (program === undefined || said === undefined) return undefined;
  const [, times, text = said] = REPEATED.exec(said) ?? [];
  const time = isoTime(date) ?? syslogTime(date, now);
  if (time === undefined) return undefined;
  return {
    time,
    program,
    text,
    ...(processId === undefined ? {} : { processId: Number(processId) }),
    ...(times === undefined ? {} : { times: Number(times) }),
  };
}
