import { vi } from 'vitest';
import { Connections } from '../../electron/remote/connections.ts';
import { FileSystems } from '../../electron/remote/file-systems.ts';
import { connectFtp } from '../../electron/remote/ftp/connect-ftp.ts';
import { LocalFileSystem } from '../../electron/remote/local/local-file-system.ts';
import { connectSftp } from '../../electron/remote/sftp/connect-sftp.ts';
import { silentTranscript } from '../../electron/remote/transcript.ts';
import type { CopyHooks, CopyOrder } from '../../electron/transfer/carrier.ts';
import { WorkerCarrier, type WorkerCarrierOptions } from '../../electron/transfer/worker/worker-carrier.ts';
import type { ConnectionTarget } from '../../shared/model/connection.ts';
import { credentialsOf, trustsEveryone } from './log-in.ts';

/** The carrier as the app has it, with a user who trusts everybody and knows the password. */
export interface CarrierFixture extends AsyncDisposable {
  readonly carrier: WorkerCarrier;
  readonly fileSystems: FileSystems;
  readonly transcript: string[];
  readonly unexpected: unknown[];
  /** The id of a connection. */
  connect(
    server: { host: string; port: number; user: string; password: string },
    more: Partial<ConnectionTarget>,
  ): Promise<string>;
}

export function startCarrier(options: Partial<WorkerCarrierOptions> = {}): CarrierFixture {
  const connections = new Connections({
    connect: { ftp: connectFtp, sftp: connectSftp },
    transcriptFor: () => silentTranscript,
    destinationOf: () => Promise.reject(new Error('nothing is described')),
    onChange() {},
  });
  const fileSystems = new FileSystems(connections, new LocalFileSystem());
  const transcript: string[] = [];
  const unexpected: unknown[] = [];
  const carrier = new WorkerCarrier({
    fileSystems,
    access: (fs) => connections.access(fs),
    transcriptFor: () => ({ write: (kind, text) => transcript.push(`${kind} ${text}`) }),
    onUnexpected: (error) => unexpected.push(error),
    ...options,
  });
  return {
    ...{ carrier, fileSystems, transcript, unexpected },
    async connect({ host, port, user, password }, more) {
      const place = { host, port, user };
      const target = { ...place, protocol: 'sftp', encryption: 'auto', ...more } as const satisfies ConnectionTarget;
      const credentials = credentialsOf({ ...place, passwords: [password] }, []);
      const { id } = await connections.open(
        target,
        { trust: trustsEveryone, credentials },
        new AbortController().signal,
      );
      return id;
    },
    async [Symbol.asyncDispose]() {
      await carrier[Symbol.asyncDispose]();
      await connections[Symbol.asyncDispose]();
    },
  };
}

/** Of a file from one place to another. */
export function copyOrder(
  source: CopyOrder['source'],
  target: CopyOrder['target'],
  more: Partial<CopyOrder> = {},
): CopyOrder {
  const name = target.path.slice(target.path.lastIndexOf('/') + 1);
  return {
    source,
    target,
    partialName: `${name}.portside-part`,
    permissions: 'default',
    verify: 'size',
    segments: 1,
    ...more,
  };
}

/** Hooks that overwrite, and remember what they are told. */
export function spiedHooks() {
  return {
    decide: vi.fn<CopyHooks['decide']>(async () => ({ do: 'overwrite' })),
    onSource: vi.fn<CopyHooks['onSource']>(),
    onTarget: vi.fn<CopyHooks['onTarget']>(),
    onPartial: vi.fn<CopyHooks['onPartial']>(async () => {}),
    onResumed: vi.fn<CopyHooks['onResumed']>(),
    onBytes: vi.fn<CopyHooks['onBytes']>(),
    onSegments: vi.fn<CopyHooks['onSegments']>(),
    onCopied: vi.fn<CopyHooks['onCopied']>(async () => {}),
    onReplaceStep: vi.fn<CopyHooks['onReplaceStep']>(async () => {}),
  };
}
