import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { connectFtp } from '../../remote/ftp/connect-ftp.ts';
import { LocalFileSystem } from '../../remote/local/local-file-system.ts';
import type { RemoteFileSystem } from '../../remote/remote-file-system.ts';
import { connectSftp } from '../../remote/sftp/connect-sftp.ts';
import type { CopyHooks, CopyOrder } from '../carrier.ts';
import { copyFile } from '../copy/copy-file.ts';
import type { FurtherSessions } from '../copy/file-copy.ts';
import { removeMovedFolder } from '../copy/finish-move.ts';
import { recoverReplace } from '../copy/recover-replace.ts';
import { throttleOf } from '../copy/throttle.ts';
import { listNames, walkOrdered } from '../copy/walk.ts';
import type { Child } from '../walk-folder.ts';
import { askingOver } from './asking.ts';
import type { MainRequests, SentChild, SessionNumber, SessionsOfCopy, WorkerRequests } from './messages.ts';
import { type Answers, Wire, type WirePort } from './wire.ts';

const connect = { ftp: connectFtp, sftp: connectSftp };

/** Carries bytes in the thread it is called in, at the word of the other side of the port. */
export function startWorker(port: WirePort): void {
  const local = new LocalFileSystem();
  const sessions = new Map<SessionNumber, RemoteFileSystem>();
  let limited: Parameters<WorkerRequests['limited']>[0] = { all: undefined, read: undefined, write: undefined };

  const sessionOf = (session: SessionNumber | undefined): RemoteFileSystem => {
    if (session === undefined) return local;
    const open = sessions.get(session);
    if (open) return open;
    throw new RemoteError('disconnected', 'The connection to the server was lost.', { retry: 'now' });
  };

  /** Runs work on sessions; of those that did not survive it the main thread is told before it gets the outcome. */
  async function on<T>(used: readonly (SessionNumber | undefined)[], work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      for (const session of used) {
        const open = session === undefined ? undefined : sessions.get(session);
        if (session !== undefined && open?.lost !== undefined) await drop(session);
      }
    }
  }

  async function drop(session: SessionNumber): Promise<void> {
    const open = sessions.get(session);
    if (!open) return;
    sessions.delete(session);
    await open[Symbol.asyncDispose]();
    wire.tell('lost', { session });
  }

  const throttleFor = (order: CopyOrder) =>
    throttleOf(order, {
      take: (rate, bytes, { signal }) =>
        limited[rate] === undefined ? undefined : wire.call('take', { rate, bytes }, signal),
      rate: (rate) => limited[rate],
    });

  async function furtherSessions(copy: number, count: number, signal: AbortSignal): Promise<FurtherSessions> {
    const numbers = count > 0 ? await wire.call('more', { copy, count }, signal) : [];
    return {
      sessions: numbers.map(sessionOf),
      async [Symbol.asyncDispose]() {
        for (const number of numbers) if (sessions.get(number)?.lost) await drop(number);
        if (numbers.length > 0) wire.tell('less', { copy, sessions: numbers });
      },
    };
  }

  const answers: Answers<WorkerRequests> = {
    async open({ session, target, timeouts, asks }, signal) {
      const opened = await connect[target.protocol](target, {
        ...{ signal, timeouts },
        transcript: { write: (kind, text) => wire.mention('transcript', { session, kind, text }) },
        ...askingOver(wire, session, asks),
      });
      if (signal.aborted) {
        await opened[Symbol.asyncDispose]();
        throw new RemoteError('cancelled', 'Cancelled.');
      }
      sessions.set(session, opened);
    },
    async close({ session }) {
      const open = sessions.get(session);
      sessions.delete(session);
      await open?.[Symbol.asyncDispose]();
    },
    copy: ({ copy, order, sessions: used, targetIsFree, isAnnounced }, signal) =>
      on([used.source, used.target], () =>
        copyFile(
          {
            ...{ order, targetIsFree, isAnnounced, hooks: hooksOver(wire, copy), throttle: throttleFor(order) },
            ...pairOf(used, sessionOf),
            more: (count) => furtherSessions(copy, count, signal),
          },
          { signal },
        ),
      ),
    walk: ({ walk, order, sessions: used }, signal) =>
      on([used.source, used.target], () =>
        walkOrdered(
          pairOf(used, sessionOf),
          order,
          {
            onChildren: (children) => wire.call('children', { walk, children: children.map(sendable) }, signal),
            onTargetNames: (names) => wire.tell('taken', { walk, names }),
          },
          { signal },
        ),
      ),
    names: ({ folder, session }, signal) =>
      on([session], async () => {
        try {
          return await listNames(sessionOf(session), folder, { signal });
        } catch (error) {
          if (isRemoteError(error, 'not-found', 'denied', 'unsupported', 'protocol', 'io')) return undefined;
          throw error;
        }
      }),
    discard: ({ path, session }, signal) =>
      on([session], async () => {
        try {
          await sessionOf(session).removeFile(path, { signal });
        } catch (error) {
          if (!isRemoteError(error, 'not-found')) throw error;
        }
      }),
    removeFolder: ({ path, session }, signal) =>
      on([session], () => removeMovedFolder(sessionOf(session), path, { signal })),
    recover: ({ steps, session }, signal) => on([session], () => recoverReplace(sessionOf(session), steps, { signal })),
    limited(now) {
      limited = now;
    },
  };
  const wire: Wire<MainRequests, WorkerRequests> = new Wire(port, answers);
  wire.tell('ready', undefined);
}

function pairOf(
  { source, target }: SessionsOfCopy,
  sessionOf: (session: SessionNumber | undefined) => RemoteFileSystem,
): { source: RemoteFileSystem; target: RemoteFileSystem } {
  return { source: sessionOf(source), target: sessionOf(target) };
}

function hooksOver(wire: Wire<MainRequests, WorkerRequests>, copy: number): CopyHooks {
  return {
    decide: (existing) => wire.call('decide', { copy, existing }),
    onPartial: (partial) => wire.call('partial', { copy, partial }),
    onCopied: (copied) => wire.call('copied', { copy, copied }),
    onReplaceStep: (step) => wire.call('replaceStep', { copy, step }),
    onSource: (facts) => wire.mention('source', { copy, facts }),
    onTarget: (path) => wire.mention('target', { copy, path }),
    onResumed: (offset) => wire.tell('resumed', { copy, offset }),
    onBytes: (bytes) => wire.mention('bytes', { copy, bytes }),
    onSegments: (segments) => wire.tell('segments', { copy, segments }),
  };
}

function sendable(child: Child): SentChild {
  return 'refused' in child ? { name: child.name, refusedFor: child.refused.data } : child;
}
