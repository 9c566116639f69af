import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Desktop } from './desktop.ts';

const electron = await vi.hoisted(async () => new (await import('./stand-in/stand-in.ts')).StandIn());
vi.mock('electron', () => electron.moduleForMain());
const { registerAppScheme, serveRenderer } = await import('../../electron/desktop/app-protocol.ts');

describe('app://', () => {
  let folder: string;
  const get = (address: string, method?: string) => electron.protocol.fetch(address, method);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-protocol-'));
    const root = join(folder, 'renderer');
    await mkdir(join(root, 'assets'), { recursive: true });
    await mkdir(join(folder, 'renderer-secrets'));
    await writeFile(join(root, 'index.html'), '<meta property="csp-nonce" nonce="__CSP_NONCE__">page');
    await writeFile(join(root, 'assets/app.js'), 'own');
    await writeFile(join(root, 'assets/a.css'), 'own');
    await writeFile(join(root, 'notes.txt'), 'no kind that a page needs');
    await writeFile(join(folder, 'secret.json'), 'secret');
    await writeFile(join(folder, 'renderer-secrets/secret.json'), 'secret');
    await symlink(join(folder, 'secret.json'), join(root, 'assets/link.json'));
    await symlink(folder, join(root, 'assets/up'));
    await symlink(join(root, 'assets/app.js'), join(root, 'assets/inside.js'));

    registerAppScheme();
    electron.app.becomeReady();
    serveRenderer(root);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has an origin and is secure, and has no privilege beyond', () => {
    expect(electron.protocol.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
  });

  it('serves the page, with a policy that allows its own files and one nonce', async () => {
    const response = await get('app://portside/');
    const nonce = /nonce="([^"]+)"/.exec(await response.text())?.[1];
    expect(response.status).toBe(200);
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(response.headers.get('Content-Security-Policy')?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "connect-src 'self'",
      "font-src 'self'",
      "img-src 'self' data: blob:",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "form-action 'none'",
    ]);
  });

  it('gives every page another nonce', async () => {
    const policies = await Promise.all([1, 2].map(async () => (await get('app://portside/')).headers));
    expect(policies[0]?.get('Content-Security-Policy')).not.toBe(policies[1]?.get('Content-Security-Policy'));
  });

  it.each([
    ['app://portside/assets/app.js', 'text/javascript; charset=utf-8'],
    ['app://portside/assets/a.css?v=1#top', 'text/css; charset=utf-8'],
    ['app://portside/assets/inside.js', 'text/javascript; charset=utf-8'],
  ])('serves %s as %s, to be taken for nothing else', async (address, type) => {
    const response = await get(address);
    expect(await response.text()).toBe('own');
    expect(response.headers.get('Content-Type')).toBe(type);
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(response.headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
    // What a worker that runs it may do.
    expect(response.headers.get('Content-Security-Policy')).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    );
  });

  it.each([
    ['traversal', 'app://portside/../secret.json'],
    ['traversal from below', 'app://portside/assets/../../secret.json'],
    ['a neighbour whose name begins alike', 'app://portside/../renderer-secrets/secret.json'],
    ['encoded dots', 'app://portside/%2e%2e/secret.json'],
    ['an encoded slash', 'app://portside/..%2fsecret.json'],
    ['both, encoded twice', 'app://portside/%252e%252e%252fsecret.json'],
    ['a backslash', 'app://portside/..\\secret.json'],
    ['an encoded backslash', 'app://portside/..%5csecret.json'],
    ['a NUL', 'app://portside/../secret.json\0.js'],
    ['an encoded NUL', 'app://portside/../secret.json%00.js'],
    ['an absolute path', 'app://portside//etc/ssl/openssl.json'],
    ['a drive', 'app://portside/C:/Windows/win.json'],
    ['a link to a file outside', 'app://portside/assets/link.json'],
    ['a link to a folder outside', 'app://portside/assets/up/secret.json'],
    ['a folder', 'app://portside/assets'],
    ['a kind of file that no page needs', 'app://portside/notes.txt'],
    ['nothing of that name', 'app://portside/missing.js'],
  ])('serves nothing for %s', async (_what, address) => {
    const response = await get(address);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
  });

  it('serves nothing for the absolute path of a file outside that exists', async () => {
    expect((await get(`app://portside/${join(folder, 'secret.json')}`)).status).toBe(404);
    expect((await get(`app://portside${join(folder, 'secret.json')}`)).status).toBe(404);
  });

  it.each([
    'app://other/index.html',
    'app://portside.example.org/',
    'app://portside:80/',
    'app://x@portside/',
    'app:///',
  ])('serves nothing for the foreign host of %s', async (address) => {
    expect((await get(address)).status).toBe(403);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('answers no %s', async (method) => {
    expect((await get('app://portside/', method)).status).toBe(403);
  });
});

describe('the built page', () => {
  it('is served with its policy by the built main process, and holds no inline script', async () => {
    await using desktop = await Desktop.start();
    const response = await desktop.electron.protocol.fetch('app://portside/');
    const html = await response.text();
    expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    expect(html).not.toContain('__CSP_NONCE__');
    for (const [, attributes = '', body] of html.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)) {
      expect(body?.trim()).toBe('');
      const source = /src="([^"]+)"/.exec(attributes)?.[1] ?? '';
      expect((await desktop.electron.protocol.fetch(`app://portside${source}`)).status).toBe(200);
    }
    expect((await desktop.electron.protocol.fetch('app://portside/../main/main.js')).status).toBe(404);
  });
});
