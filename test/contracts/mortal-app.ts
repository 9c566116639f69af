import { fork } from 'node:child_process';
import { once } from 'node:events';
import { inject } from 'vitest';
import type { RequestInput, RequestName, RequestOutput } from '../../shared/ipc/contract.ts';
import { type Result, unwrap } from '../../shared/ipc/result.ts';
import type { TransferDelta } from '../../shared/model/transfer.ts';

/** What the process says: that it serves, an answer, or a step of the queue. */
export type MortalNews =
  | { readonly ready: true }
  | { readonly id: number; readonly result: Result<unknown> }
  | { readonly delta: TransferDelta };

/** The whole app in a process of its own, over a data folder that outlives it: made to be killed. */
export class MortalApp implements AsyncDisposable {
  readonly #child;
  readonly #gone;
  readonly #waiting = new Map<number, (result: Result<unknown>) => void>();
  readonly #ready = Promise.withResolvers<void>();
  #looking: ((delta: TransferDelta) => void)[] = [];
  #lastId = 0;

  private constructor(data: string, password: string) {
    this.#child = fork(inject('mortalApp'), [data], {
      env: { ...process.env, PASSWORD: password, SSH_AUTH_SOCK: '' },
      execArgv: [],
    });
    this.#gone = once(this.#child, 'exit');
    this.#child.on('message', (news: MortalNews) => {
      if ('ready' in news) this.#ready.resolve();
      else if ('delta' in news) for (const look of this.#looking) look(news.delta);
      else this.#waiting.get(news.id)?.(news.result);
    });
  }

  /** Answers prompts by themselves: every server is trusted, the password is known. */
  static async start(data: string, password: string): Promise<MortalApp> {
    const app = new MortalApp(data, password);
    const early = app.#gone.then(() => Promise.reject(new Error('the app ended before it served')));
    await Promise.race([app.#ready.promise, early]);
    early.catch(() => undefined);
    return app;
  }

  async ask<N extends RequestName>(name: N, input: RequestInput<N>): Promise<RequestOutput<N>> {
    const id = ++this.#lastId;
    const result = new Promise<Result<unknown>>((resolve) => this.#waiting.set(id, resolve));
    this.#child.send({ id, name, input });
    return unwrap((await result) as Result<RequestOutput<N>>);
  }

  /** Resolves with the first step of the queue, from now on, for which this is true. */
  async until(is: (delta: TransferDelta) => boolean): Promise<TransferDelta> {
    const { promise, resolve } = Promise.withResolvers<TransferDelta>();
    const look = (delta: TransferDelta) => is(delta) && resolve(delta);
    this.#looking.push(look);
    try {
      return await promise;
    } finally {
      this.#looking = this.#looking.filter((each) => each !== look);
    }
  }

  /** Ends it as kill -9 does. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone;
  }
}
