import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LARGEST_IMAGE, LARGEST_PDF, LOOK_TEXT } from '../../shared/model/edit.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import { changed, folderPerTest } from '../transfer/testing/folders.ts';
import { lookAt } from './look.ts';

const local = new LocalFileSystem();
const call = { signal: new AbortController().signal };

describe('quick look', () => {
  const folder = folderPerTest();
  async function look(name: string, content: Buffer | string) {
    await writeFile(join(folder.path, name), content);
    return (await lookAt(local, folder.at(name), call)).look;
  }

  test.each([
    ['image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0])],
    ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ['image/gif', Buffer.from('GIF89a...')],
    ['image/webp', Buffer.from('RIFF\x01\x02\x03\x04WEBPVP8 ', 'latin1')],
    ['image/avif', Buffer.from('\0\0\0\x20ftypavif\0\0\0\0', 'latin1')],
    ['image/bmp', Buffer.from(`BM${'\0'.repeat(12)}\x28\0\0\0`, 'latin1')],
    ['image/x-icon', Buffer.from('\0\0\x01\0\x02\0', 'latin1')],
    ['image/svg+xml', Buffer.from('<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="x"/>')],
  ] as const)('knows %s by its bytes, whatever its name', async (mime, bytes) => {
    expect(await look('x.txt', bytes)).toEqual({ kind: 'image', mime, base64: bytes.toString('base64') });
  });

  test('says of a picture that is too large for it what it is, instead of showing its bytes', async () => {
    const large = Buffer.alloc(LARGEST_IMAGE + 1, 0);
    large.set([0xff, 0xd8, 0xff, 0xe0]);
    expect(await look('photo.jpg', large)).toEqual({ kind: 'image', mime: 'image/jpeg' });
  });

  test('a link that leads nowhere was said not to exist itself', async () => {
    await symlink('gone.txt', join(folder.path, 'link.txt'));
    await expect(lookAt(local, folder.at('link.txt'), call)).rejects.toMatchObject({
      kind: 'not-found',
      message: 'The link “link.txt” leads to “gone.txt”, which does not exist.',
    });
  });

  test('does not take a page or a script for an image because of its name', async () => {
    expect(await look('x.svg', '<html><svg></svg></html>')).toMatchObject({ kind: 'text' });
    expect(await look('x.bmp', 'BMW, and other cars of this length and more\n')).toMatchObject({ kind: 'text' });
    expect(await look('x.png', 'MZ\x90\x00')).toMatchObject({ kind: 'bytes', hex: '4d5ac29000' });
  });

  test('shows the beginning of a long text, cut through no character, and says that it is not whole', async () => {
    const text = `a${'ü'.repeat(LOOK_TEXT)}`;
    const shown = await look('long.txt', text);
    expect(shown).toMatchObject({ kind: 'text', encoding: 'utf-8', isWhole: false });
    expect(shown?.kind === 'text' && text.startsWith(shown.text) && shown.text.length).toBe(LOOK_TEXT / 2);
    expect(await look('short.txt', 'ü')).toMatchObject({ text: 'ü', isWhole: true });
  });

  test('shows a PDF, or of a large one what it is; and the first bytes of anything else', async () => {
    const pdf = '%PDF-1.7\n\x00';
    const base64 = Buffer.from(pdf).toString('base64');
    expect(await look('a.doc', pdf)).toEqual({ kind: 'pdf', version: '1.7', base64 });
    // What is too large for a look is not read.
    const large = Buffer.alloc(LARGEST_PDF + 1, pdf);
    expect(await look('large.pdf', large)).toEqual({ kind: 'pdf', version: '1.7' });
    const bytes = await look('a.bin', Buffer.alloc(5000, 1));
    expect(bytes).toEqual({ kind: 'bytes', hex: '01'.repeat(512) });
    expect(await lookAt(local, folder.at(), call)).toMatchObject({ entry: { type: 'directory' } });
  });

  test('reads no more than it shows of a file whose listing lies about its size', async () => {
    await writeFile(join(folder.path, 'big.txt'), 'x'.repeat(5_000_000));
    let asked = 0;
    const liar = changed(local, {
      stat: async (path, call) => ({ ...(await local.stat(path, call)), size: 1 }),
      read: (path, range, call) => {
        asked = Math.max(asked, range.length ?? Number.POSITIVE_INFINITY);
        return local.read(path, range, call);
      },
    });
    expect((await lookAt(liar, folder.at('big.txt'), call)).look).toMatchObject({ kind: 'text', isWhole: false });
    expect(asked).toBe(LOOK_TEXT + 1);
  });
});
