import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { type LoginRecord, logIn, newRecord, refusal } from './log-in.ts';

describeWithServers('an SSH server with nothing but old algorithms', () => {
  let record: LoginRecord;

  beforeEach(() => {
    record = newRecord();
    vi.stubEnv('SSH_AUTH_SOCK', '');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.for([
    ['key exchange', 'KexAlgorithms', 'diffie-hellman-group14-sha1'],
    ['key exchange', 'KexAlgorithms', 'diffie-hellman-group1-sha1'],
    ['host key', 'HostKeyAlgorithms', 'ssh-rsa'],
    ['encryption', 'Ciphers', 'aes128-cbc,aes192-cbc,aes256-cbc'],
    ['encryption', 'Ciphers', '3des-cbc'],
    ['integrity', 'MACs', 'hmac-sha1'],
    ['integrity', 'MACs', 'hmac-sha1-etm@openssh.com'],
  ] as const)(
    'is refused with a word on the switch, and reached with it: %s, %s %s',
    async ([what, setting, value]) => {
      // An AES-GCM cipher has no MAC of its own to agree on.
      const ciphers = setting === 'MACs' ? { Ciphers: 'aes128-ctr' } : {};
      await using old = await startOpenSsh({ settings: { ...ciphers, [setting]: value } });
      const { host, port, user, password } = old;
      const login = { host, port, user, passwords: [password] };
      const failure = await refusal(logIn(login, record), 'protocol');
      expect(failure.message).toContain(`only ${what} algorithms`);
      for (const name of value.split(',')) expect(failure.message).toContain(name);
      expect(failure.data.hint).toContain('“Allow outdated algorithms”');
      expect(record.asked).toEqual([]);

      await using fs = await logIn({ ...login, sftp: { legacyAlgorithms: true } }, record);
      expect(fs.facts.home).toBe(old.remoteHome);
    },
  );

  it('in every respect is reached with the switch', async () => {
    await using old = await startOpenSsh({
      settings: {
        KexAlgorithms: 'diffie-hellman-group1-sha1',
        HostKeyAlgorithms: 'ssh-rsa',
        Ciphers: 'aes128-cbc',
        MACs: 'hmac-sha1',
      },
    });
    const { host, port, user, clientKeys } = old;
    const login = { host, port, user, keyFile: clientKeys.rsa.path, sftp: { legacyAlgorithms: true } };
    await using fs = await logIn(login, record);
    expect(fs.facts.security.cipher).toBe('aes128-cbc');
    expect(record.asked).toEqual([]);
  });

  it('that this computer lacks too is refused without a word on the switch', async () => {
    await using odd = await startOpenSsh({ settings: { KexAlgorithms: 'sntrup761x25519-sha512@openssh.com' } });
    const { host, port, user } = odd;
    const failure = await refusal(logIn({ host, port, user }, record), 'protocol');
    expect(failure.message).toContain('sntrup761x25519');
    expect(failure.data.hint).not.toContain('outdated algorithms');
    expect(failure.data.hint).toContain('Portside offers: curve25519-sha256');
  });
});
