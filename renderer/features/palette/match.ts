import type { PaletteEntry, PaletteGroup } from './palette-entries.ts';

/**
 * What fits what was typed: first what is called so, then what begins with it, what has it in its name, and what others call so. Where the words stand nowhere as they are, what has
 * their letters in this order, from the beginning of a word on: `nwfl` finds “New folder…”; the ones where they stand closest come
 * first.
 */
export function matching(groups: readonly PaletteGroup[], typed: string): readonly PaletteGroup[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const exact = narrowed(groups, (entries) =>
    entries
      .filter((entry) => words.every((word) => isNamed(entry, word) || isAlsoCalled(entry, word)))
      .sort((one, other) => closeness(other, words) - closeness(one, words)),
  );
  if (exact.length > 0) return exact;
  const letters = words.join('');
  return narrowed(groups, (entries) =>
    entries
      .map((entry) => ({ entry, span: spanOf(entry.label.toLowerCase(), letters) }))
      .filter(({ span }) => span !== undefined)
      .sort((one, other) => (one.span ?? 0) - (other.span ?? 0))
      .map(({ entry }) => entry),
  );
}

function closeness(entry: PaletteEntry, words: readonly string[]): number {
  const [name, wanted] = [entry.label.toLowerCase().replace(/…$/, ''), words.join(' ')];
  if (name === wanted) return 3;
  if (name.startsWith(wanted)) return 2;
  return words.every((word) => isNamed(entry, word)) ? 1 : 0;
}

/** @param word in small letters. */
function isNamed({ label, note = '' }: PaletteEntry, word: string): boolean {
  return `${label} ${note}`.toLowerCase().includes(word);
}

/** Other names count from the beginning of a word on: `rm` is not meant in “permissions”. */
function isAlsoCalled({ words = '' }: PaletteEntry, word: string): boolean {
  return ` ${words.toLowerCase()}`.includes(` ${word}`);
}

function narrowed(
  groups: readonly PaletteGroup[],
  choose: (entries: readonly PaletteEntry[]) => readonly PaletteEntry[],
): PaletteGroup[] {
  return groups
    .map((group) => ({ ...group, entries: choose(group.entries) }))
    .filter(({ entries }) => entries.length > 0);
}

/** How far apart the letters stand at best; undefined where they do not stand there in this order. */
function spanOf(text: string, letters: string): number | undefined {
  const spans = [...text.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu)].map(({ index }) =>
    spanFrom(text, index, letters),
  );
  const found = spans.filter((span) => span !== undefined);
  return found.length === 0 ? undefined : Math.min(...found);
}

function spanFrom(text: string, start: number, letters: string): number | undefined {
  let at = start;
  for (const [index, letter] of [...letters].entries()) {
    const found = text.indexOf(letter, at);
    if (found < 0 || (index === 0 && found !== start)) return undefined;
    at = found + letter.length;
  }
  return at - start;
}
