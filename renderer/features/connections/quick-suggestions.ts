import type { SiteBook } from '../../../shared/model/site.ts';
import { addressOf, isFound } from '../sites/site-tree.ts';
import { type Connectable, lastUsed } from '../sites/sites.ts';

const MOST_SUGGESTED = 8;

/** What could be meant by what is typed: the saved sites and recent servers that have its words, the last used first. */
export function suggestionsFor(book: SiteBook, typed: string): Connectable[] {
  const wanted = typed.trim();
  return lastUsed(book)
    .filter((entry) => (entry.kind === 'site' ? isFound(entry.site, wanted) : addressOf(entry.recent).includes(wanted)))
    .slice(0, MOST_SUGGESTED);
}
