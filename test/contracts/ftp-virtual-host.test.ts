import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startProftpd } from '../servers/proftpd.ts';
import { calm, openFtp } from './ftp-session.ts';

describeWithServers('FTP to one of several hosts at an address', () => {
  it.for(['none', 'explicit'] as const)('enters the one by whose name the user calls, TLS %s', async (tls) => {
    await using server = await startProftpd({ tls, virtualHost: 'localhost' });
    await mkdir(join(server.home, 'localhost'));
    await writeFile(join(server.home, 'localhost', 'of the named host'), '');
    const { port, user, password } = server;
    const transcript: string[] = [];
    const rootOf = async (host: string) => {
      await using fs: RemoteFileSystem = await openFtp(
        { host, port, user, password },
        tls,
        {},
        {
          transcript: { write: (kind, text) => void transcript.push(`${kind} ${text}`) },
        },
      );
      const names: string[] = [];
      for await (const { entries } of fs.list('/', calm)) names.push(...entries.map(({ name }) => name));
      return names;
    };
    expect(await rootOf('localhost')).toEqual(['of the named host']);
    const sent = transcript.filter((line) => line.startsWith('sent '));
    expect(sent.indexOf('sent HOST localhost')).toBe(sent.findIndex((line) => line.startsWith('sent USER')) - 1);
    expect(await rootOf(server.host)).toContain('localhost');
  });
});
