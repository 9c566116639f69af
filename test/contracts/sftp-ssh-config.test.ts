import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HostConfig, resolveHostConfig } from '../../electron/remote/sftp/config/ssh-config.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { preparePackages, type UnpackedPackages } from '../servers/packages.ts';
import { runCommand } from '../servers/run-command.ts';

const RUNS = 150;
/** As ssh finds them: not by the environment. */
const { homedir: home, username: localUser } = userInfo();
const HOSTS = ['web', 'db1', 'web.example.org', 'db2.example.org', 'Web', '192.0.2.7'];

const patterns = fc.constantFrom(
  '*',
  'web',
  'db?',
  'db*',
  '*.example.org',
  '!web',
  '!db1',
  '!*.example.org',
  'Web',
  '192.0.2.*',
);
const spacing = fc.constantFrom(' ', '\t', '=', ' = ', '  ');
const indent = fc.constantFrom('', '  ', '\t');
const end = fc.constantFrom('', ' ', ' # a comment', '\r');

const valueLine = fc.oneof(
  fc.tuple(
    fc.constantFrom('HostName', 'hostname'),
    fc.constantFrom('real.example.org', '%h.inner', '10.0.0.1', 'UPPER.org'),
  ),
  fc.tuple(fc.constantFrom('Port', 'PORT'), fc.constantFrom('22', '2222', '1')),
  fc.tuple(fc.constant('User'), fc.constantFrom('ann', 'bob', '"carl d"', "'eve'")),
  fc.tuple(
    fc.constantFrom('IdentityFile', 'CertificateFile'),
    fc.constantFrom('/keys/a', '/keys/%h', '~/b', '"/keys/with space"', '/keys/back\\ slash'),
  ),
  fc.tuple(fc.constant('IdentitiesOnly'), fc.constantFrom('yes', 'no')),
  fc.tuple(fc.constant('IdentityAgent'), fc.constantFrom('none', 'SSH_AUTH_SOCK', '/agent')),
  fc.tuple(fc.constant('HostKeyAlias'), fc.constantFrom('alias', 'other')),
  fc.tuple(fc.constant('HashKnownHosts'), fc.constantFrom('yes', 'no')),
  fc.tuple(fc.constant('UserKnownHostsFile'), fc.constantFrom('/known/a', '/known/a /known/b', '"/known/c d"')),
  fc.tuple(
    fc.constant('ProxyJump'),
    fc.constantFrom('none', 'bastion', 'ann@bastion:2222', 'a,b@c,[2001:db8::1]:23', 'ssh://x@y:24'),
  ),
  fc.tuple(fc.constant('ProxyCommand'), fc.constantFrom('none', 'nc %h %p')),
);

const criteria = fc.constantFrom(
  'all',
  'host web',
  'host *.example.org,db1',
  '!host web',
  'host real.example.org',
  'originalhost web',
  'user ann',
  'user bob,ann',
  '!user ann',
  'host * user ann',
  'host "web"',
);

const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(indent, valueLine, spacing, end).map(
      ([before, [name, value], space, after]) =>
        // ProxyCommand takes the line as it is, comment and all.
        `${before}${name}${space}${value}${name === 'ProxyCommand' ? '' : after}`,
    ),
  },
  {
    weight: 2,
    arbitrary: fc.array(patterns, { minLength: 1, maxLength: 3 }).map((words) => `Host ${words.join(' ')}`),
  },
  { weight: 1, arbitrary: criteria.map((words) => `Match ${words}`) },
  { weight: 1, arbitrary: fc.constantFrom('', '# a comment', '   ') },
);
const configText = fc.array(line, { maxLength: 14 }).map((lines) => lines.join('\n'));

describeWithServers('ssh_config, as the real ssh understands it', () => {
  let packages: UnpackedPackages;
  let folder: string;

  beforeAll(async () => {
    packages = await preparePackages();
    folder = await mkdtemp(join(tmpdir(), 'portside-config-'));
    await mkdir(join(folder, 'included'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const ours = async (host: string, user: string | undefined): Promise<Record<string, unknown>> => {
    const places = { userFolder: folder, systemFolder: undefined, home, localUser, localHost: 'here' };
    return comparable(await resolveHostConfig({ host, user }, places), user);
  };

  const theirs = async (host: string, user: string | undefined): Promise<Record<string, unknown>> => {
    const args = ['-G', '-F', join(folder, 'config'), ...(user === undefined ? [] : ['-l', user]), host];
    const text = await runCommand(join(packages.root, 'usr/bin/ssh'), args, {
      env: { LD_LIBRARY_PATH: packages.libraryPath(packages.root) },
    });
    const values = (name: string) =>
      text.split('\n').flatMap((each) => (each.startsWith(`${name} `) ? [each.slice(name.length + 1)] : []));
    const [one] = values('identityfile');
    return {
      hostName: values('hostname')[0],
      port: Number(values('port')[0]),
      user: values('user')[0],
      identityFiles: one === '~/.ssh/id_rsa' ? [] : values('identityfile'),
      certificateFiles: values('certificatefile'),
      identitiesOnly: values('identitiesonly')[0] === 'yes',
      identityAgent: values('identityagent')[0],
      hostKeyAlias: values('hostkeyalias')[0],
      hashKnownHosts: values('hashknownhosts')[0] === 'yes',
      userKnownHostsFiles: values('userknownhostsfile')[0]?.startsWith(join(home, '.ssh/'))
        ? undefined
        : values('userknownhostsfile')[0],
      proxyJump: values('proxyjump')[0] === 'none' ? undefined : values('proxyjump')[0],
      proxyCommand: values('proxycommand')[0] === 'none' ? undefined : values('proxycommand')[0],
    };
  };

  it('agrees with “ssh -G” on generated configurations', { timeout: 120_000 }, async () => {
    const property = fc.asyncProperty(
      configText,
      configText,
      fc.constantFrom(...HOSTS),
      fc.constantFrom(undefined, 'ann', 'typed'),
      async (text, included, host, user) => {
        // What remains of a ProxyCommand behind “ProxyJump none” differs between releases of ssh.
        fc.pre(!(/ProxyJump.*none/.test(text + included) && /ProxyCommand/.test(text + included)));
        await writeFile(join(folder, 'config'), `${text}\nInclude ${folder}/included/*\nHost *\n  Port 4444\n`);
        await writeFile(join(folder, 'included', 'one'), included);
        expect(await ours(host, user)).toEqual(await theirs(host, user));
      },
    );
    await fc.assert(property, { numRuns: RUNS });
  });
});

/** As `ssh -G` prints it: with the defaults, and with the user who was typed, who always wins. */
function comparable(config: HostConfig, typed: string | undefined): Record<string, unknown> {
  const { port, user, userKnownHostsFiles, proxyJump, globalKnownHostsFiles: _, ...rest } = config;
  return {
    ...rest,
    port: port ?? 22,
    user: typed ?? user ?? localUser,
    userKnownHostsFiles: userKnownHostsFiles?.join(' '),
    proxyJump: proxyJump?.map((jump) => jump.replace('ssh://', '')).join(','),
  };
}
