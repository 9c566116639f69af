import type { MessageBoxOptions } from 'electron';
import type { Logger } from '../log/logger.ts';
import type { DesktopLanguage } from './texts/desktop-language.ts';

export interface UnsavedTextOptions {
  readonly language: Pick<DesktopLanguage, 'texts'>;
  /** @returns the number of the button. */
  readonly ask: (question: MessageBoxOptions) => Promise<number>;
  readonly logger: Logger;
}

/** The text in the window's editor that would be lost with the window. The page says when there is one. */
export class UnsavedText {
  readonly #options: UnsavedTextOptions;
  /** Of the file. */
  #name: string | undefined;
  #isAsking = false;

  constructor(options: UnsavedTextOptions) {
    this.#options = options;
  }

  /** @param name absent: nothing would be lost. */
  set(name: string | undefined): void {
    this.#name = name;
  }

  /** The window is to be closed. @returns whether that loses nothing; else `close` is called where the user gives the text up. */
  mayClose(close: () => void): boolean {
    if (this.#name === undefined) return true;
    if (this.#isAsking) return false;
    this.mayBeLost()
      .then((isGivenUp) => {
        if (!isGivenUp) return;
        this.#name = undefined;
        close();
      })
      .catch((error: unknown) => this.#options.logger.error('the question about a text failed', error));
    return false;
  }

  /** Asks, where there is a text. @param signal Aborted when nobody's answer is waited for any more. */
  async mayBeLost(signal?: AbortSignal): Promise<boolean> {
    if (this.#name === undefined) return true;
    const { language, ask } = this.#options;
    const { texts } = language;
    this.#isAsking = true;
    try {
      const answer = await ask({
        type: 'warning',
        title: texts.unsavedTitle,
        message: texts.unsavedQuestion(this.#name),
        detail: texts.unsavedDetail,
        buttons: [texts.backToText, texts.giveUpText],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
        ...(signal && { signal }),
      });
      return answer === 1;
    } finally {
      this.#isAsking = false;
    }
  }
}
