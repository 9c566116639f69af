import type {
  EventName,
  EventPayload,
  ParsedInput,
  RequestInput,
  RequestName,
  RequestOutput,
} from '../../shared/ipc/contract.ts';
import { errorData, fail, type Result, succeed } from '../../shared/ipc/result.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { LinkState, WindowTransport } from './window-transport.ts';

type Answers = {
  [N in RequestName]?: (input: ParsedInput<N>) => RequestOutput<N> | Promise<RequestOutput<N>>;
};

/** A main process for tests: answers what it is told to answer, remembers what it was asked, and tells events. */
export class FakeTransport implements WindowTransport {
  link: LinkState = 'up';
  readonly asked: { name: RequestName; input: unknown }[] = [];
  readonly answers: Answers;
  readonly #listeners = new Map<string, Set<(payload: unknown) => void>>();
  readonly #linkListeners = new Set<(link: LinkState) => void>();

  constructor(answers: Answers = {}) {
    this.answers = answers;
  }

  async request(name: string, input: unknown): Promise<Result<unknown>> {
    this.asked.push({ name: name as RequestName, input });
    const answer = this.answers[name as RequestName] as ((input: unknown) => unknown) | undefined;
    if (!answer) return fail(new RemoteError('unsupported', `The test has no answer to ${name}.`).data);
    try {
      return succeed(await answer(input));
    } catch (error) {
      return fail(errorData(error));
    }
  }

  on(event: string, listener: (payload: unknown) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  onLink(listener: (link: LinkState) => void): () => void {
    this.#linkListeners.add(listener);
    return () => this.#linkListeners.delete(listener);
  }

  emit<N extends EventName>(event: N, payload: EventPayload<N>): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(payload);
  }

  setLink(link: LinkState): void {
    this.link = link;
    for (const listener of this.#linkListeners) listener(link);
  }

  /** What was asked under a name, in order. */
  inputs<N extends RequestName>(name: N): RequestInput<N>[] {
    return this.asked.filter((asked) => asked.name === name).map((asked) => asked.input as RequestInput<N>);
  }
}
