import type { Language } from '../model/settings.ts';
import { germanSentences } from './german/german-sentences.ts';
import { type Say, SentenceCatalogue } from './sentences.ts';

const said: Record<Language, Say> = {
  en: (sentence) => sentence,
  de: new SentenceCatalogue(germanSentences, 'de').say,
};

/** How the main process itself says its sentences in a language: in the tray, for example. A window loads only the language it needs. */
export function sayIn(language: Language): Say {
  return said[language];
}
