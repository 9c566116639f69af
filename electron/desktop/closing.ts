import type { MessageBoxOptions } from 'electron';
import { z } from 'zod';
import type { Logger } from '../log/logger.ts';
import { JsonFile } from '../storage/atomic-json.ts';
import type { DesktopLanguage } from './texts/desktop-language.ts';

const ClosingFile = z.object({ version: z.literal(1), keepsWatching: z.boolean() });
type ClosingFile = z.infer<typeof ClosingFile>;

export interface ClosingOptions {
  readonly language: Pick<DesktopLanguage, 'texts'>;
  readonly file: string;
  readonly isWatching: () => boolean;
  /** @returns the number of the button. */
  readonly ask: (question: MessageBoxOptions) => Promise<number>;
  readonly closeWindow: () => void;
  readonly quit: () => void;
  readonly logger: Logger;
}

/** What closing the last window means where a window is the app: quitting, or watching on from the tray. Asked until that was chosen once. */
export class Closing {
  readonly #options: ClosingOptions;
  readonly #file: JsonFile<ClosingFile>;
  #keepsWatching: boolean;
  #isAsking = false;

  private constructor(options: ClosingOptions, file: JsonFile<ClosingFile>, { keepsWatching }: ClosingFile) {
    this.#options = options;
    this.#file = file;
    this.#keepsWatching = keepsWatching;
  }

  static async open(options: ClosingOptions): Promise<Closing> {
    const file = new JsonFile<ClosingFile>({
      file: options.file,
      schema: ClosingFile,
      empty: { version: 1, keepsWatching: false },
      onSetAside: (message) => options.logger.info(message),
    });
    return new Closing(options, file, await file.read());
  }

  /** Whether Portside goes on without a window. */
  get goesOn(): boolean {
    return this.#keepsWatching && this.#options.isWatching();
  }

  /** The user wants to close the window. @returns whether it may close now; else a question or the quit decides. */
  mayClose(): boolean {
    const { isWatching, quit, logger } = this.#options;
    if (this.goesOn) return true;
    if (!isWatching()) quit();
    else if (!this.#isAsking) {
      this.#isAsking = true;
      this.#ask()
        .catch((error: unknown) => logger.error('the question about watching on failed', error))
        .finally(() => {
          this.#isAsking = false;
        });
    }
    return false;
  }

  async #ask(): Promise<void> {
    const { language, ask, closeWindow, quit } = this.#options;
    const { texts } = language;
    const answer = await ask({
      type: 'question',
      title: texts.keepWatchingTitle,
      message: texts.keepWatchingQuestion,
      detail: texts.keepWatchingDetail,
      buttons: [texts.keepWatching, texts.quitButton, texts.cancel],
      defaultId: 0,
      cancelId: 2,
      noLink: true,
    });
    if (answer === 1) quit();
    if (answer !== 0) return;
    this.#keepsWatching = true;
    closeWindow();
    await this.#file.update((current) => ({ ...current, keepsWatching: true }));
  }
}
