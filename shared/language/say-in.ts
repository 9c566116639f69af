import type { Language } from '../model/settings.ts';
import { germanSentences } from './german/german-sentences.ts';
import { type Say, SentenceCatalogue } from './sentences.ts';

let german: SentenceCatalogue | undefined;

/** How the main process itself says its sentences in a language: in the tray, for example. A window loads only the language it needs. */
export function sayIn(language: Language): Say {
  if (language === 'en') return (sentence) => sentence;
  // Made when it is first needed: most never need it.
  german ??= new SentenceCatalogue(germanSentences, 'de');
  return german.say;
}
