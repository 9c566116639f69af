import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { localPlatform } from './local-platform.ts';
import { FreedesktopTrash, trashInfo } from './trash-freedesktop.ts';
import { MacosTrash } from './trash-macos.ts';
import { WindowsTrash } from './trash-windows.ts';

const at = new Date(2026, 0, 2, 3, 4, 5);
const uid = process.getuid?.() ?? 0;
/** A real disk, also where temporary files are kept in memory: the memory is the other disk. */
const disk = existsSync('/var/tmp') ? '/var/tmp' : tmpdir();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(disk, 'portside-trash-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What a file manager does to bring a file back, from the information file alone (Trash specification, "Contents of a trash directory"). */
async function restore(can: string, name: string, top = ''): Promise<string> {
  const info = join(can, 'info', `${name}.trashinfo`);
  const text = await readFile(info, 'utf8');
  const path = join(
    top,
    decodeURIComponent(
      /^\[Trash Info\]\nPath=(.*)\nDeletionDate=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\n$/.exec(text)?.[1] ?? '',
    ),
  );
  await rename(join(can, 'files', name), path);
  await rm(info);
  return path;
}

describe.skipIf(localPlatform.name === 'windows')('the trash of Linux desktops', () => {
  let can: string;
  let trash: FreedesktopTrash;
  const file = (name: string) => join(folder, 'home', name);

  beforeEach(async () => {
    can = join(folder, 'share', 'Trash');
    trash = new FreedesktopTrash({ homeTrash: can, uid, now: () => at });
    await mkdir(file(''));
  });

  it('takes a file, and gives it back where it was', async () => {
    await writeFile(file('müll & co 100%.txt'), 'precious');
    await trash.take(file('müll & co 100%.txt'));
    expect(await readdir(file(''))).toEqual([]);
    expect(await readFile(join(can, 'info', 'müll & co 100%.txt.trashinfo'), 'utf8')).toBe(
      `[Trash Info]\nPath=${folder}/home/m%C3%BCll%20%26%20co%20100%25.txt\nDeletionDate=2026-01-02T03:04:05\n`,
    );
    expect(await restore(can, 'müll & co 100%.txt')).toBe(file('müll & co 100%.txt'));
    expect(await readFile(file('müll & co 100%.txt'), 'utf8')).toBe('precious');
  });

  it('is for its owner alone', async () => {
    await writeFile(file('a'), '');
    await trash.take(file('a'));
    for (const part of ['', 'files', 'info']) expect((await stat(join(can, part))).mode & 0o777).toBe(0o700);
  });

  it('takes a folder whole, and a link without what it leads to', async () => {
    await mkdir(join(file('folder'), 'sub'), { recursive: true });
    await writeFile(file('folder/sub/a'), 'x');
    await symlink('folder', file('link'));
    await trash.take(file('link'));
    expect(await readFile(file('folder/sub/a'), 'utf8')).toBe('x');
    await trash.take(file('folder'));
    expect(await readFile(join(can, 'files', 'folder', 'sub', 'a'), 'utf8')).toBe('x');
    expect((await lstat(join(can, 'files', 'link'))).isSymbolicLink()).toBe(true);
  });

  it('keeps files of one name apart, also from what lies there without information', async () => {
    await mkdir(join(can, 'files'), { recursive: true });
    await writeFile(join(can, 'files', 'a.txt'), 'older');
    for (const text of ['first', 'second']) {
      await writeFile(file('a.txt'), text);
      await trash.take(file('a.txt'));
    }
    const read = (name: string) => readFile(join(can, 'files', name), 'utf8');
    expect([await read('a.txt'), await read('a.2.txt'), await read('a.3.txt')]).toEqual(['older', 'first', 'second']);
    expect((await readdir(join(can, 'info'))).sort()).toEqual(['a.2.txt.trashinfo', 'a.3.txt.trashinfo']);
  });

  it('takes a name of any length', async () => {
    const name = `${'ü'.repeat(125)}.txt`;
    await writeFile(file(name), 'x');
    await trash.take(file(name));
    const [info] = await readdir(join(can, 'info'));
    expect(await restore(can, info?.replace(/\.trashinfo$/, '') ?? '')).toBe(file(name));
  });

  it('leaves no information behind about what could not be taken', async () => {
    await expect(trash.take(file('none'))).rejects.toMatchObject({ code: 'ENOENT' });
    // A folder that holds the trash cannot be moved into it.
    await mkdir(can, { recursive: true });
    await expect(trash.take(join(folder, 'share'))).rejects.toMatchObject({ kind: 'unsupported' });
    expect(await readdir(join(can, 'info'))).toEqual([]);
    expect(await readdir(join(can, 'files'))).toEqual([]);
  });

  it('does not take what is in it already', async () => {
    await writeFile(file('a'), '');
    await trash.take(file('a'));
    await expect(trash.take(join(can, 'files', 'a'))).rejects.toMatchObject({ kind: 'invalid-request' });
  });

  it('is the one that the desktop’s own tool fills', async ({ skip }) => {
    const odd = "müll & (100%) [a]'!~*+,;=:@$ #?.txt";
    const env = { ...process.env, XDG_DATA_HOME: dirname(can) };
    await writeFile(file(odd), 'theirs');
    await promisify(execFile)('gio', ['trash', file(odd)], { env, timeout: 10_000 }).catch((error: unknown) => {
      skip(`gio cannot use the trash here: ${String(error)}`);
    });
    await writeFile(file(odd), 'ours');
    await trash.take(file(odd));
    const [ours, theirs] = (await readdir(join(can, 'info'))).sort();
    expect([ours, theirs]).toEqual([odd.replace('.txt', '.2.txt.trashinfo'), `${odd}.trashinfo`]);
    const [ourInfo, theirInfo] = await Promise.all(
      [ours, theirs].map((name) => readFile(join(can, 'info', name ?? ''), 'utf8')),
    );
    const undated = (info = '') => info.replace(/(?<=DeletionDate=).*/, '');
    expect(undated(ourInfo)).toBe(undated(theirInfo));
    expect(await readFile(join(can, 'files', odd), 'utf8')).toBe('theirs');
  });

  describe('on another disk', async () => {
    const other = '/dev/shm';
    const [here, there] = await Promise.all([stat(disk), stat(other).catch(() => undefined)]);
    const isOther = there !== undefined && there.dev !== here.dev && (await stat(dirname(other))).dev !== there.dev;
    let place: string;

    beforeEach(async ({ skip }) => {
      if (!isOther) skip('there is no second disk to write to here');
      place = await mkdtemp(join(other, 'portside-trash-'));
    });
    afterEach(async () => {
      await rm(place, { recursive: true, force: true });
    });

    it('is that disk’s own, with paths from its top, so that nothing travels', async () => {
      const own = join(other, `.Trash-${uid}`);
      const before = await readdir(other);
      await writeFile(join(place, 'a b'), 'x');
      await trash.take(join(place, 'a b'));
      const info = (await readdir(join(own, 'info'))).map((name) => join(own, 'info', name));
      const texts = await Promise.all(info.map((one) => readFile(one, 'utf8')));
      const at = texts.findIndex((text) => text.includes(`Path=${place.slice(other.length + 1)}/a%20b\n`));
      expect(at).toBeGreaterThanOrEqual(0);
      const name = (info[at] ?? '').slice(join(own, 'info/').length, -'.trashinfo'.length);
      expect(await restore(own, name, other)).toBe(join(place, 'a b'));
      expect(await readFile(join(place, 'a b'), 'utf8')).toBe('x');
      if (!before.includes(`.Trash-${uid}`)) await rm(own, { recursive: true });
      await expect(stat(can)).resolves.toBeDefined();
      expect(await readdir(can)).toEqual([]);
    });

    it('does not follow a link that someone put in the place of the trash', async () => {
      const trap = join(other, `.Trash-${uid}`);
      const there = await lstat(trap).catch(() => undefined);
      if (there) return;
      await symlink(folder, trap);
      try {
        await writeFile(join(place, 'a'), 'x');
        await expect(trash.take(join(place, 'a'))).rejects.toMatchObject({ kind: 'unsupported' });
        expect(await readFile(join(place, 'a'), 'utf8')).toBe('x');
      } finally {
        await rm(trap);
      }
    });
  });

  it('writes times in the user’s own zone and paths in bytes of UTF-8', () => {
    expect(trashInfo('a/ü#?.txt', at)).toBe(
      '[Trash Info]\nPath=a/%C3%BC%23%3F.txt\nDeletionDate=2026-01-02T03:04:05\n',
    );
  });
});

describe.skipIf(localPlatform.name === 'windows')('the trash of macOS', () => {
  it('takes files by renaming, and tells two of one name apart by the time of day', async () => {
    const trash = new MacosTrash({ home: folder, uid, now: () => at });
    await mkdir(join(folder, 'work'));
    for (const text of ['1', '2', '3']) {
      await writeFile(join(folder, 'work', 'a.txt'), text);
      await trash.take(join(folder, 'work', 'a.txt'));
    }
    const names = ['a.txt', 'a 03.04.05.txt', 'a 03.04.05 2.txt'];
    expect((await readdir(join(folder, '.Trash'))).sort()).toEqual(names.toSorted());
    for (const [index, name] of names.entries()) {
      expect(await readFile(join(folder, '.Trash', name), 'utf8')).toBe(String(index + 1));
    }
    const original = join(folder, 'work', 'a.txt');
    await trash.putBack(original, join(folder, '.Trash', 'a 03.04.05.txt'));
    expect(await readFile(original, 'utf8')).toBe('2');
    await expect(trash.putBack(original, join(folder, '.Trash', 'a.txt'))).rejects.toMatchObject({ kind: 'exists' });
    expect(await readFile(original, 'utf8')).toBe('2');
  });

  it.skipIf(uid === 0)('says so where it may not be used', async () => {
    await chmod(folder, 0o500);
    await expect(new MacosTrash({ home: folder, uid }).take(join(folder, 'a'))).rejects.toMatchObject({
      kind: 'unsupported',
    });
    await chmod(folder, 0o700);
  });
});

describe('the recycle bin of Windows', () => {
  it('is asked without the name ever becoming part of the command', async () => {
    const run = vi.fn(async () => undefined);
    const name = 'C:\\a"; Remove-Item C:\\ -Recurse; ".txt';
    await new WindowsTrash(run).take(name);
    const [program, programArguments, options] = run.mock.calls[0] as unknown as [
      string,
      string[],
      { env: NodeJS.ProcessEnv },
    ];
    expect(program).toBe('powershell.exe');
    expect(programArguments.join(' ')).not.toContain('Remove-Item');
    expect(programArguments).toContain('-NonInteractive');
    expect(options.env).toMatchObject({ PORTSIDE_TRASH: name });
  });

  it.each([
    [3, 'unsupported'],
    ['ENOENT', 'unsupported'],
    [1, 'io'],
  ])('that fails with %s is told as %s', async (code, kind) => {
    const run = async () => {
      throw Object.assign(new Error('failed'), { code });
    };
    await expect(new WindowsTrash(run).take('D:\\a')).rejects.toMatchObject({ kind });
  });
});
