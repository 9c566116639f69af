import { expect, it } from 'vitest';
import type { Connect } from './connect.ts';
import { type ConnectionSecrets, Connections } from './connections.ts';
import { LocalFileSystem } from './local/local-file-system.ts';
import { silentTranscript } from './transcript.ts';

const never = new AbortController().signal;
const secrets = { credentials: {}, trust: {} } as ConnectionSecrets;
const target = { encryption: 'auto', host: 'server.example', port: 2100, user: 'ann' } as const;

it.each([
  ['ftp', 8, 8],
  ['ftp', 12, 12],
  ['ftp', 1, 1],
  // Small files share a session there.
  ['sftp', 8, 4],
  ['sftp', 2, 2],
] as const)(
  'over %s, %i copies have %i sessions, and none is opened before it is needed',
  async (protocol, copies, sessions) => {
    let opened = 0;
    const connect: Connect = async () => {
      opened++;
      return new LocalFileSystem();
    };
    await using connections = new Connections({
      connect: { sftp: connect, ftp: connect },
      transcriptFor: () => silentTranscript,
      onChange() {},
    });
    const parallel = { ftp: copies, sftp: copies };
    connections.followParallel(() => parallel);
    const { id } = await connections.open({ ...target, protocol }, secrets, never);
    const pool = connections.pool(id);
    expect(pool.transferSlots).toBe(sessions);
    expect(opened).toBe(1);
    // The session that rests serves first.
    const leases = await Promise.all(Array.from({ length: sessions }, () => pool.lease('transfer', never)));
    expect(opened).toBe(sessions);
    await using _browsing = await pool.lease('browse', never);
    expect(opened).toBe(sessions + 1);
    Object.assign(parallel, { ftp: 3, sftp: 3 });
    expect(pool.transferSlots).toBe(3);
    for (const lease of leases) await lease[Symbol.asyncDispose]();
  },
);
