import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, matchesGlob, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryFiles, repositoryRoot } from './repository-files.ts';

/**
 * The rules of the house, said once more and independently of biome.json, then tried: each import below is planted
 * into each layer in every form that TypeScript has, and Biome must report the forbidden ones and no others.
 */
interface Layer {
  readonly name: string;
  /** Where the imports are planted: at the layer's top and deeper. */
  readonly folders: string[];
  /** The file's own name, where the layer is a single file. */
  readonly file?: string;
  /** Packages, and files of the repository by their path. */
  readonly forbidden: string[];
  readonly allowed: string[];
}

const protocols = {
  ftp: ['basic-ftp', 'basic-ftp/dist/Client.js'],
  ssh: ['ssh2', 'ssh2/lib/client.js', 'ssh2-sftp-client'],
};
const electron = ['electron', 'electron/main', 'electron/renderer'];
const node = ['node:fs', 'node:fs/promises'];
const desktop = ['electron/desktop/window.ts', 'electron/main.ts'];
const preload = ['electron/preload.ts'];
const loopback = ['electron/loopback/access.ts'];
const services = ['electron/app.ts', 'electron/transfer/transfer-engine.ts', 'electron/remote/remote-file-system.ts'];
const shared = ['shared/model/entry.ts', 'shared/ipc/contract.ts'];
const renderer = ['renderer/main.tsx', 'renderer/ui/button.tsx'];
const browserPackages = ['react', 'react-dom/client', 'react-aria-components'];
const notShipped = ['test/servers/real-server.ts', 'scripts/build.ts'];

const layers: Layer[] = [
  {
    name: 'shared',
    folders: ['shared', 'shared/ipc', 'shared/model'],
    forbidden: [
      ...[...electron, ...node, ...protocols.ftp, ...protocols.ssh, ...browserPackages, 'ws', 'fs'],
      ...[...desktop, ...preload, ...loopback, ...services, ...renderer, ...notShipped, 'package.json'],
    ],
    allowed: [...shared, 'zod', 'zod/mini'],
  },
  {
    name: 'renderer',
    folders: ['renderer', 'renderer/ui', 'renderer/features/files'],
    forbidden: [
      ...[...electron, ...node, ...protocols.ftp, ...protocols.ssh, 'ws'],
      ...[...desktop, ...preload, ...loopback, ...services, ...notShipped],
    ],
    allowed: [...shared, ...renderer, ...browserPackages, 'zod'],
  },
  {
    name: 'services',
    folders: ['electron', 'electron/transfer', 'electron/remote', 'electron/remote/local'],
    forbidden: [
      ...[...electron, ...protocols.ftp, ...protocols.ssh],
      ...[...desktop, ...preload, ...loopback, ...renderer, ...notShipped],
    ],
    allowed: [...shared, ...services, ...node, 'zod', 'package.json'],
  },
  {
    name: 'FTP adapter',
    folders: ['electron/remote/ftp', 'electron/remote/ftp/listing'],
    forbidden: [
      ...[...electron, ...protocols.ssh],
      ...[...desktop, ...preload, ...loopback, ...renderer, ...notShipped],
    ],
    allowed: [...shared, ...services, ...node, ...protocols.ftp],
  },
  {
    name: 'SFTP adapter and demo server',
    folders: ['electron/remote/sftp', 'electron/demo-server', 'electron/demo-server/site'],
    forbidden: [
      ...[...electron, ...protocols.ftp],
      ...[...desktop, ...preload, ...loopback, ...renderer, ...notShipped],
    ],
    allowed: [...shared, ...services, ...node, ...protocols.ssh],
  },
  {
    name: 'loopback host',
    folders: ['electron/loopback', 'electron/loopback/pages'],
    forbidden: [
      ...[...electron, ...protocols.ftp, ...protocols.ssh],
      ...[...desktop, ...preload, ...renderer, ...notShipped],
    ],
    allowed: [...shared, ...services, ...loopback, ...node, 'ws'],
  },
  {
    name: 'desktop host',
    folders: ['electron/desktop', 'electron/desktop/menus'],
    forbidden: [...protocols.ftp, ...protocols.ssh, ...preload, ...loopback, ...renderer, ...notShipped],
    allowed: [...shared, ...services, ...desktop, ...electron, ...node],
  },
  {
    name: 'desktop entry',
    folders: ['electron'],
    file: 'main.ts',
    forbidden: [...protocols.ftp, ...protocols.ssh, ...preload, ...loopback, ...renderer, ...notShipped],
    allowed: [...shared, ...services, 'electron/desktop/window.ts', ...electron, ...node],
  },
  {
    name: 'preload script',
    folders: ['electron'],
    file: 'preload.ts',
    forbidden: [
      ...[...node, ...protocols.ftp, ...protocols.ssh, ...browserPackages, 'ws', 'zod', 'electron/main'],
      ...[...desktop, ...loopback, ...services, ...renderer, ...notShipped, 'package.json'],
    ],
    allowed: [...shared, 'electron'],
  },
];

/** Every way to import there is. `require` in an ES module has a rule of its own, below. */
const forms: Record<string, (specifier: string, unique: string) => string> = {
  default: (specifier, unique) => `import a${unique} from '${specifier}';`,
  named: (specifier, unique) => `import { b as b${unique} } from '${specifier}';`,
  namespace: (specifier, unique) => `import * as c${unique} from '${specifier}';`,
  'side effect': (specifier) => `import '${specifier}';`,
  'type-only': (specifier, unique) => `import type { D as D${unique} } from '${specifier}';`,
  'inline type': (specifier, unique) => `import { type E as E${unique} } from '${specifier}';`,
  dynamic: (specifier, unique) => `const f${unique} = await import('${specifier}');`,
  're-export': (specifier, unique) => `export { g as g${unique} } from '${specifier}';`,
  're-export of a type': (specifier, unique) => `export type { H as H${unique} } from '${specifier}';`,
  're-export of all': (specifier) => `export * from '${specifier}';`,
  'import equals require': (specifier, unique) => `import i${unique} = require('${specifier}');`,
};

interface Planted {
  readonly layer: string;
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

interface Override {
  readonly includes: string[];
  readonly linter?: { rules?: { style?: { noRestrictedImports?: unknown } } };
}

const biomeConfiguration = JSON.parse(readFileSync(join(repositoryRoot, 'biome.json'), 'utf8')) as {
  $schema?: string;
  vcs?: unknown;
  overrides: Override[];
};
const layerOverrides = biomeConfiguration.overrides.filter((one) => one.linter?.rules?.style?.noRestrictedImports);

describe('layering', () => {
  const planted = layers.flatMap(plant);
  let folder: string;
  let reported: Set<string>;
  let requireReported: Set<string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-layering-'));
    const { $schema: _schema, vcs: _vcs, ...configuration } = biomeConfiguration;
    await writeFile(join(folder, 'biome.json'), JSON.stringify(configuration));
    const files = Map.groupBy(planted, ({ file }) => file);
    for (const [file, lines] of files) {
      const sorted = lines.toSorted((a, b) => a.line - b.line);
      await mkdir(dirname(join(folder, file)), { recursive: true });
      const required = "const last = require('electron');";
      await writeFile(join(folder, file), [...sorted.map((line) => line.text), required, ''].join('\n'));
    }
    const diagnostics = lint(folder);
    reported = placesOf(diagnostics, 'lint/style/noRestrictedImports');
    requireReported = placesOf(diagnostics, 'lint/style/noCommonJs');
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  for (const layer of layers) {
    it(`reports every forbidden import in the ${layer.name}`, () => {
      const missed = planted.filter((one) => one.layer === layer.name && isForbidden(layer, one) && !isReported(one));
      expect(missed.map(describeImport)).toEqual([]);
    });

    it(`reports no allowed import in the ${layer.name}`, () => {
      const wrong = planted.filter((one) => one.layer === layer.name && !isForbidden(layer, one) && isReported(one));
      expect(wrong.map(describeImport)).toEqual([]);
    });
  }

  it('reports require() in every layer, which could import anything', () => {
    const files = new Set(planted.map((one) => one.file));
    const withoutReport = [...files].filter((file) => ![...requireReported].some((at) => at.startsWith(`${file}:`)));
    expect(withoutReport).toEqual([]);
  });

  it('has a table here for every override that restricts imports', () => {
    const untried = layerOverrides.filter(
      (override) => !planted.some(({ file }) => isIncluded(file, override.includes)),
    );
    expect(untried.map((override) => override.includes)).toEqual([]);
  });

  it('puts every source file into exactly one layer, since of two matching overrides only the last counts', () => {
    const sources = repositoryFiles().filter((file) => isLayered(file) && !isTest(file));
    expect(sources.length).toBeGreaterThan(50);
    const misplaced = [...sources, ...planted.map(({ file }) => file)]
      .map((file) => ({ file, layers: layerOverrides.filter((one) => isIncluded(file, one.includes)).length }))
      .filter((one) => one.layers !== 1);
    expect(misplaced).toEqual([]);
  });

  it('is not gone around by imports that the linter does not see', async () => {
    const found: string[] = [];
    for (const file of repositoryFiles().filter((file) => isLayered(file) && !isTest(file))) {
      const lines = (await readFile(join(repositoryRoot, file), 'utf8')).split('\n');
      lines.forEach((line, index) => {
        if (goesAroundLinter(line)) found.push(`${file}:${index + 1}: ${line.trim()}`);
      });
    }
    expect(found).toEqual([]);
  });

  it('knows an import that the linter does not see from one that it does', () => {
    expect(goesAroundLinter("let a: import('electron').App;")).toBe(true);
    expect(goesAroundLinter("type B = typeof import('electron');")).toBe(true);
    expect(goesAroundLinter("call<import('../desktop/window.ts').Window>();")).toBe(true);
    expect(goesAroundLinter('const load = createRequire(import.meta.url);')).toBe(true);
    expect(goesAroundLinter("/// <reference types='node' />")).toBe(true);
    expect(goesAroundLinter("const { a } = await import('./a.ts');")).toBe(false);
    expect(goesAroundLinter("const Page = lazy(() => import('./page.tsx'));")).toBe(false);
  });

  function isReported(one: Planted): boolean {
    return reported.has(`${one.file}:${one.line}`);
  }
});

function plant(layer: Layer): Planted[] {
  return layer.folders.flatMap((folder) => {
    const file = `${folder}/${layer.file ?? 'planted.ts'}`;
    const specifiers = [...layer.forbidden, ...layer.allowed].map((target) => specifierFrom(folder, target));
    const lines = specifiers.flatMap((specifier) => Object.values(forms).map((form) => ({ specifier, form })));
    return lines.map(({ specifier, form }, index) => ({
      layer: layer.name,
      file,
      line: index + 1,
      text: form(specifier, String(index)),
    }));
  });
}

/** How a file in `folder` names a package, or a file of the repository. */
function specifierFrom(folder: string, target: string): string {
  if (!/\.(?:tsx?|json)$/.test(target)) return target;
  const relative = posix.relative(folder, target);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

function isForbidden(layer: Layer, one: Planted): boolean {
  const folder = posix.dirname(one.file);
  return layer.forbidden.some((target) => one.text.includes(`'${specifierFrom(folder, target)}'`));
}

function describeImport(one: Planted): string {
  return `${one.file}: ${one.text}`;
}

interface Diagnostic {
  readonly category: string;
  readonly location: { readonly path: string; readonly start: { readonly line: number } };
}

function lint(folder: string): Diagnostic[] {
  const biome = join(dirname(createRequire(import.meta.url).resolve('@biomejs/biome/package.json')), 'bin/biome');
  const ran = spawnSync(process.execPath, [biome, 'lint', '--reporter=json', '--max-diagnostics=none'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  const { diagnostics } = JSON.parse(ran.stdout) as { diagnostics: Diagnostic[] };
  return diagnostics;
}

function placesOf(diagnostics: Diagnostic[], category: string): Set<string> {
  return new Set(
    diagnostics
      .filter((one) => one.category === category)
      .map(({ location }) => `${location.path.replaceAll('\\', '/')}:${location.start.line}`),
  );
}

function isLayered(file: string): boolean {
  return /^(?:electron|renderer|shared)\/.*\.tsx?$/.test(file);
}

function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file);
}

/** Biome's order: the last pattern that matches decides. */
function isIncluded(file: string, includes: string[]): boolean {
  let included = false;
  for (const pattern of includes) {
    const excludes = pattern.startsWith('!');
    if (matchesGlob(file, excludes ? pattern.slice(1) : pattern)) included = !excludes;
  }
  return included;
}

/** A type-position `import('x')`, a `require` of one's own making, a triple-slash reference. */
function goesAroundLinter(line: string): boolean {
  if (/\bcreateRequire\b|^\s*\/\/\/\s*<reference\b/.test(line)) return true;
  return [...line.matchAll(/(?<before>\S+\s*)?\bimport\(/g)].some(
    ({ groups }) => !/(?:\bawait|=>)\s*$/.test(groups?.['before'] ?? ''),
  );
}
