export interface BackOff {
  /** The wait before the first attempt, ms; it doubles with each further one. */
  readonly firstMs: number;
  /** No wait is longer. */
  readonly mostMs: number;
}

/**
 * How long to wait before attempt `attempt` (from 0), ms: doubling up to a ceiling, and of that a random part between the half
 * and the whole, so that many clients that lost the same server do not come back in step.
 *
 * @param random from 0 to before 1; a seeded source makes the schedule repeatable.
 */
export function backOffMs(attempt: number, { firstMs, mostMs }: BackOff, random: () => number = Math.random): number {
  const whole = Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(whole * (0.5 + random() / 2));
}
