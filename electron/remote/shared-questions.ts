import type { PromptAnswer, PromptQuestion } from '../../shared/model/prompt.ts';
import { SharedWork } from './shared-work.ts';

/** Puts a question to the user. Rejects with `cancelled`, and takes the question back, when the signal aborts. */
export type Ask = (question: PromptQuestion, signal: AbortSignal) => Promise<PromptAnswer>;

/** Lets several sessions that ask the same thing at the same time share one question and its answer. */
export class SharedQuestions {
  readonly #ask: Ask;
  readonly #open = new SharedWork<PromptAnswer>();

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** The question is taken back when the last of its askers has given up. @param topic What makes two questions the same. */
  ask(topic: string, question: PromptQuestion, signal: AbortSignal): Promise<PromptAnswer> {
    return this.#open.run(topic, (withdrawn) => this.#ask(question, withdrawn), signal);
  }
}
