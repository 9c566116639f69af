import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseReply } from './reply.ts';
import { sumIn } from './server-checksum.ts';
import type { Answer, Script } from './testing/scripted-server.ts';
import { calm, failure, patience, row, scene, sends } from './testing/scripted-session.ts';

const usual = ['EPSV', 'SIZE', 'UTF8'];
const offering = (features: string[], answers: Script['answers'] = {}) =>
  scene({ features: [...usual, ...features], answers });
const reply = (text: string) => parseReply(Number(text.slice(0, 3)), text);

describe('sums in replies', () => {
  const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
  it.each([
    [`213 MD5 0-9 ${md5} name`, md5],
    [`213 MD5 0-9 ${md5.toUpperCase()} ${'a'.repeat(32)}`, md5],
    [`250 ${md5}`, md5],
    [`250 "${md5}" /a`, md5],
    [`250-Computing\n250 ${md5}`, md5],
    [`251 MD5 of a = ${md5}`, md5],
    ['250 done', undefined],
    ['213 MD5 0-9 short name', undefined],
    [`250 XMD5 command: /a ${md5}`, md5],
    [`250 ${md5} ${'0'.repeat(32)}`, undefined],
  ])('%s', (text, sum) => {
    expect(sumIn(reply(text), 'md5', '/a')).toBe(sum);
  });

  it.each([
    `250 XMD5 ${'e'.repeat(32)} ${md5}`,
    `250 "/d i r/${'e'.repeat(32)}" ${md5}`,
    `250 MD5 (d i r/${'e'.repeat(32)}) = ${md5}`,
  ])('does not take the name of a file for its sum: %s', (text) => {
    expect(sumIn(reply(text), 'md5', `/d i r/${'e'.repeat(32)}`)).toBe(md5);
  });

  it('takes a sum that stands alone, also of a file that is named after it', () => {
    expect(sumIn(reply(`250 ${md5}`), 'md5', `/${md5}`)).toBe(md5);
    expect(sumIn(reply(`250 sum of ${md5} told`), 'md5', `/${md5}`)).toBeUndefined();
  });

  it('does not take a word of a sentence for a CRC', () => {
    expect(sumIn(reply('250 CRC of a is 1A2B3C4D'), 'crc32', '/a')).toBe('1a2b3c4d');
    expect(sumIn(reply('250 CRC of a is 1A2B'), 'crc32', '/a')).toBeUndefined();
    expect(sumIn(reply('250 (a+b) [1].txt 1A2B3C4D'), 'crc32', '/(a+b) [1].txt')).toBe('1a2b3c4d');
  });

  it('gives a CRC the zeros that the server left out', () => {
    expect(sumIn(reply('250 1A2B3'), 'crc32', '/a')).toBe('0001a2b3');
  });
});

describe('sums by the server', () => {
  afterEach(() => vi.useRealTimers());

  const sha1 = 'a'.repeat(40);
  const sha256 = 'b'.repeat(64);

  it('sets the algorithm of HASH once, and only where it is another', async () => {
    let selected = 'SHA-1';
    const OPTS: Answer = (argument) => {
      if (argument.startsWith('HASH ')) selected = argument.replace('HASH ', '');
      return '200 Fine';
    };
    const HASH: Answer = (path) => `213 ${selected} 0-9 ${selected === 'SHA-1' ? sha1 : sha256} ${path}`;
    await using s = await offering(['HASH SHA-1*;SHA-256'], { OPTS, HASH });
    const before = s.server.commands.length;
    expect(await s.fs.extras.checksum?.('/a', ['sha-1'], calm)).toEqual({ algorithm: 'sha-1', value: sha1 });
    for (let times = 0; times < 2; times += 1) {
      const sum = await s.fs.extras.checksum?.('/a b', ['sha-512', 'sha-256'], calm);
      expect(sum).toEqual({ algorithm: 'sha-256', value: sha256 });
    }
    expect(s.server.commands.slice(before)).toEqual(['HASH /a', 'OPTS HASH SHA-256', 'HASH /a b', 'HASH /a b']);
  });

  it('uses the older commands where the server names only those, with quotes around spaces', async () => {
    await using s = await offering(['XSHA1', 'XCRC'], { XSHA1: `250 ${sha1}` });
    expect(await s.fs.extras.checksum?.('/a b', ['sha-256', 'sha-1'], calm)).toEqual({
      algorithm: 'sha-1',
      value: sha1,
    });
    expect(s.server.commands.at(-1)).toBe('XSHA1 "/a b"');
    expect(await s.fs.extras.checksum?.('/a', ['sha-256'], calm)).toBeUndefined();
  });

  it('waits longer than the usual silence for a large file', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const HASH: Answer = async () => {
      await vi.advanceTimersByTimeAsync(3_600_000);
      return `213 SHA-1 0-9 ${sha1} a`;
    };
    await using s = await offering(['HASH SHA-1*'], { HASH });
    expect((await s.fs.extras.checksum?.('/a', ['sha-1'], calm))?.value).toBe(sha1);
  });

  it('offers none where the server names none', async () => {
    await using s = await offering([]);
    expect(s.fs.extras.checksum).toBeUndefined();
  });
});

describe('further abilities', () => {
  it('tells the free space by AVBL', async () => {
    await using s = await offering(['AVBL'], { AVBL: '213 1234567890123' });
    expect(await s.fs.extras.freeSpace?.('/', calm)).toEqual({ free: 1_234_567_890_123 });
  });

  it('sets the time by SITE UTIME where there is no MFMT, and by MDTM where that is not known either', async () => {
    const modifiedAt = Date.UTC(2026, 0, 2, 3, 4, 5);
    const answers = { SITE: '500 Unknown', SIZE: '213 5', MDTM: '253 Set', LIST: sends(row) };
    await using s = await offering(['SITE UTIME;CHMOD', 'MDTM'], answers);
    await s.fs.extras.setModifiedTime?.('/a', modifiedAt, calm);
    await s.fs.extras.setModifiedTime?.('/a', modifiedAt, calm);
    const times = s.server.commands.filter((command) => command.includes('20260102030405'));
    expect(times).toEqual(['SITE UTIME 20260102030405 /a', 'MDTM 20260102030405 /a', 'MDTM 20260102030405 /a']);
  });

  it('takes the time away where no command sets it', async () => {
    await using s = await offering(['MDTM'], { SIZE: '213 5', MDTM: '213 20200101000000', LIST: sends(row) });
    await failure(s.fs.extras.setModifiedTime?.('/a', 0, calm) ?? Promise.resolve(), 'unsupported', '/a');
    expect(s.fs.extras.setModifiedTime).toBeUndefined();
  });

  it('gives the account once where the server asks for it before it changes anything', async () => {
    let given = false;
    const answers: Script['answers'] = {
      ACCT: (argument) => {
        given = argument === 'project x';
        return given ? '230 Thank you' : '530 Who?';
      },
      MKD: () => (given ? '257 "/a" made' : '532 Need account for storing files'),
    };
    await using s = await scene({ answers }, patience, { account: 'project x' });
    await s.fs.makeDirectory('/a', calm);
    await s.fs.makeDirectory('/b', calm);
    expect(s.server.commands.filter((command) => command.startsWith('ACCT'))).toEqual(['ACCT project x']);
    expect(s.transcript.join('\n')).not.toContain('project x');
  });

  it('says that an account is wanted, and asks no second time', async () => {
    await using s = await scene({ answers: { MKD: '532 Need account', ACCT: '530 Who?' } }, patience, { account: 'x' });
    const error = await failure(s.fs.makeDirectory('/a', calm), 'auth', '/a');
    expect(error.data.hint).toMatch(/account/);
  });
});
