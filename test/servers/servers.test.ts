import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { lstat, readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client, type ConnectConfig, type SFTPWrapper } from 'ssh2';
import { describe, expect, test } from 'vitest';
import { eventually } from '../eventually.ts';
import { describeWithServers } from './describe-with-servers.ts';
import { FtpDialogue } from './ftp-dialogue.ts';
import { type SftpTestServer, startOpenSsh } from './open-ssh.ts';
import { startVsftpd } from './vsftpd.ts';

describeWithServers('real servers', () => {
  describe('vsftpd', () => {
    test('stores an upload in the home of the account that logged in', async () => {
      await using server = await startVsftpd();
      using ftp = await greeted(server);
      expect(await ftp.login(server.user, server.password)).toMatch(/^230/);
      expect(await ftp.command('PWD')).toContain(`"${server.remoteHome}"`);
      expect(await ftp.store('hello.txt', Buffer.from('hello'))).toMatch(/^226/);
      expect(await readFile(join(server.home, 'hello.txt'), 'utf8')).toBe('hello');
      expect((await stat(join(server.home, 'hello.txt'))).uid).toBe(server.accounts[0]?.uid);
      await expect.poll(() => server.log()).toContain('OK UPLOAD');
    });

    test('refuses a wrong password and an account that is only on the real machine', async () => {
      await using server = await startVsftpd();
      using ftp = await greeted(server);
      expect(await ftp.login(server.user, 'wrong')).toMatch(/^530/);
      expect(await ftp.login('www-data', 'wrong')).toMatch(/^530/);
    });

    test('refuses a login in the clear where TLS is required, and allows it where it is not', async () => {
      await using server = await startVsftpd({ tls: 'explicit' });
      using refused = await greeted(server);
      expect(await refused.command(`USER ${server.user}`)).toMatch(/^530/);
      await server.restart({ plainText: 'allowed' });
      using allowed = await greeted(server);
      expect(await allowed.login(server.user, server.password)).toMatch(/^230/);
    });

    test.for(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s and nothing else when told so', async (tlsVersion) => {
      await using server = await startVsftpd({ tls: 'explicit', tlsVersion });
      using ftp = await greeted(server);
      const line = await ftp.upgrade({ ca: server.authority, servername: 'localhost' });
      expect(line.getProtocol()).toBe(tlsVersion);
      expect(await ftp.login(server.user, server.password)).toMatch(/^230/);
      const other = tlsVersion === 'TLSv1.2' ? 'TLSv1.3' : 'TLSv1.2';
      using stranger = await greeted(server);
      await expect(
        stranger.upgrade({ ca: server.authority, servername: 'localhost', minVersion: other, maxVersion: other }),
      ).rejects.toThrow(/version/);
    });

    test('speaks TLS from the first byte on IPv6 when implicit', async () => {
      await using server = await startVsftpd({ tls: 'implicit', host: '::1' });
      using ftp = await FtpDialogue.connectTls(server, { ca: server.authority });
      expect(await ftp.reply()).toMatch(/^220/);
      expect(await ftp.login(server.user, server.password)).toMatch(/^230/);
    });

    test.for([
      ['expired', 'CERT_HAS_EXPIRED'],
      ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
      ['wrong-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ] as const)('shows a certificate that is %s', async ([certificate, code]) => {
      await using server = await startVsftpd({ tls: 'explicit', certificate });
      using ftp = await greeted(server);
      await expect(ftp.upgrade({ ca: server.authority, servername: 'localhost' })).rejects.toMatchObject({ code });
    });

    test('runs out of room on a small home', async () => {
      await using server = await startVsftpd({ homeTmpfsBytes: 256 * 1024 });
      using ftp = await greeted(server);
      await ftp.login(server.user, server.password);
      expect(await ftp.store('small', Buffer.alloc(1024))).toMatch(/^226/);
      expect(await ftp.store('large', Buffer.alloc(1024 * 1024))).toMatch(/^(4|5)\d\d/);
      expect((await readdir(server.home)).sort()).toEqual(['large', 'small']);
    });

    test('turns away one client more than it may serve', async () => {
      await using server = await startVsftpd({ maxClients: 1 });
      // The connection that looked for the greeting may take a moment to be counted out.
      await eventually(async () => {
        using first = await FtpDialogue.connect(server);
        expect(await first.reply()).toMatch(/^220/);
        using second = await FtpDialogue.connect(server);
        expect(await second.reply()).toMatch(/^421/);
      });
    });

    test('is gone in the middle of a transfer when killed, and comes back on the same port with its files', async () => {
      await using server = await startVsftpd();
      const port = server.port;
      using ftp = await greeted(server);
      await ftp.login(server.user, server.password);
      await ftp.store('before.txt', Buffer.from('before'));
      const data = await ftp.openData();
      expect(await ftp.command('STOR half.bin')).toMatch(/^150/);
      data.write(Buffer.alloc(1024));
      await server.kill();
      await expect(ftp.reply()).rejects.toThrow('closed');
      await expect(FtpDialogue.connect(server)).rejects.toThrow('ECONNREFUSED');
      await server.restart();
      expect(server.port).toBe(port);
      using again = await greeted(server);
      expect(await again.login(server.user, server.password)).toMatch(/^230/);
      expect(await again.command('SIZE before.txt')).toBe('213 6');
    });

    test('says why when it cannot start', async () => {
      const taken = createServer().listen({ host: '127.0.0.1', port: 0 });
      await once(taken, 'listening');
      const address = taken.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      await expect(startVsftpd({ port })).rejects.toThrow('could not bind');
      taken.close();
    });
  });

  describe('OpenSSH', () => {
    test.for(['external', 'internal'] as const)('stores an upload through %s sftp', async (sftp) => {
      await using server = await startOpenSsh({ sftp });
      await using session = await sshLogin(server, { password: server.password });
      await session.write(`${server.remoteHome}/hello.txt`, 'hello');
      expect(await readFile(join(server.home, 'hello.txt'), 'utf8')).toBe('hello');
      expect((await stat(join(server.home, 'hello.txt'))).uid).toBe(server.accounts[0]?.uid);
    });

    test('refuses a wrong password', async () => {
      await using server = await startOpenSsh();
      await expect(sshLogin(server, { password: 'wrong' })).rejects.toMatchObject({ level: 'client-authentication' });
    });

    test.for(['ed25519', 'ecdsa', 'rsa', 'encrypted'] as const)('accepts the %s key', async (name) => {
      await using server = await startOpenSsh({ logins: ['publickey'] });
      const { privateKey, passphrase } = server.clientKeys[name];
      await using _session = await sshLogin(
        server,
        passphrase === undefined ? { privateKey } : { privateKey, passphrase },
      );
      await expect.poll(() => server.log()).toContain(`Accepted publickey for ${server.user}`);
    });

    test('asks for the password by keyboard-interactive when that is all it offers', async () => {
      await using server = await startOpenSsh({ logins: ['keyboard-interactive'] });
      await expect(sshLogin(server, { password: server.password })).rejects.toThrow();
      await using _session = await sshLogin(server, { tryKeyboard: true });
      await expect.poll(() => server.log()).toContain('Accepted keyboard-interactive/pam');
    });

    test('shows another host key on the same port after a swap', async () => {
      await using server = await startOpenSsh();
      const before = await shownHostKey(server);
      expect((await server.hostKeys()).join('\n')).toContain(before);
      const port = server.port;
      await server.restart({ hostKey: 'b' });
      expect(server.port).toBe(port);
      const after = await shownHostKey(server);
      expect(after).not.toBe(before);
      expect((await server.hostKeys()).join('\n')).toContain(after);
    });
  });

  test('several servers run side by side, each with its own homes', async () => {
    const servers = await Promise.all([startVsftpd(), startVsftpd(), startOpenSsh(), startOpenSsh()]);
    await using stack = new AsyncDisposableStack();
    for (const server of servers) stack.use(server);
    expect(new Set(servers.map((server) => server.port)).size).toBe(4);
    expect(new Set(servers.map((server) => server.home)).size).toBe(4);
  });

  test('leaves no process, mount, file or port behind, and /etc as it was', async () => {
    const before = { etc: await fingerprint('/etc'), mounts: await readFile('/proc/self/mountinfo', 'utf8') };
    const ftpServer = await startVsftpd({ tls: 'explicit', plainText: 'allowed' });
    const sshServer = await startOpenSsh({ homeTmpfsBytes: 1024 * 1024 });
    using ftp = await greeted(ftpServer);
    await ftp.login(ftpServer.user, ftpServer.password);
    await ftp.store('left.txt', Buffer.from('left'));
    const session = await sshLogin(sshServer, { password: sshServer.password });
    await expect(session.write('/etc/portside-was-here', 'no')).rejects.toThrow();
    const namespaces = await Promise.all([namespaceOf(ftpServer.machinePid), namespaceOf(sshServer.machinePid)]);
    const folder = join(ftpServer.home, '../..');
    const ports = [ftpServer.port, sshServer.port];

    await ftpServer[Symbol.asyncDispose]();
    await sshServer[Symbol.asyncDispose]();
    await session[Symbol.asyncDispose]();
    // The machine is gone at once; who had entered it from outside is reaped a moment later.
    await eventually(async () => expect(await processesIn(namespaces)).toEqual([]));
    expect(existsSync(folder)).toBe(false);
    for (const port of ports) {
      await expect(FtpDialogue.connect({ host: '127.0.0.1', port })).rejects.toThrow('ECONNREFUSED');
    }
    expect(await readFile('/proc/self/mountinfo', 'utf8')).toBe(before.mounts);
    expect(await fingerprint('/etc')).toEqual(before.etc);
  });

  test('dies with the process that started it', async () => {
    const starter = `
      import { startVsftpd } from ${JSON.stringify(join(import.meta.dirname, 'vsftpd.ts'))};
      const server = await startVsftpd();
      console.log(JSON.stringify({ machinePid: server.machinePid, port: server.port, home: server.home }));
      setInterval(() => undefined, 60_000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', starter], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const { machinePid, port, home } = JSON.parse(line.toString()) as {
      machinePid: number;
      port: number;
      home: string;
    };
    const namespace = await namespaceOf(machinePid);
    expect((await processesIn([namespace])).length).toBeGreaterThan(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await eventually(async () => expect(await processesIn([namespace])).toEqual([]));
    await expect(FtpDialogue.connect({ host: '127.0.0.1', port })).rejects.toThrow('ECONNREFUSED');
    await rm(join(home, '../..'), { recursive: true }); // nobody is left to remove it
  });
});

async function greeted(server: { host: string; port: number }): Promise<FtpDialogue> {
  const ftp = await FtpDialogue.connect(server);
  expect(await ftp.reply()).toMatch(/^220/);
  return ftp;
}

interface SshSession extends AsyncDisposable {
  write(path: string, text: string): Promise<void>;
}

async function sshLogin(server: SftpTestServer, how: ConnectConfig): Promise<SshSession> {
  const client = new Client();
  client.on('error', () => undefined); // killing the server resets the connection
  client.on('keyboard-interactive', (_name, _instructions, _language, prompts, answer) => {
    answer(prompts.map(() => server.password));
  });
  await new Promise<void>((resolve, reject) => {
    client.once('ready', resolve);
    client.once('error', reject);
    client.connect({ host: server.host, port: server.port, username: server.user, ...how });
  });
  const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
    client.sftp((error, channel) => (error ? reject(error) : resolve(channel)));
  });
  return {
    write: (path, text) =>
      new Promise((resolve, reject) => sftp.writeFile(path, text, (error) => (error ? reject(error) : resolve()))),
    async [Symbol.asyncDispose]() {
      client.destroy();
    },
  };
}

/** The key the server shows, in base64 as in a .pub file. */
async function shownHostKey(server: SftpTestServer): Promise<string> {
  const client = new Client();
  client.on('error', () => undefined); // the refused key ends the handshake with an error
  const key = await new Promise<string>((resolve, reject) => {
    client.once('error', reject);
    client.connect({
      host: server.host,
      port: server.port,
      username: server.user,
      hostVerifier: (shown: Buffer) => {
        resolve(shown.toString('base64'));
        return false;
      },
    });
  });
  client.destroy();
  return key;
}

const namespaceOf = (pid: number): Promise<string> => readlink(`/proc/${pid}/ns/pid`);

/** The processes, zombies left out, that live in one of the process namespaces. */
async function processesIn(namespaces: readonly string[]): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const zombie = /^State:\s+Z/m.test(await readFile(`/proc/${name}/status`, 'utf8'));
      if (!zombie && namespaces.includes(await namespaceOf(Number(name)))) found.push(Number(name));
    } catch {
      // The process ended while we looked.
    }
  }
  return found;
}

/** Every path under a folder with its kind, rights, owner, time of change and content. */
async function fingerprint(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    const facts = await lstat(path);
    const content = facts.isFile() ? await readFile(path) : facts.isSymbolicLink() ? await readlink(path) : '';
    const digest = createHash('sha256').update(content).digest('hex');
    found[path] = [facts.mode, facts.uid, facts.gid, facts.mtimeMs, facts.ctimeMs, digest].join(' ');
  }
  return found;
}
