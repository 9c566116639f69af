import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionTarget } from '../../../shared/model/connection.ts';
import type { ConfigPlaces } from './config/ssh-config.ts';
import { resolveRoute } from './route.ts';

describe('the way to a server', () => {
  let folder: string;
  let places: ConfigPlaces;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-route-'));
    places = { userFolder: folder, systemFolder: undefined, home: folder, localUser: 'me', localHost: 'here' };
  });
  afterEach(() => rm(folder, { recursive: true }));

  const route = async (config: string, target: Partial<ConnectionTarget>) => {
    await writeFile(join(folder, 'config'), config);
    const whole: ConnectionTarget = {
      protocol: 'sftp',
      encryption: 'auto',
      host: 'web',
      port: 22,
      user: '',
      ...target,
    };
    return resolveRoute(whole, places);
  };
  const words = (hops: Awaited<ReturnType<typeof route>>) =>
    hops.map(({ user, host, port }) => `${user}@${host}:${port}`);
  const web = 'Host web\n HostName web.example\n Port 2222\n User deploy\n';

  it.each([
    ['takes what the file says for what was not chosen', {}, 'deploy@web.example:2222'],
    ['lets the port win that was typed', { port: 23 }, 'deploy@web.example:23'],
    ['lets the user win who was typed', { user: 'ann' }, 'ann@web.example:2222'],
    ['leaves other hosts alone', { host: 'other', user: 'ann' }, 'ann@other:22'],
    ['goes without the file where the site does', { user: 'ann', sftp: { sshConfig: false } }, 'ann@web:22'],
  ] as const)('%s', async (_, target, expected) => {
    expect(words(await route(web, target))).toEqual([expected]);
  });

  it.each([
    ['bastion', ['me@bastion:22', 'deploy@web.example:2222']],
    ['ann@bastion:23', ['ann@bastion:23', 'deploy@web.example:2222']],
    ['a,b@c:24', ['me@a:22', 'b@c:24', 'deploy@web.example:2222']],
    ['ann@[2001:db8::1]:23', ['ann@2001:db8::1:23', 'deploy@web.example:2222']],
    ['ssh://ann@bastion:23', ['ann@bastion:23', 'deploy@web.example:2222']],
    ['none', ['deploy@web.example:2222']],
  ])('passes the hosts of “ProxyJump %s”', async (jump, expected) => {
    expect(words(await route(`${web} ProxyJump ${jump}\n`, {}))).toEqual(expected);
  });

  it('takes the jump hosts of the site for all of them', async () => {
    const jumpHosts = [{ host: 'mine', port: 22, user: 'ann' }];
    const config = `${web} ProxyJump bastion\nHost mine\n HostName mine.example\n ProxyJump bastion\n`;
    expect(words(await route(config, { sftp: { jumpHosts } }))).toEqual([
      'ann@mine.example:22',
      'deploy@web.example:2222',
    ]);
  });

  it('offers only the key that was named, else those of the file, else the usual ones', async () => {
    const [named] = await route(`${web} IdentityFile ~/%r\n CertificateFile ~/%r.pub\n`, { keyFile: '/key' });
    expect(named.keys).toMatchObject({ files: [{ path: '/key', from: 'named' }], only: true });
    expect(named.keys.certificates).toEqual([join(folder, 'deploy.pub')]);
    const [told] = await route(`${web} IdentityFile ~/%r\n IdentityFile none\n IdentitiesOnly yes\n`, {});
    expect(told.keys).toMatchObject({ files: [{ path: join(folder, 'deploy'), from: 'config' }], only: true });
    const [usual] = await route('', {});
    expect(usual.keys.files[0]).toEqual({ path: join(folder, 'id_ed25519'), from: 'usual' });
    expect(usual.keys.only).toBe(false);
  });

  it('looks at no file of the user where there is none to look at', async () => {
    const target: ConnectionTarget = { protocol: 'sftp', encryption: 'auto', host: 'web', port: 22, user: 'ann' };
    // The tests run with PORTSIDE_SSH_FOLDER empty.
    const [hop] = await resolveRoute(target);
    expect(hop).toMatchObject({ host: 'web', knownHosts: undefined, keys: { files: [] } });
  });

  it('knows hosts by the usual files, or by those that are named', async () => {
    const [usual] = await route('', {});
    expect(usual.knownHosts?.userFiles).toEqual([join(folder, 'known_hosts'), join(folder, 'known_hosts2')]);
    const [named] = await route('UserKnownHostsFile ~/%h none\nHashKnownHosts yes\n', {});
    expect(named.knownHosts).toMatchObject({ userFiles: [join(folder, 'web')], hashNames: true });
  });

  it.each([
    ['a ProxyCommand', `${web} ProxyCommand nc %h %p\n`, 'unsupported'],
    ['jump hosts that lead round in circles', 'Host web\n ProxyJump a\nHost a\n ProxyJump web\n', 'invalid-request'],
    ['a jump host that makes no sense', `${web} ProxyJump a b c\n`, 'invalid-request'],
  ] as const)('refuses %s', async (_, config, kind) => {
    await expect(route(config, {})).rejects.toMatchObject({ kind });
  });
});
