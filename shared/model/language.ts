import { type Language, languages, type Settings } from './settings.ts';

/** The language that Portside speaks: the user's choice, else the system's, else English. @param locale BCP 47 */
export function languageOf(chosen: Settings['language'], locale: string): Language {
  if (chosen !== 'system') return chosen;
  return languages.find((language) => language === spokenIn(locale)) ?? 'en';
}

/** Which habits of numbers and dates go with a language: the region of the user's locale, where it speaks that language. */
export function localeOf(language: Language, locale: string): string {
  return spokenIn(locale) === language ? locale : language;
}

function spokenIn(locale: string): string | undefined {
  return locale.toLowerCase().split('-')[0];
}
