import { sayIn } from '../../shared/language/say-in.ts';
import type { Language } from '../../shared/model/settings.ts';

/** A page of a few words, for those who have no link or a spent one. @param title and text in English */
export function wordsPage(language: Language, title: string, text: string): string {
  return page(language, title, text, '');
}

/**
 * The page that a link leads to: the cookie comes with it, and the browser goes on by itself. A redirect would not do:
 * a browser that came from another site does not send a strict cookie along with it.
 */
export function welcomePage(language: Language): string {
  return page(language, 'Portside', 'Opening…', '<meta http-equiv="refresh" content="0;url=/">');
}

function page(language: Language, title: string, text: string, head: string): string {
  const say = sayIn(language);
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><title>${say(title)}</title>${head}</head><body><h1>${say(title)}</h1><p>${say(text)}</p></body></html>`;
}
