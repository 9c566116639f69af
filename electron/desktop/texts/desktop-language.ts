import type { EventName, EventPayload } from '../../../shared/ipc/contract.ts';
import type { Caller } from '../../../shared/ipc/dispatch.ts';
import { sayIn } from '../../../shared/language/say-in.ts';
import type { Say } from '../../../shared/language/sentences.ts';
import { languageOf, localeOf } from '../../../shared/model/language.ts';
import { defaultSettings, type Language, type Settings } from '../../../shared/model/settings.ts';
import { english } from './english.ts';
import { german } from './german.ts';

/** What the desktop says outside of the window: menus, tray, notifications, questions of the system's kind. */
export type DesktopTexts = typeof english;

const texts: Record<Language, DesktopTexts> = { en: english, de: german };

/** The language the desktop speaks now. It listens to the settings as a window does. */
export class DesktopLanguage implements Caller {
  readonly id = 'desktop-language';
  readonly #systemLocale: string;
  readonly #listeners: (() => void)[] = [];
  #language: Language;

  /** @param systemLocale BCP 47 */
  constructor(systemLocale: string) {
    this.#systemLocale = systemLocale;
    this.#language = languageOf(defaultSettings.language, systemLocale);
  }

  get texts(): DesktopTexts {
    return texts[this.#language];
  }

  /** How it says what the services say, in English: why a server stands out, for example. */
  get say(): Say {
    return sayIn(this.#language);
  }

  /** Whose habits of dates and numbers go with the words (BCP 47). */
  get locale(): string {
    return localeOf(this.#language, this.#systemLocale);
  }

  /** Told when everything that stands there has to be said anew. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  choose(chosen: Settings['language']): void {
    const language = languageOf(chosen, this.#systemLocale);
    if (language === this.#language) return;
    this.#language = language;
    for (const listener of this.#listeners) listener();
  }

  emit<N extends EventName>(event: N, payload: EventPayload<N>): void {
    if (event === 'settings.changed') this.choose((payload as EventPayload<'settings.changed'>).language);
  }
}
