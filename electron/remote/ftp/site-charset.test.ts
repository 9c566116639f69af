import { describe, expect, it } from 'vitest';
import type { Charset } from '../../../shared/model/connection-options.ts';
import { calm, failure, pagesOf, scene, sends } from './testing/scripted-session.ts';

const row = (name: string) => Buffer.from(`-rw-r--r-- 1 a b 7 Jan 1 2019 ${name}\r\n`, 'latin1');
const session = (charset: Charset | undefined, name = 'x') =>
  scene({ answers: { LIST: sends(row(name)) } }, undefined, charset === undefined ? {} : { charset });

describe('the character set of a site', () => {
  it.each<[Charset | undefined, string]>([
    [undefined, 'OPTS UTF8 ON'],
    ['auto', 'OPTS UTF8 ON'],
    ['utf-8', 'OPTS UTF8 ON'],
    ['gbk', 'OPTS UTF8 OFF'],
  ])('%s is made known to a server that offers UTF-8 by %s', async (charset, command) => {
    await using s = await session(charset);
    expect(s.server.commands.filter((sent) => sent.startsWith('OPTS UTF8'))).toEqual([command]);
  });

  it.each<[Charset, string, string]>([
    ['koi8-r', '\xc6\xc1\xca\xcc', 'файл'],
    ['gbk', '\xd6\xd0\xce\xc4', '中文'],
    ['windows-1251', '\xff\xff', 'яя'],
  ])('%s is how names of listings are read', async (charset, wire, name) => {
    await using s = await session(charset, wire);
    expect((await pagesOf(s.fs))[0]?.entries).toMatchObject([{ name }]);
  });

  it('refuses every operation on a name that it lacks, before anything is sent', async () => {
    await using s = await session('koi8-r');
    const sent = s.server.commands.length;
    const path = '/名前';
    await failure(pagesOf(s.fs, path), 'invalid-request', path);
    await failure(s.fs.stat(path, calm), 'invalid-request', path);
    await failure(s.fs.read(path, {}, calm), 'invalid-request', path);
    await failure(s.fs.makeDirectory(path, calm), 'invalid-request', path);
    await failure(s.fs.removeFile(path, calm), 'invalid-request', path);
    await failure(s.fs.rename('/a', path, calm), 'invalid-request', path);
    expect(s.server.commands).toHaveLength(sent);
    expect(s.fs.lost).toBeUndefined();
  });
});
