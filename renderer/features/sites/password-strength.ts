export type Strength = 'too-short' | 'weak' | 'fair' | 'strong';

/** As the vault demands it. */
export const SHORTEST_MASTER_PASSWORD = 8;
const FAIR_BITS = 45;
const STRONG_BITS = 70;

const alphabets: readonly (readonly [RegExp, number])[] = [
  [/[a-z]/u, 26],
  [/[A-Z]/u, 26],
  [/\d/u, 10],
  [/[^a-zA-Z\d]/u, 33],
];

/**
 * A hint, not a measure: how hard the password is to guess for someone who tries at random. What repeats or goes on as the
 * alphabet or the digits do counts little.
 */
export function strengthOf(password: string): Strength {
  const characters = [...password];
  if (characters.length < SHORTEST_MASTER_PASSWORD) return 'too-short';
  const alphabet = alphabets.reduce((sum, [pattern, size]) => (pattern.test(password) ? sum + size : sum), 0);
  const surprising = characters.filter((character, index) => isSurprising(character, characters[index - 1])).length;
  const distinct = new Set(characters.map((character) => character.toLowerCase())).size;
  const bits = Math.min(surprising, distinct * 2) * Math.log2(alphabet);
  if (bits < FAIR_BITS) return 'weak';
  return bits < STRONG_BITS ? 'fair' : 'strong';
}

/** Neither the same as the one before nor its neighbour. */
function isSurprising(character: string, before: string | undefined): boolean {
  if (before === undefined) return true;
  const step = (character.codePointAt(0) ?? 0) - (before.codePointAt(0) ?? 0);
  return Math.abs(step) > 1;
}
