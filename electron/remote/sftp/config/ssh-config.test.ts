import { describe, expect, it } from 'vitest';
import type { ConfigFiles } from './config-files.ts';
import { expandPath, type TokenValues } from './config-tokens.ts';
import { type ConfigPlaces, type HostConfig, resolveHostConfig, sshConfigHosts } from './ssh-config.ts';
import { parseConfigLines, splitWords } from './ssh-config-lines.ts';

const places: ConfigPlaces = {
  userFolder: '/home/ann/.ssh',
  systemFolder: '/etc/ssh',
  home: '/home/ann',
  localUser: 'ann',
  localHost: 'desk.example.org',
};

/** Files in memory; `*` in a path is any run of characters but the slash. */
function filesOf(texts: Readonly<Record<string, string>>): ConfigFiles {
  return {
    read: async (path) => texts[path],
    find: async (pattern) => {
      const expression = new RegExp(`^${pattern.replace(/[.+]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
      return Object.keys(texts)
        .filter((path) => expression.test(path))
        .sort();
    },
  };
}

function resolve(config: string | Readonly<Record<string, string>>, host: string, user?: string): Promise<HostConfig> {
  const texts = typeof config === 'string' ? { '/home/ann/.ssh/config': config } : config;
  return resolveHostConfig({ host, user }, places, filesOf(texts));
}

describe('ssh_config', () => {
  it.each<[string, string, Partial<HostConfig>]>([
    [
      'Host web\n HostName web.example.org\n Port 2222\n User deploy',
      'web',
      { hostName: 'web.example.org', port: 2222, user: 'deploy' },
    ],
    ['Host web\n Port 2222', 'other', { hostName: 'other', port: undefined }],
    ['Host a b *.example.org\n User x', 'c.example.org', { user: 'x' }],
    ['Host *.example.org !bad.example.org\n User x', 'bad.example.org', { user: undefined }],
    ['Host !bad.example.org *.example.org\n User x', 'bad.example.org', { user: undefined }],
    ['Host web-1 web-2.example.org\n User x', 'web-1', { user: 'x' }],
    ['Host web?\n User x', 'web1', { user: 'x' }],
    ['Host web?\n User x', 'web', { user: undefined }],
    ['User first\nHost *\n User second', 'a', { user: 'first' }],
    ['Host a\n User first\nHost *\n User second\n Port 3', 'a', { user: 'first', port: 3 }],
    ['Host *\n HostName %h.example.org', 'web', { hostName: 'web.example.org' }],
    ['Host *\n HostName %%h.example.org', 'web', { hostName: '%h.example.org' }],
    ['hOsT web\n\tPORT=2222\n  user = "x y"', 'web', { port: 2222, user: 'x y' }],
    ['Host web # the web server\n User x # not root', 'web', { user: 'x' }],
    ['Host "we b"\n User x', 'we b', { user: 'x' }],
    [
      'IdentitiesOnly yes\nIdentityFile ~/a\nHost *\n IdentityFile ~/b\n IdentityFile ~/a',
      'w',
      { identitiesOnly: true, identityFiles: ['~/a', '~/b'] },
    ],
    [
      'CertificateFile ~/a\nHost w\n CertificateFile ~/b\n CertificateFile ~/a',
      'w',
      { certificateFiles: ['~/a', '~/b'], identityFiles: [] },
    ],
    ['ProxyJump bastion', 'w', { proxyJump: ['bastion'] }],
    ['ProxyJump ann@a:2222, b', 'w', { proxyJump: ['ann@a:2222', 'b'] }],
    ['Host w\n ProxyJump none\nHost *\n ProxyJump bastion', 'w', { proxyJump: undefined }],
    ['ProxyCommand none\nProxyJump bastion', 'w', { proxyJump: undefined, proxyCommand: undefined }],
    ['ProxyCommand nc %h %p\nProxyJump bastion', 'w', { proxyJump: undefined, proxyCommand: 'nc %h %p' }],
    ['ProxyJump bastion\nProxyCommand nc', 'w', { proxyJump: ['bastion'], proxyCommand: undefined }],
    [
      'UserKnownHostsFile ~/a "~/b c"\nHashKnownHosts yes\nHostKeyAlias alias',
      'w',
      { userKnownHostsFiles: ['~/a', '~/b c'], hashKnownHosts: true, hostKeyAlias: 'alias' },
    ],
    ['Match all\n User x', 'w', { user: 'x' }],
    ['Match host web,*.org\n User x', 'a.org', { user: 'x' }],
    ['Host w\n HostName real.org\nMatch host real.org\n User x', 'w', { user: 'x' }],
    ['Host w\n HostName real.org\nMatch originalhost w\n User x', 'w', { user: 'x' }],
    ['Match !host w\n User x', 'w', { user: undefined }],
    ['Match host w user ann\n Port 3', 'w', { port: 3 }],
    ['User bob\nMatch user ann\n Port 3', 'w', { port: undefined }],
    ['Match exec "true"\n User x', 'w', { user: undefined }],
    ['Match host w exec "touch /tmp/x"\n User x', 'w', { user: undefined }],
    ['Match !exec "false"\n User x', 'w', { user: undefined }],
    ['Nonsense yes\nPort many\nUser x', 'w', { port: undefined, user: 'x' }],
    ['User "open', 'w', { user: undefined }],
  ])('%j for %s', async (config, host, expected) => {
    expect(await resolve(config, host)).toMatchObject(expected);
  });

  it('lets the user who was typed decide Match user', async () => {
    expect(await resolve('Match user bob\n Port 3', 'w', 'bob')).toMatchObject({ port: 3 });
  });

  it('reads the file of the machine after that of the user', async () => {
    const config = { '/home/ann/.ssh/config': 'Port 1', '/etc/ssh/ssh_config': 'Port 2\nUser x' };
    expect(await resolve(config, 'w')).toMatchObject({ port: 1, user: 'x' });
  });

  it('includes files, by wildcards and relative to ~/.ssh, inside a block only where it applies', async () => {
    const config = {
      '/home/ann/.ssh/config': 'Include conf.d/*.conf ~/more\nHost a\n Include only-a\nHost *\n User last',
      '/home/ann/.ssh/conf.d/1.conf': 'Host b\n Port 11',
      '/home/ann/.ssh/conf.d/2.conf': 'Port 22',
      '/home/ann/.ssh/conf.d/3.txt': 'Port 33',
      '/home/ann/more': 'HostKeyAlias more',
      '/home/ann/.ssh/only-a': 'User only-a\nHost *\n HashKnownHosts yes',
    };
    expect(await resolve(config, 'a')).toMatchObject({
      port: 22,
      user: 'only-a',
      hashKnownHosts: true,
      hostKeyAlias: 'more',
    });
    expect(await resolve(config, 'b')).toMatchObject({ port: 11, user: 'last', hashKnownHosts: false });
  });

  it('ends an Include that includes itself', async () => {
    expect(await resolve({ '/home/ann/.ssh/config': 'Include config\nUser x' }, 'w')).toMatchObject({ user: 'x' });
  });

  it('tells the hosts by name, those of included files too, without patterns', async () => {
    const texts = {
      '/home/ann/.ssh/config': 'Host web db*\nInclude more\nHost !x mail\nMatch host y\nHost web',
      '/home/ann/.ssh/more': 'Host nas',
    };
    expect(await sshConfigHosts(places, filesOf(texts))).toEqual(['web', 'nas', 'mail']);
    expect(await sshConfigHosts(places, filesOf({}))).toEqual([]);
  });
});

describe('the lines of ssh_config', () => {
  it.each([
    ['a b', ['a', 'b']],
    ['"a b" c', ['a b', 'c']],
    ["'a b' c", ['a b', 'c']],
    ['a\\ b', ['a b']],
    ['a\\"b', ['a"b']],
    ['"a\\ b"', ['a\\ b']],
    ['C:\\keys\\id', ['C:\\keys\\id']],
    ['a#b #c', ['a#b']],
    ['""', ['']],
    ['"open', undefined],
  ])('%s', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  it('part keyword and value by space or one equals sign', () => {
    const text = 'Port=1\r\nPort = 2\n  Port\t3  \n# Port 4\n\nPort\n"Port" 5';
    expect(parseConfigLines(text).map(({ keyword, rest }) => `${keyword} ${rest}`)).toEqual([
      'port 1',
      'port 2',
      'port 3',
      'port 5',
    ]);
  });
});

describe('the tokens of ssh_config', () => {
  const values: TokenValues = {
    home: '/home/ann',
    localUser: 'ann',
    localHost: 'desk.example.org',
    originalHost: 'web',
    host: 'web.example.org',
    port: 2222,
    user: 'deploy',
    hostKeyAlias: undefined,
    environment: { KEYS: '/keys' },
  };

  it.each([
    ['~/.ssh/id', '/home/ann/.ssh/id'],
    ['~', '/home/ann'],
    ['%d/%h/%r/%n/%p/%u', '/home/ann/web.example.org/deploy/web/2222/ann'],
    ['%l %L', 'desk.example.org desk'],
    ['100%%', '100%'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as ssh_config writes it
    ['${KEYS}/id ${NONE}', '/keys/id '],
    ['%k', 'web'],
    ['/a~b', '/a~b'],
    ['%y', '%y'],
  ])('%s', (path, expanded) => {
    expect(expandPath(path, values)).toBe(expanded);
  });
});
