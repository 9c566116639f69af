import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../eventually.ts';
import { type LoopbackFixture, pathOf, startLoopbackFixture } from './loopback-fixture.ts';
import { headerLines, rawRequest, upgradeHeaders } from './raw-http.ts';

/** Written out, not computed: this is the promise of SECURITY in the README, byte for byte. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src 'self'; " +
  "img-src 'self' data: blob:; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

describe('the loopback host', () => {
  let fixture: LoopbackFixture;
  let port: number;

  beforeEach(async () => {
    fixture = await startLoopbackFixture();
    port = fixture.host.port;
  });
  afterEach(() => fixture[Symbol.asyncDispose]());

  const own = () => `http://127.0.0.1:${port}`;

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
      await eventually(() => expect(asked).toHaveLength(1));
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
      const headers = headerLines({ Host: `127.0.0.1:${port}`, Cookie, Origin: own(), 'Content-Length': '5' });
      socket.write(`POST ${path} HTTP/1.1\r\n${headers}\r\nhe`);
      const received = text(await reading);
      socket.destroy();
      await expect(received).rejects.toMatchObject({ kind: 'disconnected' });
      expect(fixture.failures).toEqual([]);
    });
  });
});
