import { isRemoteError, RemoteError, type RemoteErrorData } from '../../../shared/model/remote-error.ts';

/** What is only mentioned waits so long for something to travel with. */
const MENTIONED_WITHIN_MS = 50;

/** One end of a line between two threads. */
export interface WirePort {
  postMessage(value: unknown): void;
  on(event: 'message', listener: (value: unknown) => void): unknown;
}

/** What one side answers: by name, a function of one plain value. */
type Requests = { readonly [name: string]: (input: never) => unknown };

type Input<R extends Requests, N extends keyof R> = Parameters<R[N]>[0];
type Output<R extends Requests, N extends keyof R> = Awaited<ReturnType<R[N]>>;

/** How a side answers what it is asked. The signal aborts when the asker has given up. */
export type Answers<R extends Requests> = {
  readonly [N in keyof R]: (input: Input<R, N>, signal: AbortSignal) => Output<R, N> | Promise<Output<R, N>>;
};

type Failure = { readonly remote: RemoteErrorData } | { readonly mistake: string; readonly stack: string | undefined };

type Message =
  | { readonly do: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly do: 'tell'; readonly name: string; readonly input: unknown }
  | { readonly do: 'abort'; readonly id: number }
  | { readonly do: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly do: 'fail'; readonly id: number; readonly failure: Failure };

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * Requests, answers, news and aborts between two threads. What is said within one turn of the event loop travels as one message,
 * in its order: waking the other thread is what costs. Errors arrive as `RemoteError`, or as a plain one where they were a mistake
 * of Portside's own.
 */
export class Wire<Theirs extends Requests, Ours extends Requests> {
  readonly #port: WirePort;
  readonly #answers: Answers<Ours>;
  readonly #pending = new Map<number, Pending>();
  readonly #answering = new Map<number, AbortController>();
  #outbox: Message[] = [];
  #isPosting = false;
  #later: NodeJS.Timeout | undefined;
  #next = 1;
  #ended: Error | undefined;

  constructor(port: WirePort, answers: Answers<Ours>) {
    this.#port = port;
    this.#answers = answers;
    port.on('message', (messages) => {
      for (const message of messages as Message[]) this.#take(message);
    });
  }

  /** Asks the other side. Aborting tells it to give up; the answer is waited for all the same. */
  call<N extends keyof Theirs & string>(
    name: N,
    input: Input<Theirs, N>,
    signal?: AbortSignal,
  ): Promise<Output<Theirs, N>> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#next++;
    const { promise, resolve, reject } = Promise.withResolvers<Output<Theirs, N>>();
    this.#pending.set(id, { resolve: resolve as Pending['resolve'], reject });
    this.#post({ do: 'call', id, name, input });
    if (!signal) return promise;
    const abort = () => this.#post({ do: 'abort', id });
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    return promise.finally(() => signal.removeEventListener('abort', abort));
  }

  /** Tells the other side something that has no answer. */
  tell<N extends keyof Theirs & string>(name: N, input: Input<Theirs, N>): void {
    this.#post({ do: 'tell', name, input });
  }

  /** The same for what is no news by itself: it travels with the next that is, or a moment later. */
  mention<N extends keyof Theirs & string>(name: N, input: Input<Theirs, N>): void {
    if (this.#ended) return;
    this.#outbox.push({ do: 'tell', name, input });
    this.#later ??= setTimeout(() => this.#flush(), MENTIONED_WITHIN_MS).unref();
  }

  /** The other side is gone: everything that waits for it fails, and everything it asked for is given up. */
  end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    for (const controller of this.#answering.values()) controller.abort(error);
  }

  #take(message: Message): void {
    if (message.do === 'call') void this.#answer(message.id, message.name, message.input);
    else if (message.do === 'tell') void this.#run(message.name, message.input, new AbortController().signal);
    else if (message.do === 'abort') this.#answering.get(message.id)?.abort(new RemoteError('cancelled', 'Cancelled.'));
    else this.#settle(message);
  }

  #settle(message: Extract<Message, { do: 'answer' | 'fail' }>): void {
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.do === 'answer') pending?.resolve(message.value);
    else pending?.reject(errorOf(message.failure));
  }

  async #answer(id: number, name: string, input: unknown): Promise<void> {
    const controller = new AbortController();
    this.#answering.set(id, controller);
    try {
      this.#post({ do: 'answer', id, value: await this.#run(name, input, controller.signal) });
    } catch (error) {
      this.#post({ do: 'fail', id, failure: failureOf(error) });
    } finally {
      this.#answering.delete(id);
    }
  }

  #run(name: string, input: unknown, signal: AbortSignal): unknown {
    const answer = this.#answers[name] as ((input: unknown, signal: AbortSignal) => unknown) | undefined;
    if (!answer) throw new Error(`nobody answers “${name}”`);
    return answer(input, signal);
  }

  #post(message: Message): void {
    if (this.#ended) return;
    this.#outbox.push(message);
    if (this.#isPosting) return;
    this.#isPosting = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    clearTimeout(this.#later);
    this.#later = undefined;
    this.#isPosting = false;
    const messages = this.#outbox;
    this.#outbox = [];
    if (messages.length > 0 && !this.#ended) this.#send(messages);
  }

  #send(messages: Message[]): void {
    try {
      this.#port.postMessage(messages);
    } catch (error) {
      // Something in it cannot be cloned: the others shall arrive, and whoever waits for this one shall know.
      if (messages.length > 1) for (const message of messages) this.#send([message]);
      else if (messages[0]) this.#refused(messages[0], error);
    }
  }

  #refused(message: Message, error: unknown): void {
    if (message.do === 'answer') this.#send([{ do: 'fail', id: message.id, failure: failureOf(error) }]);
    else if (message.do === 'call') this.#settle({ do: 'fail', id: message.id, failure: failureOf(error) });
    else throw error;
  }
}

function failureOf(error: unknown): Failure {
  if (isRemoteError(error)) return { remote: error.data };
  if (error instanceof Error) return { mistake: error.message, stack: error.stack };
  return { mistake: String(error), stack: undefined };
}

function errorOf(failure: Failure): Error {
  if ('remote' in failure) return RemoteError.from(failure.remote);
  const error = new Error(failure.mistake);
  if (failure.stack !== undefined) error.stack = failure.stack;
  return error;
}
