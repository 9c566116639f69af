import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { extractAll, extractFile, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { Desktop } from '../desktop/desktop.ts';
import { writeStubElectron } from './stub-electron.ts';

const root = join(import.meta.dirname, '../..');

let folder: string;
let app: string;
let archive: string;
let files: string[];

/** Packs the way a release is packed, but for Electron itself, whose binary may not be on this machine. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portside-packaging-'));
  const electron = join(folder, 'electron');
  await writeStubElectron(electron, packageJson.devDependencies.electron);
  const overrides = [`-c.electronDist=${electron}`, `-c.directories.output=${join(folder, 'dist')}`];
  await promisify(execFile)('npm', ['run', 'package', '--', '--linux', 'dir', '--x64', ...overrides], { cwd: root });
  app = join(folder, 'dist/linux-unpacked');
  archive = join(app, 'resources/app.asar');
  files = listPackage(archive, { isPack: false }).map((file) => file.slice(1));
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const read = (file: string) => extractFile(archive, file).toString('utf8');
const isFile = (file: string) => posix.extname(file) !== '' && !files.some((other) => other.startsWith(`${file}/`));

describe('the Linux package', () => {
  it('has the built app, its pictures, and what it runs on', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'package.json',
        'out/main/main.js',
        'out/main/transfer-worker.js',
        'out/preload/preload.cjs',
        'out/renderer/index.html',
        'assets/tray/trayTemplate@2x.png',
        'assets/drag.png',
        'node_modules/ssh2/package.json',
      ]),
    );
    expect([...new Set(files.map((file) => file.split('/')[0]))].toSorted()).toEqual([
      'assets',
      'node_modules',
      'out',
      'package.json',
    ]);
  });

  it('starts its main process from the archive', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, unknown>;
    expect(manifest).toMatchObject({ name: 'portside', version: packageJson.version, type: 'module' });
    expect(files).toContain(manifest['main']);
    expect(manifest).not.toHaveProperty('scripts');
    expect(manifest).not.toHaveProperty('devDependencies');
  });

  it('has every package that its code asks for', () => {
    const code = files.filter((file) => file.startsWith('out/main/') && file.endsWith('.js')).map(read);
    const imported = code.flatMap((text) =>
      [...text.matchAll(/(?:^import[^'"]*|from |import\(|require\()["']([@\w][\w@./:-]*)["']/gm)].map(
        ([, name]) => name ?? '',
      ),
    );
    const packages = new Set(
      imported
        .filter((name) => !name.startsWith('node:') && name !== 'electron' && !builtinModules.includes(name))
        .map((name) =>
          name
            .split('/')
            .slice(0, name.startsWith('@') ? 2 : 1)
            .join('/'),
        ),
    );
    expect([...packages]).toEqual(expect.arrayContaining(['basic-ftp', 'ssh2', 'zod']));
    for (const name of packages) expectComplete(name, new Set());
  });

  /** A package and all that it depends on. */
  function expectComplete(name: string, seen: Set<string>): void {
    if (seen.has(name)) return;
    seen.add(name);
    expect(files).toContain(`node_modules/${name}/package.json`);
    const { dependencies = {} } = JSON.parse(read(`node_modules/${name}/package.json`)) as {
      dependencies?: Record<string, string>;
    };
    for (const dependency of Object.keys(dependencies)) expectComplete(dependency, seen);
  }

  it('has no native addon, and nothing to build one from', async () => {
    const all = [...files, ...(await readdir(app, { recursive: true }))];
    expect(all.filter((file) => /\.(?:node|gyp|cc|c|h)$/.test(file))).toEqual([]);
    expect(files.filter((file) => /node_modules\/(?:cpu-features|nan|buildcheck)\b/.test(file))).toEqual([]);
  });

  it('has no tests, sources, source maps or notes', () => {
    const unwanted = /(?:^|\/)(?:tests?|__tests__|examples?)(?:\/|$)|\.(?:test|spec)\.|\.(?:map|ts|tsx|mts|cts|md)$/;
    expect(files.filter((file) => unwanted.test(file))).toEqual([]);
    const code = files.filter((file) => file.startsWith('out/') && /\.(?:c?js|css)$/.test(file));
    expect(code.filter((file) => read(file).includes('sourceMappingURL='))).toEqual([]);
  });

  it('has no host that listens, which an installed app has no use for', () => {
    expect(files.filter((file) => file.includes('serve.js') || file.startsWith('node_modules/ws'))).toEqual([]);
  });

  it('has nothing secret, and no path of the machine that packed it', () => {
    const secret = /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/=]{20}|\.env$|_authToken|npmrc/;
    const own = files.filter((file) => file === 'package.json' || (file.startsWith('out/') && isFile(file)));
    expect(own.filter((file) => secret.test(file) || secret.test(read(file)))).toEqual([]);
    if (root !== '/') expect(own.filter((file) => read(file).includes(root))).toEqual([]);
    expect(files.filter((file) => /\.(?:pem|key|env|npmrc|p12)$/.test(file))).toEqual([]);
  });

  it('passes on the licences of all it is made of', async () => {
    const licences = await readFile(join(app, 'resources/third-party-licences.txt'), 'utf8');
    const shipped = files.flatMap(
      (file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(file)?.[1] ?? [],
    );
    for (const name of [...shipped, 'react', 'react-aria-components', '@lezer/highlight']) {
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+`, 'm'));
    }
    expect(licences).not.toContain('undefined');
    expect(await readFile(join(app, 'resources/LICENSE.txt'), 'utf8')).toContain('MIT License');
    expect(await stat(join(app, 'LICENSE.electron.txt'))).toBeDefined();
    expect(await stat(join(app, 'LICENSES.chromium.html'))).toBeDefined();
  });

  it('has its fuses as SECURITY wants them', async () => {
    const wire = await getCurrentFuseWire(join(app, 'portside'));
    const on = (option: FuseV1Options) => wire[option] === FuseState.ENABLE;
    expect({
      runAsNode: on(FuseV1Options.RunAsNode),
      nodeOptions: on(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: on(FuseV1Options.EnableNodeCliInspectArguments),
      fileProtocolPrivileges: on(FuseV1Options.GrantFileProtocolExtraPrivileges),
      cookieEncryption: on(FuseV1Options.EnableCookieEncryption),
      onlyFromAsar: on(FuseV1Options.OnlyLoadAppFromAsar),
      asarIntegrity: on(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
    }).toEqual({
      runAsNode: false,
      nodeOptions: false,
      inspect: false,
      fileProtocolPrivileges: false,
      cookieEncryption: true,
      onlyFromAsar: true,
      asarIntegrity: true,
    });
  });

  it('starts, opens its window and lists a server, out of nothing but the package', async () => {
    const unpacked = join(folder, 'unpacked');
    extractAll(archive, unpacked);
    const main = join(unpacked, 'out/main/main.js');
    await using desktop = await Desktop.start({ main, isPackaged: true, arguments: ['--demo'] });
    expect(desktop.window.options.webPreferences?.preload).toBe(join(unpacked, 'out/preload/preload.cjs'));
    expect(desktop.electron.trays[0]?.image.isEmpty()).toBe(false);
    const [connection] = await desktop.request('connections.list');
    const place = { fs: connection?.id ?? '', path: '/' };
    const { count } = await desktop.request('files.list', { operationId: 'list', place });
    expect(count).toBeGreaterThan(0);
  });
});
