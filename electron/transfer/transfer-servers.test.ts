import { describe, expect, it, vi } from 'vitest';
import { LOCAL } from '../../shared/model/connection.ts';
import { eventually } from '../../test/eventually.ts';
import { cancelledError } from '../remote/cancelled.ts';
import { TransferBook } from './transfer-book.ts';
import { type Servers, TransferServers } from './transfer-servers.ts';

const FS = 'site:one';
const calm = new AbortController();

/** A server that is closed, until an opening is let through. */
function closedServer() {
  const book = new TransferBook({ onChange() {}, onForgotten() {} });
  book.servers.set(FS, { label: 'One', about: {} });
  let isOpen = false;
  const openings: (() => void)[] = [];
  const reopen = vi.fn(async (_fs: string, _about: unknown, signal: AbortSignal) => {
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(cancelledError()));
      openings.push(resolve);
    });
    isOpen = true;
  });
  const servers = {
    ...{ describe: () => undefined, isOpen: () => isOpen, isAway: () => false, reopen },
    protocol: () => 'sftp' as const,
  };
  return { reach: new TransferServers(servers, book), reopen, letIn: () => openings.at(-1)?.() };
}

describe('several transfers that need a server which has to be opened', () => {
  it('wait for one opening', async () => {
    const { reach, reopen, letIn } = closedServer();
    const both = [reach.reach([FS], calm.signal), reach.reach([FS], calm.signal)];
    letIn();
    await Promise.all(both);
    expect(reopen).toHaveBeenCalledOnce();
  });

  it('do not all stop where the first of them is cancelled: another one opens it', async () => {
    const { reach, reopen, letIn } = closedServer();
    const first = new AbortController();
    const cancelled = reach.reach([FS], first.signal);
    const second = reach.reach([FS], calm.signal);
    first.abort();
    await expect(cancelled).rejects.toMatchObject({ kind: 'cancelled' });
    await eventually(() => expect(reopen).toHaveBeenCalledTimes(2));
    letIn();
    await second;
  });

  it('each stop at once when they are cancelled, while the opening goes on', async () => {
    const { reach, reopen, letIn } = closedServer();
    const first = reach.reach([FS], calm.signal);
    const second = new AbortController();
    const cancelled = reach.reach([FS], second.signal);
    second.abort();
    await expect(cancelled).rejects.toMatchObject({ kind: 'cancelled' });
    letIn();
    await first;
    expect(reopen).toHaveBeenCalledOnce();
  });
});

it('what fails between two servers is put down to the one that is away, else to the one that is written to', () => {
  const book = new TransferBook({ onChange() {}, onForgotten() {} });
  const culprit = (sourceFs: string, targetFs: string, away?: string) => {
    const servers: Servers = {
      ...{ describe: () => undefined, isOpen: () => true, async reopen() {} },
      isAway: (fs) => fs === away,
      protocol: (fs) => (fs === LOCAL ? undefined : 'ftp'),
    };
    return new TransferServers(servers, book).culprit({ sourceFs, targetFs });
  };
  expect(culprit('one', 'two')).toBe('two');
  expect(culprit('one', 'two', 'one')).toBe('one');
  expect(culprit('one', LOCAL)).toBe('one');
  expect(culprit(LOCAL, 'two')).toBe('two');
});
