/**
 * Sort keys for names: comparing two keys with `<` gives the order of a numeric, case-insensitive collator of the
 * language, at a fraction of the price. A collator takes about a second over 100,000 names, and a column header
 * must answer at once.
 *
 * Each character becomes its rank in the collator's own order (so å follows z in Swedish), each run of digits its
 * length and then its digits. Letters outside the ranked blocks follow in the order of Unicode.
 */
export function createNaturalKey(locale: string): (name: string) => string {
  const ranks = ranksOf(locale);
  const digits = ranks[ZERO] ?? FIRST_RANK;
  let codes = new Uint16Array(1024);

  return (name) => {
    const text = isAscii(name) ? name : name.normalize('NFC');
    // A lone digit becomes three codes.
    if (codes.length < text.length * 3) codes = new Uint16Array(text.length * 3);
    let length = 0;
    for (let index = 0; index < text.length; ) {
      const code = text.charCodeAt(index);
      if (!isDigit(code)) {
        codes[length++] = ranks[code] || Math.min(code + UNRANKED, 0xffff);
        index++;
        continue;
      }
      const end = endOfDigits(text, index);
      const significant = skipZeros(text, index, end);
      codes[length++] = digits;
      codes[length++] = end - significant;
      for (let at = significant; at < end; at++) codes[length++] = text.charCodeAt(at);
      index = end;
    }
    // One flat string: a concatenated one would be put together again at its first comparison.
    return String.fromCharCode.apply(null, codes.subarray(0, length) as unknown as number[]);
  };
}

const ZERO = 0x30;
const FIRST_RANK = 0x20;
const UNRANKED = 0x1000;
/** Latin with its extensions, then Greek and Cyrillic. */
const RANKED_BLOCKS = [
  [0x00, 0x24f],
  [0x370, 0x52f],
] as const;

const ranksByLocale = new Map<string, Uint16Array>();

/** By character code; 0 where a character has no rank. */
function ranksOf(locale: string): Uint16Array {
  const known = ranksByLocale.get(locale);
  if (known) return known;
  const collator = new Intl.Collator(locale, { sensitivity: 'base' });
  const characters = RANKED_BLOCKS.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, offset) => String.fromCharCode(first + offset)),
  ).sort(collator.compare);
  const ranks = new Uint16Array(0x530);
  let rank = FIRST_RANK;
  let previous: string | undefined;
  for (const character of characters) {
    if (previous !== undefined && collator.compare(previous, character) !== 0) rank++;
    ranks[character.charCodeAt(0)] = rank;
    previous = character;
  }
  ranksByLocale.set(locale, ranks);
  return ranks;
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9;
}

function endOfDigits(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && isDigit(text.charCodeAt(end))) end++;
  return end;
}

function skipZeros(text: string, start: number, end: number): number {
  let first = start;
  while (first < end - 1 && text.charCodeAt(first) === ZERO) first++;
  return first;
}
