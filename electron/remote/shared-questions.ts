import type { PromptAnswer, PromptQuestion } from '../../shared/model/prompt.ts';
import { untilCancelled } from './cancelled.ts';

/** Puts a question to the user. Rejects with `cancelled`, and takes the question back, when the signal aborts. */
export type Ask = (question: PromptQuestion, signal: AbortSignal) => Promise<PromptAnswer>;

interface Open {
  readonly answer: Promise<PromptAnswer>;
  readonly withdraw: AbortController;
  askers: number;
}

/** Lets several sessions that ask the same thing at the same time share one question and its answer. */
export class SharedQuestions {
  readonly #ask: Ask;
  readonly #open = new Map<string, Open>();

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** The question is taken back when the last of its askers has given up. @param topic What makes two questions the same. */
  async ask(topic: string, question: PromptQuestion, signal: AbortSignal): Promise<PromptAnswer> {
    const open = this.#open.get(topic) ?? this.#put(topic, question);
    open.askers += 1;
    try {
      return await untilCancelled(open.answer, signal);
    } finally {
      open.askers -= 1;
      if (open.askers === 0) this.#close(topic, open);
    }
  }

  #put(topic: string, question: PromptQuestion): Open {
    const withdraw = new AbortController();
    const open = { answer: this.#ask(question, withdraw.signal), withdraw, askers: 0 };
    this.#open.set(topic, open);
    return open;
  }

  #close(topic: string, open: Open): void {
    if (this.#open.get(topic) === open) this.#open.delete(topic);
    open.withdraw.abort();
  }
}
