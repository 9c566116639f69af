import type { SessionQuestion } from '../../shared/model/desktop.ts';

/** What the tray wants the window to show of a watched server. It waits until the window takes it, once. */
export class SessionQuestions {
  #waiting: SessionQuestion | undefined;

  put(question: SessionQuestion): void {
    this.#waiting = question;
  }

  take(): SessionQuestion | undefined {
    const question = this.#waiting;
    this.#waiting = undefined;
    return question;
  }
}
