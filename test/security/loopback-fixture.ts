import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { DroppedFiles } from '../../electron/loopback/dropped-files.ts';
import { type LoopbackHost, startLoopbackHost } from '../../electron/loopback/loopback-host.ts';
import { type Caller, createDispatch, type Handlers } from '../../shared/ipc/dispatch.ts';
import { type RawAnswer, rawRequest } from './raw-http.ts';

export interface LoopbackFixture extends AsyncDisposable {
  readonly host: LoopbackHost;
  readonly droppedFiles: DroppedFiles;
  /** The windows that are open now. */
  readonly windows: Map<string, Caller>;
  /** What the host reported as its own failure. */
  readonly failures: unknown[];
  /** Redeems a new link. @returns the Cookie header of a browser that has opened it. */
  enter(): Promise<string>;
  /** A window's line; resolves when it is open, rejects with the status where it is refused. */
  openWindow(headers: Record<string, string>): Promise<Line>;
}

/** A window's WebSocket and every frame that came over it. */
interface Line {
  readonly socket: WebSocket;
  readonly frames: { id?: number | null; result?: unknown; event?: string; payload?: unknown }[];
}

/** The real loopback host over a tiny app: every request answers `null`, but for those given. */
export async function startLoopbackFixture(handlers: Partial<Handlers> = {}): Promise<LoopbackFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'portside-loopback-'));
  const rendererRoot = await writeRenderer(folder);
  const windows = new Map<string, Caller>();
  const failures: unknown[] = [];
  const allHandlers = new Proxy(handlers, {
    get: (known, name) => Reflect.get(known, name) ?? (() => null),
  }) as Handlers;
  const app = {
    dispatch: createDispatch(allHandlers, (_name, error) => failures.push(error)),
    addWindow: (window: Caller) => windows.set(window.id, window),
    removeWindow: (id: string) => windows.delete(id),
  };
  const droppedFiles = new DroppedFiles();
  const host = await startLoopbackHost({
    app,
    port: 0,
    rendererRoot,
    droppedFiles,
    logger: { info() {}, error: (_message, error) => failures.push(error) },
  });

  return {
    host,
    droppedFiles,
    windows,
    failures,
    enter: async () => cookieOf(await rawRequest(host.port, { path: pathOf(host.issueLink()) })),
    openWindow: (headers) => openLine(host.port, headers),
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function pathOf(link: string): string {
  const { pathname, search } = new URL(link);
  return `${pathname}${search}`;
}

export function cookieOf(answer: RawAnswer): string {
  return answer.headers['set-cookie']?.split(';')[0] ?? '';
}

/** The built page in small, with a file beside the root, a link out of it, and a file of a kind that is not served. */
async function writeRenderer(folder: string): Promise<string> {
  const root = join(folder, 'renderer');
  await mkdir(join(root, 'assets'), { recursive: true });
  const page = '<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><title>the app</title>';
  await Promise.all([
    writeFile(join(root, 'index.html'), page),
    writeFile(join(root, 'assets/app.js'), 'export {};'),
    writeFile(join(root, 'assets/app.css'), 'body {}'),
    writeFile(join(root, 'assets/app.js.map'), '{"secret":1}'),
    writeFile(join(root, 'notes.txt'), 'secret'),
    writeFile(join(folder, 'secret.json'), '{"secret":1}'),
    symlink(join(folder, 'secret.json'), join(root, 'assets/linked.json')),
    symlink(folder, join(root, 'assets/up')),
  ]);
  return root;
}

function openLine(port: number, headers: Record<string, string>): Promise<Line> {
  return new Promise((resolve, reject) => {
    const { Origin: origin, ...rest } = headers;
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ipc`, { headers: rest, ...(origin ? { origin } : {}) });
    const frames: Line['frames'] = [];
    socket.on('message', (data) => frames.push(JSON.parse(String(data))));
    socket.on('open', () => resolve({ socket, frames }));
    socket.on('unexpected-response', (_request, response) => reject(new Error(`refused with ${response.statusCode}`)));
    socket.on('error', reject);
  });
}
