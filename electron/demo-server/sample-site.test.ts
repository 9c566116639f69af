import { createHash } from 'node:crypto';
import { lstat, mkdtemp, readdir, readFile, readlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gradientPng } from './sample-image.ts';
import { createSampleSite, PRIVATE_FOLDER, removeSampleSite } from './sample-site.ts';

describe('the sample site', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'portside-sample-'));
    await createSampleSite(root);
  });
  afterEach(() => removeSampleSite(root));

  it('is the same at every start, dates and all', async () => {
    const other = await mkdtemp(join(tmpdir(), 'portside-sample-'));
    await createSampleSite(other);
    expect(await description(other)).toEqual(await description(root));
    await removeSampleSite(other);
  });

  it('has what a file client has to cope with', async () => {
    const rows = await description(root);
    const names = rows.map((row) => row.path);
    expect(names).toEqual(expect.arrayContaining(['index.html', '.htaccess', 'Grüße & more/メニュー.txt', 'uploads']));
    expect(rows.filter((row) => row.type === 'symlink').map((row) => row.path)).toHaveLength(3);
    expect(rows.find((row) => row.path === PRIVATE_FOLDER)?.mode).toBe(0);
    expect(rows.find((row) => row.type === 'file' && row.path.endsWith('.tar'))?.size).toBeGreaterThan(4_000_000);
  });

  it('leaves nothing behind, not even what nobody may enter', async () => {
    const other = await mkdtemp(join(tmpdir(), 'portside-sample-'));
    await createSampleSite(other);
    await removeSampleSite(other);
    await expect(lstat(other)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('draws images whose pixels are all there', () => {
    const png = gradientPng(30, 20, [0, 0, 0], [255, 255, 255]);
    const start = png.indexOf('IDAT') + 4;
    expect(inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)))).toHaveLength(20 * (1 + 30 * 3));
  });
});

interface Described {
  readonly path: string;
  readonly type: string;
  readonly mode: number;
  readonly size: number;
  readonly modifiedAt: number;
  readonly content: string;
}

async function description(root: string, folder = ''): Promise<Described[]> {
  const rows: Described[] = [];
  for (const name of (await readdir(join(root, folder))).sort()) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const stats = await lstat(join(root, path));
    const type = stats.isSymbolicLink() ? 'symlink' : stats.isDirectory() ? 'directory' : 'file';
    const row = { path, type, mode: stats.mode & 0o777, size: stats.size, modifiedAt: stats.mtimeMs };
    rows.push({ ...row, content: await contentOf(join(root, path), type) });
    if (type === 'directory' && name !== PRIVATE_FOLDER) rows.push(...(await description(root, path)));
  }
  return rows;
}

async function contentOf(path: string, type: string): Promise<string> {
  if (type === 'symlink') return readlink(path);
  return type === 'file'
    ? createHash('sha256')
        .update(await readFile(path))
        .digest('hex')
    : '';
}
