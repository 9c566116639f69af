import { execFile } from 'node:child_process';
import { appendFile, rename, truncate } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSource } from '../../electron/monitor/create-source.ts';
import { LocalExec } from '../../electron/monitor/local-exec.ts';
import type { MonitorSource, SourceSession } from '../../electron/monitor/monitor-source.ts';
import { probe } from '../../electron/monitor/probe.ts';
import { SAME_TIME_MS } from '../../electron/monitor/snapshot-diff.ts';
import type { ServerEvent, ServerKind, WatchSettings } from '../../shared/model/monitor.ts';
import { eventually } from '../eventually.ts';
import { type Account, insidePath } from '../servers/private-machine.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { rowsWhen, timedLook } from './monitor-looks.ts';
import { placeDownload, type Visit, type Visitor } from './monitor-visitors.ts';

/** Who watches: root; an account without rights; one that was given exactly the sudoers lines that the source printed. */
type Watcher = 'root' | 'watch' | 'warden';

export const accounts: readonly [Account, ...Account[]] = [
  { name: 'alice', password: 'alice-password', uid: 41_001 },
  { name: 'bob', password: 'bob-password', uid: 41_002 },
  { name: 'watch', password: 'watch-password', uid: 41_003 },
  { name: 'warden', password: 'warden-password', uid: 41_004 },
];

/** Facts of a row that a watcher must see; absent members are not compared, undefined ones must be hidden. */
type Facts = Partial<{ [K in keyof SourceSession]: SourceSession[K] | undefined }>;

export interface WatchedServer extends AsyncDisposable {
  readonly server: TestServer<ServerOptions>;
  readonly visit: Visit;
  readonly settings?: WatchSettings;
}

export interface WatchedKind {
  readonly name: string;
  readonly kind: Exclude<ServerKind, 'demo'>;
  start(): Promise<WatchedServer>;
  /** What each watcher sees of a download by alice from 127.0.0.11, and so on. */
  readonly sees: Record<Watcher, { downloading: Facts; uploading: Facts; idle: Facts; loggingIn: Facts }>;
  /** The log of the server, where the suite can rotate it and write to it. */
  readonly logFile?: (server: TestServer<ServerOptions>) => string;
  /** A line that the server would write for a failed login of this user. */
  readonly failureLine?: (user: string) => string;
}

const never = new AbortController().signal;
const call = { signal: never };

/** A login, a process of the machine and its end, as the test's own root sees them. */
async function processExists(server: TestServer<ServerOptions>, pid: number): Promise<boolean> {
  const state = await inside(server, `ps -o stat= -p ${pid} || true`);
  return state.trim() !== '' && !state.trim().startsWith('Z');
}

/** Runs a script as root inside the server's machine. */
export function inside(server: TestServer<ServerOptions>, script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'nsenter',
      ['--target', String(server.machinePid), '--mount', '--pid', '/bin/sh', '-s'],
      { env: { PATH: insidePath } },
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    );
    child.stdin?.end(script);
  });
}

/** Commands inside the machine under one of its accounts, as that account's own shell would run them. */
export function execInside(server: TestServer<ServerOptions>, user: string): LocalExec {
  const account = server.accounts.find(({ name }) => name === user);
  const become = account
    ? ['setpriv', `--reuid=${account.uid}`, `--regid=${account.uid}`, '--init-groups', 'env', `HOME=/home/${user}`]
    : ['env'];
  return new LocalExec([
    ...(['nsenter', '--target', String(server.machinePid), '--mount', '--pid'] as const),
    ...[...become, `PATH=${insidePath}`, `USER=${user}`, '/bin/sh', '-s'],
  ]);
}

export async function sourceFor(
  watched: WatchedServer,
  kind: WatchedKind['kind'],
  user: string,
): Promise<MonitorSource> {
  const exec = execInside(watched.server, user);
  const settings = watched.settings ?? {};
  const probed = await probe(exec, settings.logFiles ?? [], call);
  expect(probed.running).toContain(kind);
  return createSource(kind, exec, probed, settings);
}

/** Gives the warden the lines that the source prints for it, until it prints no new ones. */
async function grantWhatIsMissing(watched: WatchedServer, kind: WatchedKind['kind']): Promise<MonitorSource> {
  const granted = new Set<string>();
  for (;;) {
    const source = await sourceFor(watched, kind, 'warden');
    await source.snapshot(call);
    const lines = source.facts.missing.flatMap(({ remedy }) => (remedy?.kind === 'sudoers' ? [remedy.text] : []));
    const fresh = lines.filter((line) => !granted.has(line));
    expect(fresh, 'a granted line is asked for again').toEqual(lines);
    if (fresh.length === 0) return source;
    for (const line of fresh) granted.add(line);
    await watched.server.allowSudo(...granted);
  }
}

/** Every monitor source must pass this, on its real server. */
export function monitorSourceSuite(place: WatchedKind): void {
  describe(place.name, () => {
    let watched: WatchedServer;
    const sources = new Map<string, Promise<MonitorSource>>();

    beforeAll(async () => {
      watched = await place.start();
      await placeDownload(watched.server, 'alice');
      // What granting takes is done once, before anybody looks.
      sources.set('warden', grantWhatIsMissing(watched, place.kind));
      await sources.get('warden');
    });
    afterAll(() => watched[Symbol.asyncDispose]());

    const sourceOf = (user: string): Promise<MonitorSource> => {
      const source = sources.get(user) ?? sourceFor(watched, place.kind, user);
      sources.set(user, source);
      return source;
    };
    const arrival = async (): Promise<Guests> => {
      await rowsWhen(await sourceOf('root'), (found) => found.length === 0);
      return Guests.arrive(watched);
    };

    describe.for<Watcher>(['root', 'watch', 'warden'])('watched by %s', (watcher) => {
      test('shows who is there, from where, since when and what they do', async () => {
        const source = await sourceOf(watcher);
        using guests = await arrival();
        // A server announces a transfer a moment after it accepted it, and writes what has come after that.
        await eventually(async () => {
          const rows = (await source.snapshot(call)).sessions;
          expect(rows).toHaveLength(4);
          for (const expected of Object.values(place.sees[watcher])) expectRow(rows, expected);
        });
        const { sessions, withinMs } = await timedLook(source);
        for (const { loginTime = 0, processId } of sessions) {
          expect(loginTime).toBeGreaterThan(guests.since - 2_000 - withinMs);
          expect(loginTime).toBeLessThan(Date.now() + 1_000 + withinMs);
          expect(await processExists(watched.server, processId ?? 0)).toBe(true);
        }
        expect(new Set(sessions.map(({ identity }) => identity)).size).toBe(4);
        expect(source.facts.live).toBe(true);
        expect(Math.abs(source.facts.clockSkewMs ?? Number.NaN)).toBeLessThan(500 + withinMs);
      });

      test('a session keeps its identity and its login time, and a snapshot disturbs nobody', async () => {
        const source = await sourceOf(watcher);
        using guests = await arrival();
        await rowsWhen(source, (found) => found.length === 4);
        const first = await timedLook(source);
        await guests.moveOn();
        const second = await timedLook(source);
        const identities = (look: typeof first) => look.sessions.map(({ identity }) => identity).sort();
        expect(identities(second)).toEqual(identities(first));
        // Measured anew each time: closer than what a window is told as another time, where the server answers in time.
        const mostMs = Math.max(SAME_TIME_MS, first.withinMs + second.withinMs);
        for (const { identity, loginTime } of first.sessions) {
          const again = second.sessions.find((row) => row.identity === identity);
          expect(Math.abs((again?.loginTime ?? 0) - (loginTime ?? 0))).toBeLessThan(mostMs);
        }
        expect(guests.all.map(({ closed }) => closed)).toEqual([false, false, false, false]);
      });
    });

    test.for(['root', 'warden'] as const)(
      '%s disconnects each session, whatever it does, and no other',
      async (user) => {
        const source = await sourceOf(user);
        using guests = await arrival();
        const rows = await rowsWhen(source, (found) => found.length === 4 && isBusy(found, place.sees[user]));
        const gone: Visitor[] = [];
        for (const doing of ['downloading', 'uploading', 'idle', 'loggingIn'] as const) {
          const row = await guests.rowOf(doing, rows, watched);
          expect(row.canDisconnect).toBe(true);
          expect(await source.disconnect?.(row.identity, { force: false }, call)).toBe('ended');
          expect(await processExists(watched.server, row.processId ?? 0)).toBe(false);
          await eventually(() => expect(guests[doing].closed).toBe(true));
          gone.push(guests[doing]);
          const left = await rowsWhen(source, (found) => found.length === 4 - gone.length);
          expect(left.map(({ identity }) => identity)).not.toContain(row.identity);
          expect(guests.all.filter(({ closed }) => closed)).toEqual(gone);
          expect(await source.disconnect?.(row.identity, { force: true }, call)).toBe('already-gone');
        }
      },
    );

    test('an account without rights is told so, and ends nothing', async () => {
      const source = await sourceOf('watch');
      using guests = await arrival();
      const rows = await rowsWhen(source, (found) => found.length === 4);
      for (const { canDisconnect, identity, processId } of rows) {
        expect(canDisconnect).toBe(false);
        for (const force of [false, true]) {
          expect(await source.disconnect?.(identity, { force }, call)).toBe('denied');
        }
        expect(await processExists(watched.server, processId ?? 0)).toBe(true);
      }
      expect(source.facts.missing.map(({ right }) => right)).toContain('disconnect');
      expect(guests.all.map(({ closed }) => closed)).toEqual([false, false, false, false]);
    });

    test('force ends a session too', async () => {
      const source = await sourceOf('root');
      using guests = await arrival();
      const rows = await rowsWhen(source, (found) => found.length === 4);
      const row = await guests.rowOf('downloading', rows, watched);
      expect(await source.disconnect?.(row.identity, { force: true }, call)).toBe('ended');
      await eventually(() => expect(guests.downloading.closed).toBe(true));
      await rowsWhen(source, (found) => found.length === 3);
    });

    test('never ends a process that was given the number of a session that is gone', async () => {
      const source = await sourceOf('root');
      using guests = await arrival();
      const row = await guests.rowOf('idle', await rowsWhen(source, (found) => found.length === 4), watched);
      const pid = row.processId ?? 0;
      expect(await source.disconnect?.(row.identity, { force: false }, call)).toBe('ended');
      await eventually(async () => expect(await inside(watched.server, `ps -o pid= -p ${pid} || true`)).toBe(''));
      // The next process of this namespace gets the number after this one.
      const innocent = `exec 3<&-; echo ${pid - 1} > /proc/sys/kernel/ns_last_pid; sleep 600 >/dev/null 2>&1 & echo $!`;
      await eventually(async () => expect(Number(await inside(watched.server, innocent))).toBe(pid));
      expect(await source.disconnect?.(row.identity, { force: true }, call)).toBe('already-gone');
      expect(await processExists(watched.server, pid)).toBe(true);
      await inside(watched.server, `kill -KILL ${pid}`);
    });

    test('an account may end its own sessions and nobody else’s', async () => {
      const source = await sourceOf('alice');
      using guests = await arrival();
      const rows = await rowsWhen(source, (found) => found.length === 4);
      const own = await guests.rowOf('downloading', rows, watched);
      const other = await guests.rowOf('uploading', rows, watched);
      expect([own.canDisconnect, other.canDisconnect]).toEqual([true, false]);
      expect(await source.disconnect?.(other.identity, { force: false }, call)).toBe('denied');
      expect(await source.disconnect?.(own.identity, { force: false }, call)).toBe('ended');
      await eventually(() => expect(guests.downloading.closed).toBe(true));
      expect(guests.uploading.closed).toBe(false);
    });

    test('shows an empty server as empty, and a hangup as an end', async () => {
      const source = await sourceOf('root');
      await rowsWhen(source, (found) => found.length === 0);
      using visitor = await watched.visit('127.0.0.11', { user: 'alice', password: 'alice-password' });
      await rowsWhen(source, ([row]) => row?.user === 'alice');
      visitor[Symbol.dispose]();
      await rowsWhen(source, (found) => found.length === 0);
    });

    test('follows the log, over a rotation and a truncation', async (context) => {
      const { logFile, failureLine } = place;
      if (logFile === undefined || failureLine === undefined) return context.skip('this server has no log file');
      const source = await sourceFor(watched, place.kind, 'root');
      const log = logFile(watched.server);
      const events: ServerEvent[] = [];
      const stop = new AbortController();
      const following = (async () => {
        for await (const event of source.follow?.({ signal: stop.signal }) ?? []) events.push(event);
      })();
      // By the address too: a visitor of the test before may have logged in within the second that a log tells.
      const seen = (kind: ServerEvent['kind'], user: string, address?: string): Promise<ServerEvent> =>
        eventually(() => {
          const event = events.find(
            (event) =>
              event.kind === kind &&
              event.user === user &&
              !event.past &&
              (address === undefined || event.address === address),
          );
          if (event === undefined) throw new Error(`no ${kind} of ${user} in ${JSON.stringify(events, undefined, 1)}`);
          return event;
        });
      const before = Date.now();
      using visitor = await watched.visit('127.0.0.11', { user: 'alice', password: 'alice-password' });
      const login = await seen('login', 'alice', '127.0.0.11');
      // A log may tell the second only.
      expect(login.at).toBeGreaterThan(before - 2_000);
      expect(login.at).toBeLessThan(Date.now() + 2_000);
      await expect(watched.visit('127.0.0.12', { user: 'bob', password: 'wrong' })).rejects.toThrow();
      expect(await seen('login-failed', 'bob')).toMatchObject({ past: false });

      await rename(log, `${log}.1`);
      // Some lines, so that the file is shorter after the truncation: nobody could notice it otherwise.
      await appendFile(log, `${failureLine('of no account')}\n`.repeat(20));
      await appendFile(log, `${failureLine('after-rotation')}\n`);
      await seen('login-failed', 'after-rotation');
      await truncate(log);
      await appendFile(log, `${failureLine('after-truncation')}\n`);
      await seen('login-failed', 'after-truncation');
      expect(visitor.closed).toBe(false);
      stop.abort();
      await following;
    });

    test('does not repeat lines when a log is followed again', async (context) => {
      const { logFile, failureLine } = place;
      if (logFile === undefined || failureLine === undefined) return context.skip('this server has no log file');
      const log = logFile(watched.server);
      await appendFile(log, `${failureLine('before')}\n`);
      const source = await sourceFor(watched, place.kind, 'root');
      const listen = async (last: string): Promise<(string | undefined)[]> => {
        const users: (string | undefined)[] = [];
        const stop = new AbortController();
        for await (const { kind, user } of source.follow?.({ signal: stop.signal }) ?? []) {
          if (kind === 'login-failed') users.push(user);
          if (user === last) stop.abort();
        }
        return users;
      };
      expect((await listen('before')).at(-1)).toBe('before');
      await appendFile(log, `${failureLine('meanwhile')}\n${failureLine('meanwhile too')}\n`);
      expect(await listen('meanwhile too')).toEqual(['meanwhile', 'meanwhile too']);
    });
  });
}

/** Alice downloads, bob uploads, alice idles, and somebody has not logged in. */
class Guests implements Disposable {
  readonly downloading: Visitor;
  readonly uploading: Visitor;
  readonly idle: Visitor;
  readonly loggingIn: Visitor;
  /** Before the first of them came. */
  readonly since: number;

  private constructor(visitors: readonly [Visitor, Visitor, Visitor, Visitor], since: number) {
    [this.downloading, this.uploading, this.idle, this.loggingIn] = visitors;
    this.since = since;
  }

  static async arrive({ visit }: WatchedServer): Promise<Guests> {
    const since = Date.now();
    const alice = { user: 'alice', password: 'alice-password' };
    const visitors = [
      await visit('127.0.0.11', alice),
      await visit('127.0.0.12', { user: 'bob', password: 'bob-password' }),
      await visit('127.0.0.13', alice),
      await visit('127.0.0.14'),
    ] as const;
    await visitors[0].download();
    await visitors[1].upload();
    return new Guests(visitors, since);
  }

  get all(): Visitor[] {
    return [this.downloading, this.uploading, this.idle, this.loggingIn];
  }

  /** The row of one guest: by its address, or where that is hidden by the process that holds the guest's connection. */
  async rowOf(
    doing: 'downloading' | 'uploading' | 'idle' | 'loggingIn',
    rows: readonly SourceSession[],
    { server }: WatchedServer,
  ): Promise<SourceSession> {
    const address = { downloading: '127.0.0.11', uploading: '127.0.0.12', idle: '127.0.0.13', loggingIn: '127.0.0.14' }[
      doing
    ];
    const sockets = await inside(server, `ss -tnpH state established dst ${address}`);
    const row = rows.find((found) => found.address === address || sockets.includes(`pid=${found.processId},`));
    if (row === undefined) throw new Error(`No row of ${address} in ${JSON.stringify(rows)}; ${sockets}`);
    return row;
  }

  async moveOn(): Promise<void> {
    await this.downloading.moveOn();
    await this.uploading.moveOn();
  }

  [Symbol.dispose](): void {
    for (const visitor of this.all) visitor[Symbol.dispose]();
  }
}

/** Servers announce a transfer a moment after they accepted it. */
function isBusy(
  rows: readonly SourceSession[],
  { downloading, uploading }: { downloading: Facts; uploading: Facts },
): boolean {
  return [downloading, uploading].every(({ status }) => rows.some((row) => row.status === status));
}

function expectRow(rows: readonly SourceSession[], expected: Facts): void {
  const keys = Object.keys(expected) as (keyof Facts)[];
  const seen = rows.map((row) => Object.fromEntries(keys.map((key) => [key, row[key]])));
  expect(seen).toContainEqual(expected);
}
