import { lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findKnownHost } from './known-hosts.ts';
import { type KeyToRemember, rememberHostKey } from './known-hosts-file.ts';

function keyOf(type: string, content: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([length, Buffer.from(type), Buffer.from(content)]);
}
const fresh = keyOf('ssh-ed25519', 'fresh');
const old = keyOf('ssh-ed25519', 'old');
const rsa = keyOf('ssh-rsa', 'rsa');
const line = (names: string, key: Buffer, more = '') =>
  `${names} ${key.toString('latin1', 4, 4 + key.readUInt32BE(0))} ${key.toString('base64')}${more}\n`;

describe('writing known_hosts', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-known-'));
    file = join(folder, '.ssh', 'known_hosts');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const remember = (change: Partial<KeyToRemember> = {}) =>
    rememberHostKey(file, { host: 'example.org', port: 22, key: fresh, hashNames: false, ...change });
  const text = () => readFile(file, 'latin1');
  const begin = async (content: string | Buffer) => {
    await remember({ host: 'first.example' });
    await writeFile(file, content);
  };

  it('makes folder and file for the user alone', async () => {
    await remember();
    expect(await text()).toBe(line('example.org', fresh));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, '.ssh'))).mode & 0o777).toBe(0o700);
  });

  it('adds a line and keeps every byte before it, line ends, comments and Latin-1 included', async () => {
    const before = Buffer.concat([
      Buffer.from('# caf'),
      Buffer.from([0xe9, 0x0d, 0x0a]),
      Buffer.from('  nonsense\t\n\n'),
    ]);
    await begin(before);
    await remember({ port: 2222 });
    const after = await readFile(file);
    expect(after.subarray(0, before.length)).toEqual(before);
    expect(after.toString('latin1', before.length)).toBe(line('[example.org]:2222', fresh));
    expect(await readdir(join(folder, '.ssh'))).toEqual(['known_hosts']);
  });

  it('ends a last line that has no end', async () => {
    await begin('other ssh-rsa AAAA');
    await remember();
    expect(await text()).toBe(`other ssh-rsa AAAA\n${line('example.org', fresh)}`);
  });

  it('writes the name in lower case, hashed where that is wanted', async () => {
    await remember({ host: 'Example.ORG' });
    expect(await text()).toContain('example.org ');
    await remember({ host: 'Hidden.example', port: 2222, hashNames: true });
    expect(await text()).not.toContain('hidden');
    expect(findKnownHost(await text(), 'hidden.example', 2222).keys).toEqual([fresh]);
  });

  it('adds nothing that is there already', async () => {
    await Promise.all([remember(), remember(), remember()]);
    expect(await text()).toBe(line('example.org', fresh));
  });

  it('replaces the old key of that host, port and type, keeps the rest and the file as it was', async () => {
    const others = [
      line('[example.org]:2222', old),
      line('example.org', rsa),
      line('other.example', old, ' comment'),
      `@revoked ${line('example.org', old)}`,
      `@cert-authority ${line('*.org', old)}`,
    ];
    const before = [...others.slice(0, 2), line('example.org', old), ...others.slice(2)].join('');
    await begin(before);
    await remember();
    expect(await text()).toBe(`${others.join('')}${line('example.org', fresh)}`);
    expect(await readFile(`${file}.old`, 'latin1')).toBe(before);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(join(folder, '.ssh'))).sort()).toEqual(['known_hosts', 'known_hosts.old']);
  });

  it('takes only the name out of a line that names others too', async () => {
    await begin(line('a.example,example.org,192.0.2.1', old));
    await remember();
    expect(await text()).toBe(`${line('a.example,192.0.2.1', old)}${line('example.org', fresh)}`);
  });

  it('takes out a hashed line', async () => {
    await remember({ key: old, hashNames: true });
    await remember({ hashNames: true });
    expect(findKnownHost(await text(), 'example.org', 22).keys).toEqual([fresh]);
  });

  it('leaves a pattern that names others, beside which the new key counts', async () => {
    await begin(line('*.org', old));
    await remember();
    expect(await text()).toBe(`${line('*.org', old)}${line('example.org', fresh)}`);
    expect(findKnownHost(await text(), 'example.org', 22).keys).toContainEqual(fresh);
  });

  it('writes through a link, which stays one', async () => {
    await begin(line('example.org', old));
    const settings = join(folder, 'settings');
    await writeFile(settings, await readFile(file));
    await rm(file);
    await symlink(settings, file);
    await remember();
    expect((await lstat(file)).isSymbolicLink()).toBe(true);
    expect(await readFile(settings, 'latin1')).toBe(line('example.org', fresh));
  });
});
