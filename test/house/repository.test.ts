import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryFiles, repositoryRoot } from './repository-files.ts';

const LONGEST_SOURCE = 400;

/** Longer than a source should be, each with its reason. */
const longWithReason: Record<string, string> = {
  'electron/sites/sites.test.ts':
    'one fixture of data folder, prompts and vault that every promise of the service needs',
  'shared/ipc/contract.ts': 'the single list of requests and events; split, it would be several',
  'test/contracts/remote-file-system.suite.ts':
    'one promise after the other, read as a list; every adapter runs all of it',
  'test/house/sentences/collect-sentences.ts':
    'one recursion over the kinds of expressions; its parts, divided, would call each other across files',
};

/** People that examples and fixtures speak of. */
const examplePeople = 'ann|ann2|bob|eve|alice|demo|guest|visitor|deploy|user|name|me|x';

const text = /\.(?:[cm]?[jt]sx?|json|md|ya?ml|css|html|svg|txt|plist|desktop|npmrc)$|(?:^|\/)[^./]+$|(?:^|\/)\.[^.]+$/;
const texts = repositoryFiles()
  .filter((file) => text.test(file))
  .map((file) => ({ file, content: readFileSync(join(repositoryRoot, file), 'utf8') }));

interface Manifest {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly allowScripts: Record<string, boolean>;
}
interface Lock {
  readonly packages: Record<string, { hasInstallScript?: boolean; resolved?: string; version?: string }>;
}
const manifest = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as Manifest;
const lock = JSON.parse(readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8')) as Lock;

/** `file:line: text` of every line that the pattern finds, but for those that are meant so. */
function linesWith(pattern: RegExp, isMeant: (line: string, file: string) => boolean = () => false): string[] {
  return texts.flatMap(({ file, content }) =>
    content
      .split('\n')
      .map((line, index) => ({ line, at: `${file}:${index + 1}` }))
      .filter(({ line }) => pattern.test(line) && !isMeant(line, file))
      .map(({ line, at }) => `${at}: ${line.trim().slice(0, 160)}`),
  );
}

describe('the repository', () => {
  it('is read by these checks', () => {
    expect(texts.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['package.json', 'biome.json', 'shared/ipc/contract.ts', '.ci/run', '.npmrc', 'LICENSE']),
    );
  });

  it('has its mark drawn once; everything else is made from it', () => {
    const isDrawing = (file: string) => file.endsWith('.svg');
    expect(repositoryFiles().filter(isDrawing)).toEqual(['assets/icon.svg']);
  });

  it('names no path of the machine that it was written on', () => {
    for (const here of [repositoryRoot, homedir()]) {
      if (here === '/') continue;
      const escaped = here.replaceAll('\\', '/').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      expect(linesWith(new RegExp(`(?<![\\w.>})\\]])${escaped}(?![\\w-])`))).toEqual([]);
    }
  });

  it('names no path that only some machine has', () => {
    const before = '(?<![\\w.>})\\]])';
    expect(linesWith(new RegExp(`${before}/(?:work|workspace|workspaces|builds|root)/`))).toEqual([]);
    expect(linesWith(new RegExp(`${before}/(?:home|Users)/(?!(?:${examplePeople})\\b)\\w`))).toEqual([]);
    expect(linesWith(new RegExp(`\\b[A-Z]:(?:\\\\{1,2}|/)Users(?:\\\\{1,2}|/)(?!(?:${examplePeople})\\b)\\w`))).toEqual(
      [],
    );
  });

  it('leads to nothing outside itself', () => {
    const outside = texts.flatMap(({ file, content }) =>
      [...content.matchAll(/(?:from |import\(|import |require\(|"extends": )['"](\.[^'"]*)['"]|\]\((\.[^)]*)\)/g)]
        .map(([, imported, linked]) => posix.join(posix.dirname(file), imported ?? linked ?? '.'))
        .filter((path) => path.startsWith('..'))
        .map((path) => `${file}: ${path}`),
    );
    expect(outside).toEqual([]);
  });

  it('names no package registry, so that it installs from whichever the machine uses', () => {
    const registries = /registry\.|npmjs\.|yarnpkg\.|npmmirror\.|verdaccio|artifactory/i;
    expect(linesWith(registries, (_line, file) => file === 'test/house/repository.test.ts')).toEqual([]);
    const resolved = Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined);
    expect(resolved.map(([path]) => path)).toEqual([]);
  });

  it('waits in its tests for as long as they have, and not for the second that vi.waitFor has by itself', () => {
    const isMeant = (_line: string, file: string) =>
      ['test/eventually.ts', 'electron/transfer/testing/engine-fixture.ts'].includes(file);
    expect(linesWith(/\bvi\.waitFor\(/, isMeant)).toEqual([]);
  });

  it('has no source that is longer than a reader holds in mind, but for those with a reason', () => {
    const sources = texts.filter(({ file }) => /\.(?:tsx?|cjs)$/.test(file));
    const long = sources
      .filter(({ content }) => content.trimEnd().split('\n').length > LONGEST_SOURCE)
      .map(({ file }) => file)
      .toSorted();
    expect(long).toEqual(Object.keys(longWithReason).toSorted());
  });
});

describe('package.json', () => {
  const dependencies = { ...manifest.dependencies, ...manifest.devDependencies };

  it('names exact versions only', () => {
    expect(Object.keys(dependencies).length).toBeGreaterThan(20);
    const inexact = Object.entries(dependencies).filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version));
    expect(inexact).toEqual([]);
  });

  it('agrees with the lock', () => {
    const locked = Object.keys(dependencies).map((name) => [name, lock.packages[`node_modules/${name}`]?.version]);
    expect(Object.fromEntries(locked)).toEqual(dependencies);
  });

  it('decides about every package that would run a script when it is installed, and lets only Node run its own', () => {
    const withScript = Object.entries(lock.packages)
      .filter(([path, { hasInstallScript }]) => path !== '' && hasInstallScript)
      .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
      // fsevents is for macOS and comes ready made.
      .filter((name) => name !== 'fsevents');
    expect(withScript.filter((name) => !(name in manifest.allowScripts))).toEqual([]);
    expect(manifest.allowScripts).toMatchObject({ node: true, ssh2: false, 'cpu-features': false });
    const allowed = Object.entries(manifest.allowScripts).filter(([, allow]) => allow);
    expect(allowed.map(([name]) => name)).toEqual(['node']);
  });
});

describe('the check for an old Node', () => {
  const script = join(repositoryRoot, 'scripts/check-node.cjs');

  function runAs(version: string) {
    const pretend = `Object.defineProperty(process, 'versions', { value: { node: ${JSON.stringify(version)} } });`;
    return spawnSync(process.execPath, ['-e', `${pretend} require(${JSON.stringify(script)})`], { encoding: 'utf8' });
  }

  it.each(['18.20.8', '16.0.0', '4.9.1', '0.12.18'])('says on %s which Node it needs, and stops', (version) => {
    const { status, stderr } = runAs(version);
    expect(status).toBe(1);
    expect(stderr).toContain('Portside needs Node.js 20 or newer');
    expect(stderr).toContain(`this is Node.js ${version}`);
    expect(stderr).toContain('https://nodejs.org');
  });

  it.each(['20.0.0', '24.21.0', '100.1.0'])('lets %s go on without a word', (version) => {
    expect(runAs(version)).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it('is written in words that an old Node understands', () => {
    const source = readFileSync(script, 'utf8').replace(/\/\/.*|'[^']*'/g, '');
    expect(source).not.toMatch(/\b(?:const|let|class|async|await|import)\b|=>|`|\?\.|\?\?|\.\.\./);
  });
});
