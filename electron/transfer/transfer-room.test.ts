import { beforeEach, describe, expect, it } from 'vitest';
import { LOCAL } from '../../shared/model/connection.ts';
import { Job } from './transfer-job.ts';
import { TransferRoom, type TransferRoomOptions } from './transfer-room.ts';

const SERVER = 'server';
const SMALL = 4096;
const LARGE = 1_000_000_000;

let number = 0;
let now = 0;
const limits = { sessions: 4, allowed: 8, allowedInAll: 10 };

beforeEach(() => {
  number = 0;
  now = 1_000_000;
  Object.assign(limits, { sessions: 4, allowed: 8, allowedInAll: 10 });
});

function room(options: Partial<TransferRoomOptions> = {}): TransferRoom {
  const ofServer = (fs: string, limit: number) => (fs === LOCAL ? Number.POSITIVE_INFINITY : limit);
  return new TransferRoom({
    sessions: (fs) => ofServer(fs, limits.sessions),
    shares: ({ kind, size = LARGE }) => kind === 'folder' || size <= SMALL,
    allowed: (fs) => ofServer(fs, limits.allowed),
    allowedInAll: () => limits.allowedInAll,
    now: () => now,
    ...options,
  });
}

function job(size: number | undefined, { source = SERVER, target = LOCAL, name = `file-${number}` } = {}): Job {
  const made = new Job({
    ...{ number: ++number, name, kind: 'file', enqueuedAt: 0 },
    batch: { number: 1, operation: 'copy', rule: 'ask', filter: undefined },
    source: { fs: source, path: `/from/${name}` },
    target: { fs: target, path: `/to/${name}` },
    order: { priority: 'normal', rank: 0 },
  });
  made.size = size;
  return made;
}

/** Starts such jobs until there is no more room. */
function started(into: TransferRoom, make: () => Job): Job[] {
  const jobs: Job[] = [];
  for (let next = make(); into.roomFor(next) === 'free' && jobs.length < 1000; next = make()) {
    into.take(next);
    jobs.push(next);
  }
  return jobs;
}

describe('how many run at one time', () => {
  it('is one copy for each session where the files are large, or of unknown size', () => {
    expect(started(room(), () => job(LARGE))).toHaveLength(4);
    expect(started(room(), () => job(undefined))).toHaveLength(4);
  });

  it('is no more copies than the user allows', () => {
    limits.allowed = 3;
    expect(started(room(), () => job(LARGE))).toHaveLength(3);
  });

  it('is four small files that share a session for each copy that the user allows', () => {
    expect(started(room(), () => job(SMALL))).toHaveLength(32);
    limits.allowed = 2;
    expect(started(room(), () => job(SMALL))).toHaveLength(8);
  });

  it('is one small file where the user allows one copy, on the server or altogether', () => {
    limits.allowed = 1;
    expect(started(room(), () => job(SMALL))).toHaveLength(1);
    Object.assign(limits, { allowed: 8, allowedInAll: 1 });
    expect(started(room(), () => job(SMALL))).toHaveLength(1);
  });

  it('is no more small files than the sessions carry, 32 on each', () => {
    Object.assign(limits, { allowed: 32, allowedInAll: 64, sessions: 2 });
    expect(started(room(), () => job(SMALL))).toHaveLength(64);
  });

  it('is on all servers together no more than the user allows altogether', () => {
    const both = room();
    expect(started(both, () => job(LARGE, { source: 'one' }))).toHaveLength(4);
    expect(started(both, () => job(LARGE, { source: 'two' }))).toHaveLength(4);
    expect(started(both, () => job(SMALL, { source: 'three' }))).toHaveLength(8);
    expect(both.roomFor(job(LARGE, { source: 'four' }))).toBe('full');
  });

  it('grows again with every copy that ends', () => {
    const busy = room();
    const [first] = started(busy, () => job(LARGE));
    if (first) busy.release(first);
    expect(started(busy, () => job(LARGE))).toHaveLength(1);
  });

  it('counts what was looked at as what it is from then on, where there is room for that', () => {
    const busy = room();
    const looked = Array.from({ length: 5 }, () => job(SMALL));
    for (const one of looked) {
      busy.take(one);
      one.size = LARGE;
    }
    // The last two keep the session that they share: three are left.
    expect(looked.map((one) => busy.adjust(one))).toEqual([true, true, true, false, false]);
    for (const one of looked) busy.release(one);
    expect(started(busy, () => job(LARGE))).toHaveLength(4);
  });

  it('counts a copy as it began, though its size is another by now', () => {
    const busy = room();
    const small = job(SMALL);
    busy.take(small);
    small.size = LARGE;
    busy.release(small);
    expect(started(busy, () => job(LARGE))).toHaveLength(4);
  });
});

describe('large and small files on one server', () => {
  it('small ones take one session together, and the others are for large ones', () => {
    const busy = room();
    busy.take(job(SMALL));
    expect(started(busy, () => job(LARGE))).toHaveLength(3);
    expect(busy.roomFor(job(SMALL))).toBe('free');
  });

  it('no small one starts where large ones have every session, for none is shared with them', () => {
    const busy = room();
    started(busy, () => job(LARGE));
    expect(busy.roomFor(job(SMALL))).toBe('full');
  });

  it('a large one waits for the last small one where there is one session only', () => {
    limits.sessions = 1;
    const busy = room();
    const small = started(busy, () => job(SMALL));
    const last = small.pop();
    for (const other of small) busy.release(other);
    expect(busy.roomFor(job(LARGE))).toBe('full');
    if (last) busy.release(last);
    expect(busy.roomFor(job(LARGE))).toBe('free');
  });
});

describe('a server that says that it is busy', () => {
  it('gets one session less, and one more again with every minute', () => {
    const busy = room();
    const running = started(busy, () => job(LARGE));
    busy.backOff(SERVER);
    for (const one of running) busy.release(one);
    expect(started(busy, () => job(LARGE))).toHaveLength(3);
    now += 60_000;
    expect(started(busy, () => job(LARGE))).toHaveLength(1);
  });

  it('always gets one', () => {
    const busy = room();
    busy.backOff(SERVER);
    expect(started(busy, () => job(LARGE))).toHaveLength(1);
  });

  it('keeps the session that small files share', () => {
    const busy = room();
    const small = started(busy, () => job(SMALL));
    busy.backOff(SERVER);
    for (const one of small) busy.release(one);
    expect(started(busy, () => job(SMALL))).toHaveLength(32);
  });
});

describe('targets', () => {
  it('two never go to one name at a time', () => {
    const busy = room();
    const first = job(SMALL, { name: 'a.txt' });
    busy.take(first);
    const second = job(SMALL, { source: 'other', name: 'a.txt' });
    expect(busy.roomFor(second)).toBe('target-taken');
    expect(busy.claim(second, '/to/a.txt')).toBe(false);
    busy.release(first);
    expect(busy.roomFor(second)).toBe('free');
    expect(busy.claim(second, '/to/a.txt')).toBe(true);
  });

  it('a copy that gets another name gives the first one up', () => {
    const busy = room();
    const first = job(SMALL, { name: 'a.txt' });
    busy.take(first);
    expect(busy.claim(first, '/to/b.txt')).toBe(true);
    expect(busy.roomFor(job(SMALL, { source: 'other', name: 'a.txt' }))).toBe('free');
  });
});
