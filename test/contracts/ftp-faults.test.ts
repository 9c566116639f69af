import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultTimeouts, type Timeouts } from '../../electron/remote/connect.ts';
import type { RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import type { FtpEncryption } from '../../shared/model/connection.ts';
import type { FtpDataMode } from '../../shared/model/connection-options.ts';
import { isRemoteError, type RemoteErrorKind } from '../../shared/model/remote-error.ts';
import { eventually } from '../eventually.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type FaultyProxy, startFaultyProxy } from '../servers/faulty-proxy.ts';
import { startProftpd } from '../servers/proftpd.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { calm, openFtp } from './ftp-session.ts';
import { makeRows } from './many-rows.ts';

const faults = ['cut', 'reset', 'stall'] as const;
type Fault = (typeof faults)[number];

/** More than the buffers between here and there hold, so that a server notices that its bytes do not get through. */
const FILE_BYTES = 64 * 1024 * 1024;
const ROWS = 2000;
/** The ports of a server whose passive replies are encrypted; the proxy has them on an address of its own. */
const dataPorts = { first: 33_300, last: 33_339 };
const ownAddress = `127.${100 + (process.pid % 100)}.${process.pid % 250}.${1 + Math.floor(Math.random() * 250)}`;

interface Line {
  readonly start: () => Promise<TestServer<ServerOptions>>;
  readonly encryption: FtpEncryption;
  readonly dataMode: FtpDataMode;
}

const passiveOnly = { pasv_min_port: String(dataPorts.first), pasv_max_port: String(dataPorts.last) };

const lines: Record<string, Line> = {
  'vsftpd, plain, passive': { start: () => startVsftpd(), encryption: 'none', dataMode: 'passive' },
  'ProFTPD, plain, passive': { start: () => startProftpd(), encryption: 'none', dataMode: 'passive' },
  'Pure-FTPd, plain, passive': { start: () => startPureFtpd(), encryption: 'none', dataMode: 'passive' },
  'vsftpd, TLS, passive': {
    start: () => startVsftpd({ tls: 'explicit', settings: passiveOnly }),
    encryption: 'explicit',
    dataMode: 'passive',
  },
  'vsftpd, plain, active': { start: () => startVsftpd(), encryption: 'none', dataMode: 'active' },
  'ProFTPD, TLS, active': {
    start: () => startProftpd({ tls: 'explicit' }),
    encryption: 'explicit',
    dataMode: 'active',
  },
};

/** The point at which a line of the conversation breaks: as soon as this is sent or received. */
type Point = `${'sent' | 'received'} ${string}`;

const connecting: Point[] = ['sent USER', 'sent PASS', 'sent FEAT', 'sent SYST', 'sent TYPE', 'sent PWD'];
const securing: Point[] = ['sent AUTH', 'received 234', 'sent PBSZ', 'sent PROT'];

const operations: Record<string, (fs: RemoteFileSystem) => Promise<unknown>> = {
  list: async (fs) => {
    let rows = 0;
    for await (const page of fs.list('/folder', calm)) rows += page.entries.length;
    if (rows !== ROWS) throw new Truncated(`${rows} of ${ROWS} rows`);
  },
  read: async (fs) => {
    const bytes = (await buffer(await fs.read('/large', {}, calm))).length;
    if (bytes !== FILE_BYTES) throw new Truncated(`${bytes} of ${FILE_BYTES} bytes`);
  },
  write: async (fs) => {
    await fs.write('/written', Readable.from(zeros()), { mode: 'create' }, calm);
  },
};

const commands: Record<string, string> = { list: 'LIST|MLSD', read: 'RETR', write: 'STOR' };

class Truncated extends Error {}

function* zeros(): Generator<Buffer> {
  const chunk = Buffer.alloc(256 * 1024);
  for (let sent = 0; sent < FILE_BYTES; sent += chunk.length) yield chunk;
}

describeWithServers('FTP on a line that breaks', () => {
  describe.concurrent.each(Object.entries(lines))('%s', (_, line) => {
    let server: TestServer<ServerOptions>;
    beforeAll(async () => {
      server = await line.start();
      await mkdir(join(server.home, 'folder'));
      makeRows(join(server.home, 'folder'), ROWS);
      await writeFile(join(server.home, 'large'), '');
      await truncate(join(server.home, 'large'), FILE_BYTES);
    });
    afterAll(async () => server?.[Symbol.asyncDispose]());

    const encrypted = line.encryption !== 'none';

    /** Connects through a proxy of its own; `watch` sees every line of the conversation as it passes. */
    async function throughProxy<T>(
      fault: Fault,
      watch: (entry: string, proxy: FaultyProxy) => void,
      work: (
        open: (timeouts?: Timeouts) => Promise<RemoteFileSystem>,
        proxy: FaultyProxy,
        seen: string[],
      ) => Promise<T>,
    ): Promise<T> {
      const { host, port, user, password } = server;
      const own = encrypted && line.dataMode === 'passive';
      await using proxy = await startFaultyProxy({
        host,
        port,
        carries: 'ftp',
        ...(own ? { listenOn: freeAddress(), dataPorts } : {}),
      });
      const seen: string[] = [];
      const write = (kind: string, text: string) => {
        seen.push(`${kind} ${text}`);
        watch(`${kind} ${text}`, proxy);
      };
      const open = (timeouts = timeoutsFor(fault)) =>
        openFtp(
          { host: proxy.host, port: proxy.port, user, password },
          line.encryption,
          { dataMode: line.dataMode },
          { transcript: { write }, timeouts },
        );
      try {
        return await work(open, proxy, seen);
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.message : error}\n${seen.slice(-8).join('\n')}`, {
          cause: error,
        });
      }
    }

    /** Breaks the control connection the first time that the point is passed. */
    function breakAt(point: Point, fault: Fault): (entry: string, proxy: FaultyProxy) => void {
      let done = false;
      const pattern = new RegExp(`^${point}`);
      return (entry, proxy) => {
        if (done || !pattern.test(entry)) return;
        done = true;
        proxy.inject({ on: 'control', direction: 'to-client', fault: { do: fault, after: 0 } });
      };
    }

    it.each(faults)('connecting ends in a clear error, wherever it breaks (%s)', async (fault) => {
      const points = [...(encrypted ? securing : []), ...connecting];
      await Promise.all([
        throughProxy(
          fault,
          () => {},
          async (open, proxy) => {
            proxy.inject({ on: 'control', direction: 'to-client', fault: { do: fault, after: 2 } });
            await expectClear(open(hasty(fault)), fault, 'greeting');
          },
        ),
        ...points.map((point) =>
          throughProxy(fault, breakAt(point, fault), async (open, _, seen) => {
            await expectClear(open(hasty(fault)), fault, point);
            // It was this point that it failed at, and not an earlier one; a busy machine may be late for a silence.
            if (fault === 'stall') return;
            expect(seen.findLast((entry) => /^(?:sent|received)/.test(entry))).toMatch(new RegExp(`^${point}`));
          }),
        ),
      ]);
    });

    it.each(faults)(
      'a control connection that breaks loses the session, and nothing is taken for whole (%s)',
      async (fault) => {
        const cases = Object.keys(operations).flatMap((name) => {
          const points: Point[] = [`sent (?:${commands[name]})`, 'received 1[25]', 'sent (?:EPSV|PORT|EPRT)'];
          return points.map((point) => ({ name, point }));
        });
        await Promise.all(
          cases.map(({ name, point }) => {
            let armed = false;
            const strike = breakAt(point, fault);
            return throughProxy(
              fault,
              (entry, proxy) => armed && strike(entry, proxy),
              async (open) => {
                const fs = await open();
                armed = true;
                const outcome = await settled(operations[name]?.(fs) ?? Promise.resolve());
                // A whole listing, and the word that it is whole, may have come before the line broke.
                const wasWhole = name === 'list' && point.startsWith('received') && outcome === 'it worked';
                const mayNotCome = line.dataMode === 'active' ? (['unreachable'] as const) : [];
                if (!wasWhole) expectKind(outcome, fault, `${name} at ${point}`, ...mayNotCome);
                if (!wasWhole || fault !== 'stall') {
                  await eventually(() => expect(fs.lost, `${name} at ${point}`).toBeDefined());
                }
                await fs[Symbol.asyncDispose]();
              },
            );
          }),
        );
      },
    );

    // The server calls past the proxy, so that nothing can be done to its data connections here.
    if (line.dataMode === 'active') return;

    it.each(faults)(
      'a data connection that breaks fails what it carried, and the session says whether it lives (%s)',
      async (fault) => {
        const cases = Object.keys(operations).flatMap((name) => [0, 5000].map((after) => ({ name, after })));
        await Promise.all(
          cases.map(({ name, after }) =>
            throughProxy(
              fault,
              () => {},
              async (open, proxy) => {
                const timeouts = timeoutsFor(fault);
                const fs = await open(timeouts);
                proxy.inject({ on: 'data', fault: { do: fault, after } });
                const outcome = await settled(operations[name]?.(fs) ?? Promise.resolve());
                // A listing has no size: where its end is cut off in good order, nobody but the server can know.
                const unknowable = name === 'list' && fault === 'cut' && outcome instanceof Truncated;
                if (!unknowable) expectKind(outcome, fault, `${name} after ${after}`, 'unreachable');
                proxy.heal();
                // What follows is no matter of time any more.
                timeouts.idleMs = defaultTimeouts.idleMs;
                if (fs.lost === undefined) expect(await fs.stat('/large', calm)).toMatchObject({ size: FILE_BYTES });
                await fs[Symbol.asyncDispose]();
              },
            ),
          ),
        );
      },
    );

    it('a data connection that is refused is explained', async () => {
      await throughProxy(
        'cut',
        () => {},
        async (open, proxy) => {
          const fs = await open();
          proxy.inject({ on: 'data', fault: { do: 'refuse' } });
          for (const name of Object.keys(operations)) {
            if (fs.lost !== undefined) break;
            expectKind(await settled(operations[name]?.(fs) ?? Promise.resolve()), 'reset', name, 'unreachable');
          }
          proxy.heal();
          if (fs.lost === undefined) expect(await fs.stat('/large', calm)).toMatchObject({ size: FILE_BYTES });
          await fs[Symbol.asyncDispose]();
        },
      );
    });
  });
});

/** A silence is told soon; otherwise a busy machine has its time. */
function timeoutsFor(fault: Fault) {
  return { ...defaultTimeouts, ...(fault === 'stall' && { idleMs: 800 }) };
}

/** Of who does not wait long for a server that falls silent while it is called. */
function hasty(fault: Fault): Timeouts {
  return { ...timeoutsFor(fault), ...(fault === 'stall' && { connectMs: 3000 }) };
}

let addresses = 0;

/** Proxies that listen on the same ports at the same time need an address each. */
function freeAddress(): string {
  addresses += 1;
  const [first, second, third] = ownAddress.split('.');
  return `${first}.${second}.${third}.${1 + (addresses % 254)}`;
}

async function settled(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'it worked',
    (error: unknown) => error,
  );
}

async function expectClear(work: Promise<unknown>, fault: Fault, where: string): Promise<void> {
  expectKind(await settled(work), fault, where);
}

/** What may come of a fault: the server's own word for it counts too, where it still gets through. */
function expectKind(outcome: unknown, fault: Fault, where: string, ...more: RemoteErrorKind[]): void {
  const expected: RemoteErrorKind[] = fault === 'stall' ? ['timeout'] : ['disconnected', 'protocol', 'io'];
  if (!isRemoteError(outcome)) throw new Error(`${where}: not a RemoteError: ${outcome}`, { cause: outcome });
  expect([...expected, ...more], `${where}: ${outcome.kind}: ${outcome.message}`).toContain(outcome.kind);
  expect(outcome.message).not.toBe('');
}
