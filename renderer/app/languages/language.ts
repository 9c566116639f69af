import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { languageOf, localeOf } from '../../../shared/model/language.ts';
import type { Language, Settings } from '../../../shared/model/settings.ts';
import { english, type MessageId } from '../messages.ts';

/** The sentences of one language, as text or taken apart already. */
export type Catalogue = Record<MessageId, string> | Record<MessageId, MessageFormatElement[]>;

/** `pseudo`: English with every letter changed, so that words which come from no catalogue stand out (the locale en-XA). */
export type WindowLanguage = Language | 'pseudo';

/** The language of the window, and whose habits of numbers and dates it follows. @param locale of the browser or system */
export function windowLanguageOf(
  chosen: Settings['language'],
  locale: string,
): { language: WindowLanguage; habits: string } {
  if (locale === 'en-XA') return { language: 'pseudo', habits: locale };
  const language = languageOf(chosen, locale);
  return { language, habits: localeOf(language, locale) };
}

/** English is always there; the others come when they are needed. */
export async function loadCatalogue(language: WindowLanguage): Promise<Catalogue> {
  if (language === 'de') return (await import('./german.ts')).german;
  if (language === 'pseudo') return (await import('./pseudo.ts')).pseudo;
  return english;
}
