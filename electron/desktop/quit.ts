import { app, type MessageBoxOptions, powerMonitor } from 'electron';
import type { Logger } from '../log/logger.ts';
import type { DesktopLanguage } from './texts/desktop-language.ts';

const STOP_WITHIN_MS = 10_000;

export interface QuitOptions {
  readonly language: Pick<DesktopLanguage, 'texts'>;
  /** Asks about a text that is not saved. @returns whether it may be lost. */
  readonly mayLoseText: (signal: AbortSignal) => Promise<boolean>;
  /** Transfers that would be cut off. */
  readonly unfinished: () => number;
  /** @returns the number of the button. */
  readonly ask: (question: MessageBoxOptions) => Promise<number>;
  /** Ends everything that runs. */
  readonly stop: () => Promise<void>;
  readonly logger: Logger;
}

/** A clean end: asks while transfers run, then stops them, closes the connections and leaves. */
export class Quit {
  readonly #options: QuitOptions;
  #state: 'running' | 'asking' | 'stopping' | 'stopped' = 'running';
  /** Aborted when the system goes down, which waits for nobody's answer. */
  readonly #systemGoesDown = new AbortController();

  constructor(options: QuitOptions) {
    this.#options = options;
    app.on('before-quit', (event) => {
      if (this.#state === 'stopped') return;
      event.preventDefault();
      if (this.#state !== 'running') return;
      this.#quit().catch((error: unknown) => {
        options.logger.error('Portside could not stop cleanly', error);
        app.exit(1);
      });
    });
    powerMonitor.on('shutdown', () => this.#systemGoesDown.abort());
  }

  /** Windows may close without a question: either the user has answered, or there is nothing to ask. */
  get isStopped(): boolean {
    return this.#state === 'stopped';
  }

  async #quit(): Promise<void> {
    this.#state = 'asking';
    if (!(await this.#agreed())) {
      this.#state = 'running';
      return;
    }
    this.#state = 'stopping';
    await Promise.race([this.#options.stop(), after(STOP_WITHIN_MS)]);
    this.#state = 'stopped';
    app.quit();
  }

  async #agreed(): Promise<boolean> {
    const { signal } = this.#systemGoesDown;
    const { texts } = this.#options.language;
    if (signal.aborted) return true;
    if (!(await this.#options.mayLoseText(signal))) return signal.aborted;
    const count = this.#options.unfinished();
    if (count === 0 || signal.aborted) return true;
    const answer = await this.#options.ask({
      type: 'warning',
      title: texts.quitTitle,
      message: texts.quitQuestion(count),
      detail: texts.quitDetail,
      buttons: [texts.keepRunning, texts.quitAnyway],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
      signal,
    });
    return answer === 1 || signal.aborted;
  }
}

/** A connection that hangs must not keep the app from ending. */
function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
