import { randomUUID } from 'node:crypto';
import type { Prompt, PromptAnswer, PromptQuestion } from '../../shared/model/prompt.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';

interface Pending {
  readonly prompt: Prompt;
  answer(answer: PromptAnswer): void;
}

/** Questions that wait for the user. Every window shows them; the first answer counts. */
export class Prompts {
  readonly #pending = new Map<string, Pending>();
  readonly #onChange: (prompts: Prompt[]) => void;

  constructor(onChange: (prompts: Prompt[]) => void) {
    this.#onChange = onChange;
  }

  list(): Prompt[] {
    return [...this.#pending.values()].map((pending) => pending.prompt);
  }

  /** Waits for the answer. Rejects with `cancelled`, and takes the question back, when the signal aborts. */
  ask(question: PromptQuestion, signal: AbortSignal): Promise<PromptAnswer> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(cancelled());
        return;
      }
      const id = randomUUID();
      const settle = (done: () => void) => {
        signal.removeEventListener('abort', onAbort);
        this.#pending.delete(id);
        this.#onChange(this.list());
        done();
      };
      const onAbort = () => settle(() => reject(cancelled()));
      signal.addEventListener('abort', onAbort);
      this.#pending.set(id, {
        prompt: { id, question },
        answer: (answer) => settle(() => resolve(answer)),
      });
      this.#onChange(this.list());
    });
  }

  /** An answer of the wrong kind is refused; one that comes too late is not. */
  answer(id: string, answer: PromptAnswer): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    const { kind } = pending.prompt.question;
    const needed = kind === 'password' || kind === 'master-password' ? 'secret' : 'trust';
    if (answer.kind !== needed && answer.kind !== 'refuse') {
      throw new RemoteError('invalid-request', 'This answer does not fit the question.');
    }
    pending.answer(answer);
  }
}

function cancelled(): RemoteError {
  return new RemoteError('cancelled', 'Cancelled before the question was answered.');
}
