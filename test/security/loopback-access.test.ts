import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../eventually.ts';
import { cookieOf, type LoopbackFixture, pathOf, startLoopbackFixture } from './loopback-fixture.ts';
import { headerLines, rawRequest, upgradeHeaders } from './raw-http.ts';

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

    it.each([
      ['de-AT,de;q=0.9,en;q=0.8', '<html lang="de">', 'Dieser Link ist verbraucht'],
      ['fr,de;q=0.5', '<html lang="en">', 'This link has been used'],
    ])('says so in the language of the browser: %s', async (language, html, words) => {
      const { body } = await rawRequest(port, { path: '/', headers: { 'Accept-Language': language } });
      expect(body).toContain(html);
      expect(body).toContain(`<h1>${words}</h1>`);
    });

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
      await eventually(() => expect(fixture.windows.size).toBe(1));
      socket.close();
      await eventually(() => expect(fixture.windows.size).toBe(0));
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
        socket.write(
          `GET /ipc HTTP/1.1\r\nHost: 127.0.0.1\r\n${headerLines(upgradeHeaders)}Connection: Upgrade\r\n\r\n`,
        );
        socket.resetAndDestroy();
      }
      expect((await rawRequest(port, {})).status).toBe(403);
      expect(fixture.failures).toEqual([]);
    });
  });
});

/** A browser that asks for a WebSocket, reads the answer, and then never says anything again, not even goodbye. */
async function silentUpgrade(port: number, headers: Record<string, string>): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  const all = { Host: `127.0.0.1:${port}`, Connection: 'Upgrade', ...upgradeHeaders, ...headers };
  socket.write(`GET /ipc HTTP/1.1\r\n${headerLines(all)}\r\n`);
  await once(socket, 'data');
  socket.on('error', () => socket.destroy());
  return socket;
}

const noLogger = { info() {}, error() {} };

function noApp(): never {
  return undefined as never;
}
