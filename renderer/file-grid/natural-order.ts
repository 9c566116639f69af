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
  const digits = String.fromCharCode(ranks.get('0') ?? FIRST_RANK);
  const zero = '0'.charCodeAt(0);

  return (name) => {
    const text = isAscii(name) ? name : name.normalize('NFC');
    let key = '';
    for (let index = 0; index < text.length; ) {
      const code = text.charCodeAt(index);
      if (code < zero || code > zero + 9) {
        const character = text[index] ?? '';
        key += String.fromCharCode(ranks.get(character) ?? Math.min(code + UNRANKED, 0xffff));
        index++;
        continue;
      }
      const end = endOfDigits(text, index);
      const significant = skipZeros(text, index, end);
      key += digits + String.fromCharCode(end - significant + 1) + text.slice(significant, end);
      index = end;
    }
    return key;
  };
}

const FIRST_RANK = 0x20;
const UNRANKED = 0x1000;
/** Latin with its extensions, then Greek and Cyrillic. */
const RANKED_BLOCKS = [
  [0x00, 0x24f],
  [0x370, 0x52f],
] as const;

const ranksByLocale = new Map<string, Map<string, number>>();

function ranksOf(locale: string): Map<string, number> {
  const known = ranksByLocale.get(locale);
  if (known) return known;
  const collator = new Intl.Collator(locale, { sensitivity: 'base' });
  const characters = RANKED_BLOCKS.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, offset) => String.fromCharCode(first + offset)),
  ).sort(collator.compare);
  const ranks = new Map<string, number>();
  let rank = FIRST_RANK;
  let previous: string | undefined;
  for (const character of characters) {
    if (previous !== undefined && collator.compare(previous, character) !== 0) rank++;
    ranks.set(character, rank);
    previous = character;
  }
  ranksByLocale.set(locale, ranks);
  return ranks;
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

function endOfDigits(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text.charCodeAt(end) >= 0x30 && text.charCodeAt(end) <= 0x39) end++;
  return end;
}

function skipZeros(text: string, start: number, end: number): number {
  let first = start;
  while (first < end - 1 && text.charCodeAt(first) === 0x30) first++;
  return first;
}
