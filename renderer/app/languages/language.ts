import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { type Say, SentenceCatalogue } from '../../../shared/language/sentences.ts';
import { languageOf, localeOf } from '../../../shared/model/language.ts';
import type { Language, Settings } from '../../../shared/model/settings.ts';
import { english, type MessageId } from '../messages.ts';

/** The sentences of one language, as text or taken apart already. */
type Catalogue = Record<MessageId, string> | Record<MessageId, MessageFormatElement[]>;

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

/** What a language has to say: the words of the window, and the sentences of the main process, which come in English. */
export interface Vocabulary {
  readonly catalogue: Catalogue;
  readonly say: Say;
}

export const englishVocabulary: Vocabulary = { catalogue: english, say: (sentence) => sentence };

/** English is always there; the others come when they are needed. @param habits whose numbers are written (BCP 47) */
export async function loadVocabulary(language: WindowLanguage, habits: string): Promise<Vocabulary> {
  if (language === 'en') return englishVocabulary;
  const { catalogue, sentences } = await (language === 'de' ? loadGerman() : loadPseudo());
  return { catalogue, say: new SentenceCatalogue(sentences, habits).say };
}

async function loadGerman() {
  const { german } = await import('./german.ts');
  const { germanSentences } = await import('../../../shared/language/german/german-sentences.ts');
  return { catalogue: german, sentences: germanSentences };
}

async function loadPseudo() {
  const { pseudo, pseudoSentences } = await import('./pseudo.ts');
  return { catalogue: pseudo, sentences: pseudoSentences };
}
