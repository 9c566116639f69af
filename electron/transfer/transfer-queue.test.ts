import { describe, expect, it } from 'vitest';
import type { TransferItem } from '../../shared/model/transfer.ts';
import { createJob, type Job } from './transfer-job.ts';
import { TransferQueue } from './transfer-queue.ts';
import { roomFor } from './transfer-room.ts';

function itemFrom(from: string, to: string, path = '/x', id = path): TransferItem {
  const [source, target] = [from, to].map((fs) => ({ fs, path })) as [TransferItem['source'], TransferItem['target']];
  return { id, kind: 'file', source, target, state: 'queued', bytes: 0, enqueuedAt: 0 };
}

const jobFrom = (from: string, to: string, id: string) => createJob(itemFrom(from, to, '/x', id), {});

function idsTaken(queue: TransferQueue, roomFor: Parameters<TransferQueue['take']>[0] = () => 'free'): string[] {
  const ids: string[] = [];
  for (let job = queue.take(roomFor); job; job = queue.take(roomFor)) ids.push(job.id);
  return ids;
}

describe('the queue', () => {
  it('serves who came first, but for those who are put first', () => {
    const queue = new TransferQueue();
    for (const id of ['1', '2', '3']) queue.add(jobFrom('local', 'a', id));
    queue.addFirst(jobFrom('local', 'a', '4'), jobFrom('local', 'b', '5'), jobFrom('local', 'a', '6'));
    expect(idsTaken(queue)).toEqual(['4', '6', '1', '2', '3', '5']);
    expect(queue.take(() => 'free')).toBeUndefined();
  });

  it('goes past a job whose target is taken, and past all who need a full server', () => {
    const queue = new TransferQueue();
    const asked: string[] = [];
    for (const id of ['1', '2', '3']) queue.add(jobFrom('local', 'a', id));
    for (const id of ['4', '5']) queue.add(jobFrom('local', 'b', id));
    const room = (job: Job) => {
      asked.push(job.id);
      if (job.id === '1') return 'target-taken';
      return job.line.includes('a') && job.id !== '1' && job.line.endsWith('a') ? 'full' : 'free';
    };
    expect(queue.take(room)?.id).toBe('4');
    expect(asked).toEqual(['1', '2', '4']);
  });

  it('forgets what is taken out', () => {
    const queue = new TransferQueue();
    const job = jobFrom('local', 'a', '1');
    queue.add(job);
    queue.add(jobFrom('local', 'a', '2'));
    queue.delete(job);
    queue.delete(job);
    expect(idsTaken(queue)).toEqual(['2']);
  });
});

describe('room for a transfer', () => {
  const slots = (fs: string) => (fs === 'local' ? Number.POSITIVE_INFINITY : 2);
  const upload = itemFrom('local', 'a', '/new');

  it.each([
    ['nothing runs', [], 'free'],
    ['the server serves one', [itemFrom('local', 'a', '/1')], 'free'],
    ['the server serves two', [itemFrom('local', 'a', '/1'), itemFrom('a', 'local', '/2')], 'full'],
    ['the server copies within itself, which counts twice', [itemFrom('a', 'a', '/1')], 'full'],
    ['another server is full', [itemFrom('local', 'b', '/1'), itemFrom('local', 'b', '/2')], 'free'],
    ['another is on its way to the same target', [itemFrom('local', 'a', '/new', 'other')], 'target-taken'],
    ['another is on its way to the same target in capitals', [itemFrom('local', 'a', '/NEW')], 'target-taken'],
    ['another is on its way to that path elsewhere', [itemFrom('a', 'local', '/new', 'other')], 'free'],
  ])('where %s', (_when, active, expected) => {
    expect(roomFor(upload, active, slots)).toBe(expected);
  });
});
