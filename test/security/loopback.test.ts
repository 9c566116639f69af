import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { cookieOf, type LoopbackFixture, pathOf, startLoopbackFixture } from './loopback-fixture.ts';
import { rawRequest } from './raw-http.ts';

/** Written out, not computed: this is the promise of SECURITY in the README, byte for byte. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src 'self'; " +
  "img-src 'self' data: blob:; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

const foreignHosts = [
  'evil.example',
  'evil.example:80',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  'evil.example@127.0.0.1',
  '127.0.0.1 evil.example',
  '127.0.0.2',
  '0.0.0.0',
  '10.0.0.1:8080',
  '[::2]:80',
  '[::1].evil.example',
  '127.0.0.1:123456',
  '127.0.0.1:80:80',
  ':80',
];

describe('the loopback host', () => {
  let fixture: LoopbackFixture;
  let port: number;

  beforeEach(async () => {
    fixture = await startLoopbackFixture();
    port = fixture.host.port;
  });
  afterEach(() => fixture[Symbol.asyncDispose]());

  const own = () => `http://127.0.0.1:${port}`;

  describe('listens', () => {
    it('on 127.0.0.1 only', async () => {
      const others = Object.values(networkInterfaces())
        .flatMap((addresses) => addresses ?? [])
        .filter(({ address, scopeid }) => address !== '127.0.0.1' && !scopeid)
        .map(({ address }) => address);
      for (const address of ['127.0.0.2', '::1', ...others]) {
        await expect(rawRequest(port, { address }), address).rejects.toThrow();
      }
      expect((await rawRequest(port, {})).status).toBe(403);
    });

    it('no longer when the app has stopped, however stubborn the browsers are', async () => {
      const headers = { Cookie: await fixture.enter(), Origin: own() };
      const { socket } = await fixture.openWindow(headers);
      const closed = once(socket, 'close');
      const neverAnswers = await silentUpgrade(port, headers);
      const refused = await silentUpgrade(port, { ...headers, Origin: 'http://evil.example' });
      const idle = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      await once(idle, 'connect');

      await fixture.host[Symbol.asyncDispose]();

      expect(await closed).toEqual([1001, Buffer.from('Portside stopped')]);
      await expect(rawRequest(port, {})).rejects.toThrow('ECONNREFUSED');
      for (const one of [neverAnswers, refused, idle]) one.destroy();
    });

    it('nowhere when the port is taken, and says so', async () => {
      const { startLoopbackHost } = await import('../../electron/loopback/loopback-host.ts');
      const options = { port, droppedFiles: fixture.droppedFiles, rendererRoot: '.', app: noApp(), logger: noLogger };
      await expect(startLoopbackHost(options)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    });
  });

  describe('a link', () => {
    it('leads to this machine, with a token that cannot be guessed', () => {
      const links = Array.from({ length: 20 }, () => fixture.host.issueLink());
      for (const link of links) expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
      expect(new Set(links).size).toBe(links.length);
    });

    it('is exchanged for a strict cookie that no script can read, and leads on to the app', async () => {
      const answer = await rawRequest(port, { path: pathOf(fixture.host.issueLink()) });
      expect(answer.status).toBe(200);
      expect(answer.headers['set-cookie']).toMatch(
        new RegExp(`^portside-${port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
      );
      expect(answer.body).toContain('<meta http-equiv="refresh" content="0;url=/">');
      expect(answer.body).not.toContain('the app');

      const app = await rawRequest(port, { headers: { Cookie: cookieOf(answer) } });
      expect(app.status).toBe(200);
      expect(app.body).toContain('the app');
      expect(app.headers['set-cookie']).toBeUndefined();
    });

    it('works once', async () => {
      const path = pathOf(fixture.host.issueLink());
      expect((await rawRequest(port, { path })).status).toBe(200);
      const again = await rawRequest(port, { path });
      expect(again.status).toBe(403);
      expect(again.headers['set-cookie']).toBeUndefined();
      expect(again.body).toContain('Press Enter in the terminal where Portside runs');
    });

    it('is spent by the one before it being replaced', async () => {
      const former = pathOf(fixture.host.issueLink());
      const latter = pathOf(fixture.host.issueLink());
      expect((await rawRequest(port, { path: former })).status).toBe(403);
      expect((await rawRequest(port, { path: latter })).status).toBe(200);
    });

    it('works no more after ten minutes', async () => {
      let now = Date.now();
      const clock = vi.spyOn(Date, 'now').mockImplementation(() => now);
      try {
        await using later = await startLoopbackFixture();
        const path = pathOf(later.host.issueLink());
        now += 10 * 60_000;
        expect((await rawRequest(later.host.port, { path })).status).toBe(403);
        const fresh = pathOf(later.host.issueLink());
        now += 10 * 60_000 - 1;
        expect((await rawRequest(later.host.port, { path: fresh })).status).toBe(200);
      } finally {
        clock.mockRestore();
      }
    });

    it('is not redeemed by a POST, under another path or from another host', async () => {
      const { search } = new URL(fixture.host.issueLink());
      const attempts = [
        { path: `/${search}`, method: 'POST' },
        { path: `/${search}`, method: 'HEAD' },
        { path: `/index.html${search}` },
        { path: `/${search}`, headers: { Host: 'evil.example' } },
      ];
      for (const attempt of attempts) {
        const answer = await rawRequest(port, attempt);
        expect(answer.status).toBe(403);
        expect(answer.headers['set-cookie']).toBeUndefined();
      }
      expect((await rawRequest(port, { path: `/${search}` })).status).toBe(200);
    });

    it('that is spent does no harm to a browser that is in already', async () => {
      const path = pathOf(fixture.host.issueLink());
      const Cookie = cookieOf(await rawRequest(port, { path }));
      expect((await rawRequest(port, { path, headers: { Cookie } })).body).toContain('the app');
    });
  });

  describe('without its cookie', () => {
    it.each(['/', '/index.html', '/assets/app.js', '/notes.txt', '/nothing', '/?token=', '/?token=guess', '/drop/x'])(
      'answers %s with a page that says what to do',
      async (path) => {
        const answer = await rawRequest(port, { path });
        expect(answer.status).toBe(403);
        expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
        expect(answer.body).toContain('This link has been used');
        expect(answer.body).toContain('Press Enter in the terminal where Portside runs, and open the new link');
        expect(answer.body).not.toContain('the app');
      },
    );

    it('does not take another value, another name, or the cookie of another port', async () => {
      const [name, value] = (await fixture.enter()).split('=') as [string, string];
      const wrong = [
        `${name}=`,
        name,
        `${name}=${value}x`,
        `${name}=${value.slice(1)}`,
        `${name}=${value.toUpperCase()}`,
        `portside=${value}`,
        `portside-${port + 1}=${value}`,
        `x${name}=${value}`,
        `=${value}`,
      ];
      for (const Cookie of wrong) expect((await rawRequest(port, { headers: { Cookie } })).status, Cookie).toBe(403);
    });

    it('finds the cookie among others', async () => {
      const Cookie = `a=b; ${await fixture.enter()};c`;
      expect((await rawRequest(port, { headers: { Cookie } })).status).toBe(200);
    });
  });

  describe('a foreign Host (DNS rebinding)', () => {
    it.each(foreignHosts)('%s is refused, with the cookie or without', async (Host) => {
      const Cookie = await fixture.enter();
      const page = await rawRequest(port, { headers: { Host, Cookie } });
      expect(page.status).toBe(403);
      expect(page.body).not.toContain('the app');
      const window = fixture.openWindow({ Host, Cookie, Origin: `http://${Host}` });
      await expect(window).rejects.toThrow('refused with 403');
      expect(fixture.windows.size).toBe(0);
    });

    it.each(['127.0.0.1', 'localhost', 'LOCALHOST:1', '[::1]', '[::1]:8443', 'localhost:65535', '127.0.0.1:9'])(
      '%s is this machine, on whichever port a tunnel begins',
      async (Host) => {
        const Cookie = await fixture.enter();
        expect((await rawRequest(port, { headers: { Host, Cookie } })).status).toBe(200);
        const { socket } = await fixture.openWindow({ Host, Cookie, Origin: `http://${Host}` });
        socket.close();
      },
    );
  });

  describe('a window', () => {
    it('is opened with the cookie, from a page of this host', async () => {
      const { socket } = await fixture.openWindow({ Cookie: await fixture.enter(), Origin: own() });
      await vi.waitFor(() => expect(fixture.windows.size).toBe(1));
      socket.close();
      await vi.waitFor(() => expect(fixture.windows.size).toBe(0));
    });

    it('is refused without the cookie', async () => {
      await expect(fixture.openWindow({ Origin: own() })).rejects.toThrow('refused with 403');
    });

    it.each([
      'http://evil.example',
      'null',
      'file://',
      'https://127.0.0.1',
      'http://127.0.0.1',
      'http://127.0.0.1:1',
      'http://localhost',
      'http://127.0.0.1.evil.example',
      '',
    ])('is refused to a page of %s', async (Origin) => {
      const headers = { Cookie: await fixture.enter(), Origin };
      await expect(fixture.openWindow(headers)).rejects.toThrow('refused with 403');
      expect(fixture.windows.size).toBe(0);
    });

    it.each(['/', '/ipc/', '/ipc?x', '/IPC', '/drop/x', '//ipc'])('is not opened under %s', async (path) => {
      const answer = await rawRequest(port, {
        path,
        headers: { ...upgradeHeaders, Connection: 'Upgrade', Cookie: await fixture.enter(), Origin: own() },
      });
      expect(answer.status).toBe(403);
    });

    it('that is refused and breaks off at once does not hurt the host', async () => {
      for (let attempt = 0; attempt < 20; attempt++) {
        const socket = connect(port, '127.0.0.1');
        await once(socket, 'connect');
        socket.write(`GET /ipc HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines(upgradeHeaders)}Connection: Upgrade\r\n\r\n`);
        socket.resetAndDestroy();
      }
      expect((await rawRequest(port, {})).status).toBe(403);
      expect(fixture.failures).toEqual([]);
    });
  });

  describe('every answer', () => {
    async function everyKind() {
      const Cookie = await fixture.enter();
      const within = (path: string, method = 'GET', more: Record<string, string> = {}) =>
        rawRequest(port, { path, method, headers: { Cookie, ...more } });
      return {
        'the welcome page': await rawRequest(port, { path: pathOf(fixture.host.issueLink()) }),
        'a script': await within('/assets/app.js'),
        'a style sheet': await within('/assets/app.css'),
        'a missing page': await within('/nothing.html'),
        'no cookie': await rawRequest(port, {}),
        'a foreign host': await rawRequest(port, { headers: { Host: 'evil.example' } }),
        'a preflight': await within('/', 'OPTIONS', { Origin: 'http://evil.example' }),
        'a POST': await within('/', 'POST', { 'Content-Length': '0' }),
        'an unexpected drop': await within('/drop/x', 'POST', { 'Content-Length': '0', Origin: own() }),
        'a malformed address': await within('//'),
        'a refused window': await within('/ipc', 'GET', { ...upgradeHeaders, Connection: 'Upgrade' }),
      };
    }

    it('carries the policy, no sniffing, no referrer and no leave for other origins', async () => {
      for (const [kind, answer] of Object.entries(await everyKind())) {
        expect(answer.headers, kind).toMatchObject({
          'content-security-policy': POLICY,
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
        });
        const cors = Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'));
        expect(cors, kind).toEqual([]);
      }
    });

    it('has the status that it should, and none is kept by a cache but for named assets', async () => {
      const answers = await everyKind();
      const statuses = Object.fromEntries(Object.entries(answers).map(([kind, { status }]) => [kind, status]));
      expect(statuses).toEqual({
        'the welcome page': 200,
        'a script': 200,
        'a style sheet': 200,
        'a missing page': 404,
        'no cookie': 403,
        'a foreign host': 403,
        'a preflight': 405,
        'a POST': 405,
        'an unexpected drop': 403,
        'a malformed address': 400,
        'a refused window': 403,
      });
      const { 'a script': script, 'a style sheet': style, 'a refused window': _window, ...pages } = answers;
      for (const [kind, { headers }] of Object.entries(pages)) expect(headers['cache-control'], kind).toBe('no-store');
      for (const { headers } of [script, style]) expect(headers['cache-control']).toMatch(/^private, /);
    });

    it('that is the app carries the policy with a nonce of its own', async () => {
      const headers = { Cookie: await fixture.enter() };
      const nonces = new Set<string>();
      for (let time = 0; time < 3; time++) {
        const answer = await rawRequest(port, { headers });
        const policy = answer.headers['content-security-policy'] ?? '';
        const nonce = /'nonce-([A-Za-z0-9+/]{22}==)'/.exec(policy)?.[1] ?? '';
        expect(policy).toBe(POLICY.replace("style-src 'self'", `style-src 'self' 'nonce-${nonce}'`));
        expect(answer.body).toContain(`nonce="${nonce}"`);
        expect(answer.headers['cache-control']).toBe('no-store');
        nonces.add(nonce);
      }
      expect(nonces.size).toBe(3);
    });
  });

  describe('a path', () => {
    it.each([
      '/../secret.json',
      '/assets/../../secret.json',
      '/%2e%2e/secret.json',
      '/assets/%2e%2e/%2e%2e/secret.json',
      '/..%2fsecret.json',
      '/assets%2f..%2f..%2fsecret.json',
      '/%252e%252e/secret.json',
      '/..\\secret.json',
      '/..%5csecret.json',
      '/assets/..;/../secret.json',
      '//secret.json',
      '/./../secret.json',
      '/%00/../secret.json',
      '/secret.json%00.html',
      '/etc/passwd',
      '/../../../../../../../../etc/hosts.json',
      'file:///etc/hosts.json',
      'http://evil.example/secret.json',
    ])('%s leads nowhere', async (path) => {
      const answer = await rawRequest(port, { path, headers: { Cookie: await fixture.enter() } });
      expect([400, 404]).toContain(answer.status);
      expect(answer.body).not.toContain('secret":1');
    });

    it.each(['/assets/linked.json', '/assets/up/secret.json'])(
      '%s, a link out of the folder, leads nowhere',
      async (path) => {
        const answer = await rawRequest(port, { path, headers: { Cookie: await fixture.enter() } });
        expect(answer.status).toBe(404);
        expect(answer.body).not.toContain('secret');
      },
    );

    it.each(['/notes.txt', '/assets/app.js.map', '/assets', '/assets/', '/assets/app'])(
      '%s, of a kind that is not served, is not there',
      async (path) => {
        const answer = await rawRequest(port, { path, headers: { Cookie: await fixture.enter() } });
        expect(answer.status).toBe(404);
        expect(answer.body).not.toContain('secret');
      },
    );

    it('to a file of the page serves it as what it is', async () => {
      const headers = { Cookie: await fixture.enter() };
      const script = await rawRequest(port, { path: '/assets/app.js', headers });
      expect(script).toMatchObject({ status: 200, body: 'export {};' });
      expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    });
  });

  describe('a dropped file', () => {
    const signal = new AbortController().signal;
    const announced = [{ path: 'a.txt', type: 'file' as const, size: 5, modifiedAt: 0 }];

    async function askForDrop() {
      const Cookie = await fixture.enter();
      const asked: { readId: string; path: string; offset: number }[] = [];
      const fs = fixture.droppedFiles.fileSystem('drop:1', announced, {
        id: 'window',
        emit: (_event, payload) => asked.push(payload as (typeof asked)[number]),
      });
      const reading = fs.read('/a.txt', {}, { signal });
      // What a test does not await must not count as unhandled.
      reading.catch(() => undefined);
      await vi.waitFor(() => expect(asked).toHaveLength(1));
      const path = `/drop/${asked[0]?.readId}`;
      const post = (headers: Record<string, string>, body = 'hello', to = path) =>
        rawRequest(port, {
          method: 'POST',
          path: to,
          body,
          headers: { 'Content-Length': String(body.length), Origin: own(), Cookie, ...headers },
        });
      return { reading, post, path, Cookie };
    }

    it('is taken once, from the page that was asked', async () => {
      const { reading, post } = await askForDrop();
      const posting = post({});
      expect(await text(await reading)).toBe('hello');
      expect((await posting).status).toBe(204);
      expect((await post({})).status).toBe(403);
    });

    it('is refused without the cookie, from a foreign page, a foreign host or under an unknown id', async () => {
      const { reading, post } = await askForDrop();
      const attempts = [
        await post({ Cookie: '' }),
        await post({ Origin: 'http://evil.example' }),
        await post({ Origin: 'null' }),
        await post({ Host: 'evil.example', Origin: 'http://evil.example' }),
        await post({}, 'hello', '/drop/'),
        await post({}, 'hello', '/drop/00000000-0000-0000-0000-000000000000'),
        await post({}, 'hello', '/drop/__proto__'),
      ];
      expect(attempts.map(({ status }) => status)).toEqual(attempts.map(() => 403));
      const posting = post({});
      expect(await text(await reading)).toBe('hello');
      expect((await posting).status).toBe(204);
    });

    it.each(['hell', 'hello!', ''])(
      'of another length (%j) than announced is refused, and its read fails',
      async (body) => {
        const { reading, post } = await askForDrop();
        expect((await post({}, body)).status).toBe(403);
        await expect(reading).rejects.toMatchObject({
          kind: 'io',
          message: expect.stringContaining('5 were announced'),
        });
      },
    );

    it('of no stated length is refused', async () => {
      const { reading, post } = await askForDrop();
      const chunked = { 'Content-Length': '', 'Transfer-Encoding': 'chunked' };
      expect((await post(chunked, '5\r\nhello\r\n0\r\n\r\n')).status).toBe(403);
      await expect(reading).rejects.toMatchObject({ message: expect.stringContaining('an unknown number of bytes') });
    });

    it('whose page leaves in the middle fails with the reason', async () => {
      const { reading, path, Cookie } = await askForDrop();
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => socket.destroy());
      const headers = lines({ Host: `127.0.0.1:${port}`, Cookie, Origin: own(), 'Content-Length': '5' });
      socket.write(`POST ${path} HTTP/1.1\r\n${headers}\r\nhe`);
      const received = text(await reading);
      socket.destroy();
      await expect(received).rejects.toMatchObject({ kind: 'disconnected' });
      expect(fixture.failures).toEqual([]);
    });
  });
});

describe('a window of the loopback host', () => {
  let fixture: LoopbackFixture;
  let headers: Record<string, string>;

  beforeAll(async () => {
    fixture = await startLoopbackFixture({
      'transfers.clear': () => {
        throw new RemoteError('denied', 'Not now.');
      },
      'transcript.clear': () => {
        throw new Error('the password is hunter2');
      },
    });
    headers = { Cookie: await fixture.enter(), Origin: `http://127.0.0.1:${fixture.host.port}` };
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  async function ask(frame: string | Buffer) {
    const { socket, frames } = await fixture.openWindow(headers);
    socket.send(frame);
    await vi.waitFor(() => expect(frames).toHaveLength(1));
    socket.close();
    return frames[0];
  }

  it.each([
    '',
    'null',
    '{',
    '[]',
    '1',
    '"app.info"',
    '{}',
    '{"name":"app.info"}',
    '{"id":"1","name":"app.info"}',
    '{"id":null,"name":"app.info"}',
    '\u0000',
  ])('is told that the frame %j is malformed', async (frame) => {
    expect(await ask(frame)).toMatchObject({ id: null, result: { ok: false, error: { kind: 'invalid-request' } } });
  });

  it('is told so of binary rubbish too', async () => {
    const answer = await ask(Buffer.from([0xff, 0xfe, 0x00, 0x80]));
    expect(answer).toMatchObject({ id: null, result: { ok: false, error: { kind: 'invalid-request' } } });
  });

  it.each(['nothing', 'app', 'app.info ', '__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])(
    'is refused the unknown request %j',
    async (name) => {
      expect(await ask(JSON.stringify({ id: 7, name }))).toMatchObject({
        id: 7,
        result: { ok: false, error: { kind: 'invalid-request', message: 'Portside does not know this request.' } },
      });
    },
  );

  it('is refused a request without a name or with a name that is none', async () => {
    for (const name of [undefined, null, 3, {}, ['app.info']]) {
      expect(await ask(JSON.stringify({ id: 7, name }))).toMatchObject({
        id: 7,
        result: { ok: false, error: { kind: 'invalid-request' } },
      });
    }
  });

  it('gets the answer under the id of its request', async () => {
    expect(await ask('{"id":8,"name":"connections.list"}')).toEqual({ id: 8, result: { ok: true, value: null } });
  });

  it('gets errors as data, and of an unforeseen one not a word', async () => {
    expect(await ask('{"id":9,"name":"transfers.clear"}')).toEqual({
      id: 9,
      result: { ok: false, error: { kind: 'denied', message: 'Not now.', retry: 'never' } },
    });
    const unforeseen = await ask('{"id":10,"name":"transcript.clear"}');
    expect(unforeseen).toMatchObject({ id: 10, result: { ok: false, error: { kind: 'io' } } });
    expect(JSON.stringify(unforeseen)).not.toContain('hunter2');
  });

  it('gets events that were emitted to it, and no other window does', async () => {
    const one = await fixture.openWindow(headers);
    const others = new Set(fixture.windows.keys());
    const other = await fixture.openWindow(headers);
    const opened = () => [...fixture.windows.keys()].filter((id) => !others.has(id));
    await vi.waitFor(() => expect(opened()).toHaveLength(1));
    const [id] = opened();
    fixture.windows.get(id ?? '')?.emit('prompts.changed', { prompts: [] });
    await vi.waitFor(() => expect(other.frames).toEqual([{ event: 'prompts.changed', payload: { prompts: [] } }]));
    // An answer that was asked for afterwards has come: an event would have come before it.
    one.socket.send('{"id":1,"name":"connections.list"}');
    await vi.waitFor(() => expect(one.frames).toHaveLength(1));
    expect(one.frames[0]).toMatchObject({ id: 1 });
    for (const { socket } of [one, other]) socket.close();
  });

  it('that sends more than a frame may hold is closed, and the host goes on', async () => {
    const { socket } = await fixture.openWindow(headers);
    const closed = once(socket, 'close');
    socket.send(Buffer.alloc(65 * 1024 * 1024, 32));
    expect((await closed)[0]).toBe(1009);
    expect(await ask('{"id":1,"name":"connections.list"}')).toMatchObject({ id: 1, result: { ok: true } });
  });
});

const upgradeHeaders = {
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': Buffer.from('0123456789abcdef').toString('base64'),
};

function lines(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}

/** A browser that asks for a WebSocket, reads the answer, and then never says anything again, not even goodbye. */
async function silentUpgrade(port: number, headers: Record<string, string>): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  const all = { Host: `127.0.0.1:${port}`, Connection: 'Upgrade', ...upgradeHeaders, ...headers };
  socket.write(`GET /ipc HTTP/1.1\r\n${lines(all)}\r\n`);
  await once(socket, 'data');
  socket.on('error', () => socket.destroy());
  return socket;
}

const noLogger = { info() {}, error() {} };

function noApp(): never {
  return undefined as never;
}
