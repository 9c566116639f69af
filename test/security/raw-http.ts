import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** Lower-case names; of a repeated header the values joined by a comma. */
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface RawRequest {
  readonly method?: string;
  /** Sent byte for byte, as no browser and no `fetch` would. */
  readonly path?: string;
  /** An empty value leaves the header out. */
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly address?: string;
}

/** One HTTP/1.1 request on a socket of its own, written as given. Rejects where nothing listens. */
export function rawRequest(port: number, request: RawRequest): Promise<RawAnswer> {
  const { method = 'GET', path = '/', body = '', address = '127.0.0.1' } = request;
  const headers = { Host: `127.0.0.1:${port}`, Connection: 'close', ...request.headers };
  const lines = Object.entries(headers)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, address, () => {
      socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
    });
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', () => socket.end());
    socket.on('error', reject);
    socket.on('close', () => {
      const answer = parseAnswer(Buffer.concat(chunks).toString('utf8'));
      if (answer) resolve(answer);
      else reject(new Error(`no answer to ${method} ${path}`));
    });
  });
}

function parseAnswer(text: string): RawAnswer | undefined {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const status = /^HTTP\/1\.1 (\d{3})/.exec(first)?.[1];
  if (end < 0 || status === undefined) return undefined;
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return { status: Number(status), headers, body: text.slice(end + 4) };
}

/** What asks for a WebSocket, the `Connection` header left out. */
export const upgradeHeaders = {
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': Buffer.from('0123456789abcdef').toString('base64'),
};

/** Headers as they stand on the wire. */
export function headerLines(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}
