import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import type { Language, Settings } from '../../../shared/model/settings.ts';
import { english, type MessageId } from '../messages.ts';

/** The sentences of one language, as text or taken apart already. */
export type Catalogue = Record<MessageId, string> | Record<MessageId, MessageFormatElement[]>;

/** `pseudo`: English with every letter changed, so that words which come from no catalogue stand out (the locale en-XA). */
export type WindowLanguage = Language | 'pseudo';

/** The language of the window: the user's choice, else what the browser or system speaks, else English. */
export function languageOf(chosen: Settings['language'], locale: string): WindowLanguage {
  if (locale === 'en-XA') return 'pseudo';
  if (chosen !== 'system') return chosen;
  return locale.toLowerCase().startsWith('de') ? 'de' : 'en';
}

/** Which habits of numbers and dates go with it: the region of the user's locale, where it speaks that language. */
export function localeOf(language: WindowLanguage, locale: string): string {
  const spoken = language === 'pseudo' ? 'en' : language;
  return locale.toLowerCase().split('-')[0] === spoken ? locale : spoken;
}

/** English is always there; the others come when they are needed. */
export async function loadCatalogue(language: WindowLanguage): Promise<Catalogue> {
  if (language === 'de') return (await import('./german.ts')).german;
  if (language === 'pseudo') return (await import('./pseudo.ts')).pseudo;
  return english;
}
