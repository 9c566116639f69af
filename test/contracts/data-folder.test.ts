import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataFolder } from '../../electron/data-lock.ts';

const serve = join(import.meta.dirname, '../../out/main/serve.js');

/** A start of the loopback host: a process of its own. */
class Start implements AsyncDisposable {
  readonly #child;
  readonly #exit;
  output = '';

  constructor(dataDirectory: string) {
    const env = { ...process.env, PORTSIDE_DATA: dataDirectory };
    this.#child = spawn(process.execPath, [serve], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#exit = once(this.#child, 'close');
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves when it serves, or has ended. */
  async settled(): Promise<'serves' | number> {
    const serves = async () => {
      while (!this.output.includes('Portside is ready')) await once(this.#child.stdout, 'data');
      return 'serves' as const;
    };
    return Promise.race([serves(), this.#exit.then(([code]) => Number(code))]);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    this.#child.kill(signal);
    await this.#exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL');
  }
}

describe('a data folder', { timeout: 60_000 }, () => {
  let folder: string;
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'portside-folder-')));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is served by one Portside: the next says by which, ends with a code of its own and has changed nothing', async () => {
    await using first = new Start(folder);
    expect(await first.settled()).toBe('serves');
    await using second = new Start(folder);
    expect(await second.settled()).toBe(3);
    expect(second.output).toContain(`for a browser tab (process ${first.pid}, since `);
    expect(second.output).toContain('set PORTSIDE_DATA to another folder');
    expect(second.output.trim().split('\n')).toHaveLength(1);
    expect(second.output).not.toContain('token=');
  });

  it('that a desktop holds is told as such', async () => {
    await using _desktop = await lockDataFolder(folder, 'desktop');
    await using start = new Start(folder);
    expect(await start.settled()).toBe(3);
    expect(start.output).toContain(`in its own window (process ${process.pid}, since `);
  });

  it('is served again after the first has stopped, and after it was killed', async () => {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const first = new Start(folder);
      expect(await first.settled()).toBe('serves');
      await first.end(signal);
    }
    await using next = new Start(folder);
    expect(await next.settled()).toBe('serves');
  });

  it('of its own each lets two serve side by side', async () => {
    await using one = new Start(join(folder, 'one'));
    await using two = new Start(join(folder, 'two'));
    expect(await Promise.all([one.settled(), two.settled()])).toEqual(['serves', 'serves']);
  });

  it('that a newer Portside wrote is not opened, in a sentence', async () => {
    await mkdir(folder, { recursive: true });
    const text = '{"version":2,"secrets":[],"autoLockMinutes":0}';
    await writeFile(join(folder, 'secrets.json'), text);
    await using start = new Start(folder);
    expect(await start.settled()).toBe(1);
    expect(start.output).toContain('A newer version of Portside wrote');
    expect(start.output.trim().split('\n')).toHaveLength(1);
    expect(await readFile(join(folder, 'secrets.json'), 'utf8')).toBe(text);
  });
});
