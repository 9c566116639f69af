import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, createApp } from '../../electron/app.ts';
import type { EventName, EventPayload, RequestInput, RequestName, RequestOutput } from '../../shared/ipc/contract.ts';
import type { Caller } from '../../shared/ipc/dispatch.ts';
import type { Result } from '../../shared/ipc/result.ts';

/** The whole app without a host, and one window of it that trusts every server and remembers what it was told. */
export class AppWindow implements Caller, AsyncDisposable {
  readonly id = 'window';
  /** Errors that are Portside's own mistakes. */
  readonly unexpected: unknown[] = [];
  readonly #told = new Map<EventName, unknown[]>();
  readonly #folder: string;
  #app: App | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param parent where its data folder is made. */
  static async open(parent = tmpdir()): Promise<AppWindow> {
    const window = new AppWindow(await mkdtemp(join(parent, 'portside-app-')));
    const logger = {
      info: () => undefined,
      error: (_text: string, error: unknown) => void window.unexpected.push(error),
    };
    const ports = { kind: 'loopback', version: '0', dataDirectory: window.#folder, logger } as const;
    window.#app = await createApp(ports, { openDemo: false });
    window.#app.addWindow(window);
    return window;
  }

  emit<N extends EventName>(event: N, payload: EventPayload<N>): void {
    this.#told.set(event, [...(this.#told.get(event) ?? []), payload]);
    if (event !== 'prompts.changed') return;
    for (const { id } of (payload as EventPayload<'prompts.changed'>).prompts) {
      void this.ask('prompts.answer', { id, answer: { kind: 'trust', remember: false } });
    }
  }

  told<N extends EventName>(event: N): readonly EventPayload<N>[] {
    return (this.#told.get(event) ?? []) as EventPayload<N>[];
  }

  request<N extends RequestName>(name: N, input: RequestInput<N>): Promise<Result<unknown>> {
    if (this.#app === undefined) throw new Error('the app has not started');
    return this.#app.dispatch(name, input, this);
  }

  /** Throws what the app answers as an error. */
  async ask<N extends RequestName>(name: N, input: RequestInput<N>): Promise<RequestOutput<N>> {
    const answer = await this.request(name, input);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
    return answer.value as RequestOutput<N>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#app?.[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true });
  }
}
