import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { WebSocket } from 'ws';
import type { EventName, EventPayload, RequestInput, RequestName, RequestOutput } from '../../shared/ipc/contract.ts';
import { type Result, unwrap } from '../../shared/ipc/result.ts';
import type { Prompt, PromptAnswer, PromptQuestion } from '../../shared/model/prompt.ts';
import type { Evidence } from './leaks.ts';
import { cookieOf, pathOf } from './loopback-fixture.ts';
import { rawRequest } from './raw-http.ts';

const serve = join(import.meta.dirname, '../../out/main/serve.js');

interface Frame {
  readonly id?: number;
  readonly result?: Result<unknown>;
  readonly event?: EventName;
  readonly payload?: unknown;
}

/** Portside on its loopback host, in a process of its own, with one window; everything that it lets out is kept. */
export class RecordedPortside implements AsyncDisposable {
  /** Answers the questions that come; absent: host keys and the like are trusted, secrets refused. */
  answer: (question: PromptQuestion) => PromptAnswer | undefined = () => undefined;
  readonly questions: PromptQuestion[] = [];
  readonly #child;
  readonly #closed;
  readonly #output: Buffer[] = [];
  readonly #framesIn: Buffer[] = [];
  readonly #asked = new Set<string>();
  readonly #waiting = new Map<number, (result: Result<unknown>) => void>();
  readonly #folder: string;
  #socket: WebSocket | undefined;
  #lastId = 0;

  private constructor(folder: string) {
    this.#folder = folder;
    const env = { ...process.env, PORTSIDE_DATA: join(folder, 'data'), SSH_AUTH_SOCK: '', HOME: join(folder, 'home') };
    this.#child = spawn(process.execPath, [serve], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#closed = once(this.#child, 'close');
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on('data', (chunk: Buffer) => this.#output.push(chunk));
    }
  }

  static async start(): Promise<RecordedPortside> {
    const portside = new RecordedPortside(await mkdtemp(join(tmpdir(), 'portside-recorded-')));
    await portside.#enter();
    return portside;
  }

  get dataDirectory(): string {
    return join(this.#folder, 'data');
  }

  get output(): string {
    return Buffer.concat(this.#output).toString();
  }

  async ask<N extends RequestName>(name: N, input: RequestInput<N>): Promise<RequestOutput<N>> {
    return unwrap((await this.result(name, input)) as Result<RequestOutput<N>>);
  }

  /** Of any request, also of one that there is not. */
  result(name: string, input: unknown): Promise<Result<unknown>> {
    const id = ++this.#lastId;
    const result = new Promise<Result<unknown>>((resolve) => this.#waiting.set(id, resolve));
    this.sendFrame(JSON.stringify({ id, name, input }));
    return result;
  }

  sendFrame(text: string): void {
    this.#socket?.send(text);
  }

  /** Ends it as Ctrl+C does, and waits for its last word. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#closed;
  }

  /** Ends it as kill -9 does. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }

  /** What it printed, what its window received, and every file of its data folder. */
  async evidence(): Promise<Evidence[]> {
    const entries = await readdir(this.dataDirectory, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return [
      { where: 'output', bytes: Buffer.concat(this.#output) },
      { where: 'frames to the window', bytes: Buffer.concat(this.#framesIn) },
      ...(await Promise.all(
        files.map(async (file) => ({ where: relative(this.dataDirectory, file), bytes: await readFile(file) })),
      )),
    ];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #enter(): Promise<void> {
    const link = () => /http:\/\/127\.0\.0\.1:(\d+)\/\?token=\S+/.exec(this.output);
    while (!link()) await Promise.race([once(this.#child.stdout, 'data'), this.#closed.then(() => this.#endedEarly())]);
    const [address = '', port = ''] = link() ?? [];
    const cookie = cookieOf(await rawRequest(Number(port), { path: pathOf(address) }));
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ipc`, {
      headers: { Cookie: cookie },
      origin: `http://127.0.0.1:${port}`,
    });
    socket.on('message', (data: Buffer) => this.#receive(data));
    await once(socket, 'open');
    this.#socket = socket;
  }

  #endedEarly(): never {
    throw new Error(`Portside ended before it served:\n${this.output}`);
  }

  #receive(data: Buffer): void {
    this.#framesIn.push(data, Buffer.from('\n'));
    const frame = JSON.parse(data.toString()) as Frame;
    if (frame.id !== undefined && frame.result) this.#waiting.get(frame.id)?.(frame.result);
    if (frame.event !== 'prompts.changed') return;
    for (const prompt of (frame.payload as EventPayload<'prompts.changed'>).prompts) this.#meet(prompt);
  }

  #meet({ id, question }: Prompt): void {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    this.questions.push(question);
    const isSecret = question.kind === 'password' || question.kind === 'master-password';
    const usual: PromptAnswer = isSecret ? { kind: 'refuse' } : { kind: 'trust', remember: true };
    void this.result('prompts.answer', { id, answer: this.answer(question) ?? usual });
  }
}
