import type { Entry } from '../../../../shared/model/entry.ts';

const MINUTE_MS = 60_000;
/** Time zones differ from UTC by whole quarters of an hour, and by no more than this. */
const QUARTER_MS = 15 * MINUTE_MS;
const MOST_AHEAD_MS = 14 * 60 * MINUTE_MS;
const MOST_ATTEMPTS = 3;

/**
 * The clock that listings go by. Servers that print local time do not say which; the site may, or one file whose time in
 * UTC is known from MDTM shows it. Times of MLSD, MDTM and EPLF are UTC and need no clock.
 */
export class ServerClock {
  #aheadMs: number;
  #attempts: number;

  /** @param minutes ahead of UTC, where the site says so. */
  constructor(minutes: number | undefined) {
    this.#aheadMs = (minutes ?? 0) * MINUTE_MS;
    this.#attempts = minutes === undefined ? 0 : MOST_ATTEMPTS;
  }

  /** Ms that listings are ahead of UTC, as far as it is known. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** A file whose exact time would tell more: the newest, since the zone may have another offset in summer. */
  witness(entries: readonly Entry[]): Entry | undefined {
    if (this.#attempts >= MOST_ATTEMPTS) return undefined;
    let newest: Entry | undefined;
    for (const entry of entries) {
      const isPrecise = entry.modifiedPrecision === 'minute' || entry.modifiedPrecision === 's';
      if (entry.type !== 'file' || entry.unusable !== undefined || !isPrecise) continue;
      if ((entry.modifiedAt ?? 0) > (newest?.modifiedAt ?? 0)) newest = entry;
    }
    return newest;
  }

  /**
   * Compares a time of a listing with the exact one.
   *
   * @param exactAt undefined where the server does not tell.
   * @returns ms by which the listing was ahead of UTC and which it was not known to be.
   */
  learn(listed: Entry, exactAt: number | undefined): number {
    this.#attempts += 1;
    if (listed.modifiedAt === undefined || exactAt === undefined) return 0;
    const difference = listed.modifiedAt - exactAt;
    const ahead = Math.round(difference / QUARTER_MS) * QUARTER_MS;
    // A listing to the minute leaves the seconds out. What differs by more is another time, not another zone.
    const rest = ahead - difference;
    if (Math.abs(ahead) > MOST_AHEAD_MS || rest < 0 || rest >= MINUTE_MS) return 0;
    this.#attempts = MOST_ATTEMPTS;
    this.#aheadMs += ahead;
    return ahead;
  }
}

/** The dialects whose times are of the server's own clock. */
export const localDialects: ReadonlySet<string | undefined> = new Set([
  'unix',
  'dos',
  'as400',
  'vms',
  'mvs-members',
  'vxworks',
]);
