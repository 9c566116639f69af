import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Caller } from '../../shared/ipc/dispatch.ts';
import { fail } from '../../shared/ipc/result.ts';
import { languageOf } from '../../shared/model/language.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { Language } from '../../shared/model/settings.ts';
import type { App } from '../app.ts';
import { answerHeaders } from '../content-security-policy.ts';
import type { Logger } from '../log/logger.ts';
import { readRendererFile } from '../renderer-files.ts';
import { Access, isOwnHost, isOwnOrigin } from './access.ts';
import type { DroppedFiles } from './dropped-files.ts';
import { welcomePage, wordsPage } from './plain-pages.ts';

const LARGEST_FRAME = 64 * 1024 * 1024;

type ServedApp = Pick<App, 'dispatch' | 'addWindow' | 'removeWindow'>;

export interface LoopbackHostOptions {
  readonly app: ServedApp;
  /** 0 takes any free port. */
  readonly port: number;
  /** The folder of the built page. */
  readonly rendererRoot: string;
  readonly droppedFiles: DroppedFiles;
  readonly logger: Logger;
}

export interface LoopbackHost extends AsyncDisposable {
  readonly port: number;
  /** A new address that works once, for one browser. The one before it stops working. */
  issueLink(): string;
}

/** Serves the app to browser tabs on 127.0.0.1. Rejects with Node's error where the port is taken. */
export async function startLoopbackHost(options: LoopbackHostOptions): Promise<LoopbackHost> {
  const server = createServer();
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  const access = new Access(port);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_FRAME });

  server.on('request', (request, response) => {
    serve(request, response, access, options).catch((error: unknown) => {
      options.logger.error('a page could not be served', error);
      response.destroy();
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const allowed = request.url === '/ipc' && isOwnHost(request) && isOwnOrigin(request) && access.hasCookie(request);
    if (!allowed) {
      refuseUpgrade(socket);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (window) => attach(window, options.app, options.logger));
  });

  return {
    port,
    issueLink: () => `http://127.0.0.1:${port}/?token=${access.issueToken()}`,
    async [Symbol.asyncDispose]() {
      for (const window of sockets.clients) {
        window.close(1001, 'Portside stopped');
        // A page that does not answer, asleep or hostile, does not hold up the end.
        window.terminate();
      }
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Plain HTTP, as no WebSocket has begun; the socket is ours alone, its errors and its end included. */
function refuseUpgrade(socket: Duplex): void {
  const headers = Object.entries({ Connection: 'close', 'Content-Length': '0', ...answerHeaders });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 403 Forbidden\r\n${lines}\r\n`, () => socket.destroy());
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  access: Access,
  options: LoopbackHostOptions,
): Promise<void> {
  if (!isOwnHost(request)) {
    sendWords(request, response, 403, 'Not this way', 'Open Portside under 127.0.0.1 or localhost.');
    return;
  }
  const url = URL.parse(request.url ?? '/', 'http://127.0.0.1');
  // Another authority (`//evil.example/`, or a whole address) is no page of this host.
  if (url?.host !== '127.0.0.1') {
    sendWords(request, response, 400, 'Not possible', 'Portside does not understand this address.');
    return;
  }
  const token = url.searchParams.get('token');
  if (request.method === 'GET' && url.pathname === '/' && token !== null && access.redeem(token)) {
    send(response, 200, welcomePage(languageOfBrowser(request)), { 'Set-Cookie': access.setCookie });
    return;
  }
  if (!access.hasCookie(request)) {
    sendWords(
      request,
      response,
      403,
      'This link has been used',
      'A link to Portside works once. Press Enter in the terminal where Portside runs, and open the new link that it prints.',
    );
    return;
  }
  if (request.method === 'POST' && url.pathname.startsWith('/drop/')) {
    acceptDrop(request, response, url.pathname.slice('/drop/'.length), options.droppedFiles);
    return;
  }
  if (request.method !== 'GET') {
    sendWords(request, response, 405, 'Not possible', 'Portside does not understand this request.');
    return;
  }
  const file = await readRendererFile(options.rendererRoot, url.pathname === '/' ? '/index.html' : url.pathname);
  if (file) send(response, 200, file.body, file.headers);
  else sendWords(request, response, 404, 'Nothing here', 'Portside has no page under this address.');
}

/** The answer comes when the body has been taken, so that the page knows that nothing is left to send. */
function acceptDrop(
  request: IncomingMessage,
  response: ServerResponse,
  readId: string,
  droppedFiles: DroppedFiles,
): void {
  if (!isOwnOrigin(request) || !droppedFiles.accept(readId, request)) {
    sendWords(request, response, 403, 'Not expected', 'Portside did not ask for this file.');
    return;
  }
  request.once('close', () => response.writeHead(204, answerHeaders).end());
}

function sendWords(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  title: string,
  text: string,
): void {
  send(response, status, wordsPage(languageOfBrowser(request), title, text), {});
}

/** The first that the browser names (RFC 9110 §12.5.4): what is chosen in the settings is for those who are let in. */
function languageOfBrowser(request: IncomingMessage): Language {
  return languageOf('system', request.headers['accept-language']?.split(/[,;]/, 1)[0] ?? '');
}

function send(response: ServerResponse, status: number, body: string | Buffer, headers: Record<string, string>): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    ...answerHeaders,
    ...headers,
  });
  response.end(body);
}

/** One page, one WebSocket: requests in, results and events out, as JSON. */
function attach(socket: WebSocket, app: ServedApp, logger: Logger): void {
  const sendFrame = (frame: unknown) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
  };
  const window: Caller = {
    id: randomUUID(),
    emit: (event, payload) => sendFrame({ event, payload }),
  };
  app.addWindow(window);
  socket.on('close', () => app.removeWindow(window.id));
  socket.on('error', (error) => logger.error('a window lost its line', error));
  socket.on('message', async (data) => {
    const frame = parseFrame(String(data));
    if (!frame) {
      sendFrame({ id: null, result: fail(new RemoteError('invalid-request', 'The frame is malformed.').data) });
      return;
    }
    sendFrame({ id: frame.id, result: await app.dispatch(frame.name, frame.input, window) });
  });
}

function parseFrame(text: string): { id: number; name: unknown; input: unknown } | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    // Answered as malformed.
    return undefined;
  }
  if (typeof frame !== 'object' || frame === null || !('id' in frame) || typeof frame.id !== 'number') return undefined;
  const { name, input } = frame as { name?: unknown; input?: unknown };
  return { id: frame.id, name, input };
}
