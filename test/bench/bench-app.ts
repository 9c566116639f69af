import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, createApp } from '../../electron/app.ts';
import { keepYoungObjectsFew } from '../../electron/memory.ts';
import type { EventName, EventPayload, RequestInput, RequestName, RequestOutput } from '../../shared/ipc/contract.ts';
import type { Caller } from '../../shared/ipc/dispatch.ts';
import { type Result, unwrap } from '../../shared/ipc/result.ts';
import type { ConnectionTarget, Place } from '../../shared/model/connection.ts';
import { LOCAL } from '../../shared/model/connection.ts';
import { ownProcessorTime, type Taken } from './processor-time.ts';

/** The whole app, driven as a window drives it: queue, journal, verification, renames and dates take part. */
export class BenchApp implements Caller, AsyncDisposable {
  readonly id = 'bench';
  readonly #app: App;
  readonly #folder: string;
  #idle: { resolve(): void; reject(error: Error): void } | undefined;
  #pages: ((at: number) => void) | undefined;
  #done = 0;
  #finishedAt = 0;
  /** Of all that the window was told, as JSON: characters. */
  largestDelta = 0;
  readonly #awaiting = new Set<{ readonly count: number; resolve(): void }>();

  private constructor(app: App, folder: string) {
    this.#app = app;
    this.#folder = folder;
    app.addWindow(this);
  }

  static async start(folder?: string): Promise<BenchApp> {
    keepYoungObjectsFew();
    const own = folder ?? (await mkdtemp(join(tmpdir(), 'portside-bench-app-')));
    const app = await createApp(
      {
        kind: 'loopback',
        version: 'bench',
        dataDirectory: join(own, 'data'),
        logger: { info() {}, error: (message, error) => console.error(message, error) },
      },
      { openDemo: false },
    );
    return new BenchApp(app, own);
  }

  get folder(): string {
    return this.#folder;
  }

  emit<N extends EventName>(event: N, payload: EventPayload<N>): void {
    if (event === 'prompts.changed') {
      for (const { id } of (payload as EventPayload<'prompts.changed'>).prompts) {
        void this.request('prompts.answer', { id, answer: { kind: 'trust', remember: false } });
      }
    }
    if (event === 'files.page') this.#pages?.(performance.now());
    if (event !== 'transfers.delta') return;
    this.largestDelta = Math.max(this.largestDelta, JSON.stringify(payload).length);
    const { changed, totals } = payload as EventPayload<'transfers.delta'>;
    this.#finishedAt = Math.max(this.#finishedAt, ...changed.map(({ finishedAt = 0 }) => finishedAt));
    this.#look(totals);
  }

  async request<N extends RequestName>(name: N, input: RequestInput<N>): Promise<RequestOutput<N>> {
    return unwrap((await this.#app.dispatch(name, input, this)) as Result<RequestOutput<N>>);
  }

  async connect(target: ConnectionTarget, password: string): Promise<string> {
    const { id } = await this.request('connections.open', { operationId: crypto.randomUUID(), target, password });
    return id;
  }

  /** Until the queue has noted the last file as done, as its row says; a window is told within a tenth of a second. */
  async timed(from: Place, to: Place): Promise<Taken> {
    const before = ownProcessorTime();
    const started = Date.now();
    this.#finishedAt = started;
    await this.transferAll([{ from, to }]);
    const taken = { seconds: (this.#finishedAt - started) / 1000, processor: ownProcessorTime() - before };
    await this.request('transfers.remove', { selection: { of: 'all' } });
    return taken;
  }

  /** Seconds until everything has arrived. */
  async transfer(from: Place, to: Place, { clear = true } = {}): Promise<number> {
    const started = performance.now();
    await this.transferAll([{ from, to }]);
    const seconds = (performance.now() - started) / 1000;
    if (clear) await this.request('transfers.remove', { selection: { of: 'all' } });
    return seconds;
  }

  /** Resolves when so many files have arrived since the start. */
  async arrived(count: number): Promise<void> {
    if (this.#done >= count) return;
    await new Promise<void>((resolve) => this.#awaiting.add({ count, resolve }));
  }

  async transferAll(works: readonly { from: Place; to: Place }[]): Promise<void> {
    const idle = Promise.withResolvers<void>();
    this.#idle = idle;
    for (const { from, to } of works) {
      await this.request('transfers.enqueue', { sources: [from], targetDirectory: to });
    }
    await idle.promise;
  }

  /** Lists a folder. Seconds to the first rows and to the last. */
  async list(fs: string, directory: string): Promise<{ first: number; whole: number }> {
    const started = performance.now();
    let first: number | undefined;
    this.#pages = (at) => {
      first ??= at;
    };
    await this.request('files.list', { operationId: crypto.randomUUID(), place: { fs, path: directory } });
    const ended = performance.now();
    return { first: ((first ?? ended) - started) / 1000, whole: (ended - started) / 1000 };
  }

  /** Ends the app; what it keeps stays. */
  async close(): Promise<void> {
    await this.#app[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #look(totals: EventPayload<'transfers.delta'>['totals']): void {
    const { failed, cancelled, asking, queued, active, done } = totals;
    this.#done = done;
    for (const waiter of this.#awaiting) {
      if (waiter.count > done) continue;
      this.#awaiting.delete(waiter);
      waiter.resolve();
    }
    if (failed + cancelled + asking > 0) {
      this.#idle?.reject(new Error(`${failed} transfers failed, ${cancelled} were cancelled, ${asking} ask`));
    } else if (queued + active === 0) {
      this.#idle?.resolve();
    }
  }
}

export function here(path: string): Place {
  return { fs: LOCAL, path };
}
