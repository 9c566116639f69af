import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameMatcher } from '../../shared/model/file-search.ts';
import { baseName } from '../../shared/model/remote-path.ts';
import { type TransferState, transferPriorities } from '../../shared/model/transfer.ts';
import { TransferBook } from './transfer-book.ts';
import { isFinished, type Job } from './transfer-job.ts';
import { TransferJournal } from './transfer-journal.ts';
import { moveJobs, prioritise, rankAtEnd } from './transfer-order.ts';
import type { TransferRecord } from './transfer-records.ts';
import { rowsOf } from './transfer-rows.ts';

const newBook = () => new TransferBook({ onChange() {}, onForgotten() {} });

/** What may be told of the item at `at`, modulo how many there are. */
const operation = fc.record({
  at: fc.nat(1_000),
  do: fc.oneof(
    fc.constant({ t: 'add' as const }),
    fc.record({ t: fc.constant('children' as const), count: fc.integer({ min: 1, max: 5 }), folders: fc.boolean() }),
    fc.record({
      t: fc.constant('state' as const),
      state: fc.constantFrom<TransferState>(
        'queued',
        'active',
        'asking',
        'paused',
        'done',
        'skipped',
        'failed',
        'cancelled',
      ),
      bytes: fc.nat(100),
    }),
    fc.record({ t: fc.constant('move' as const), to: fc.constantFrom('top', 'up', 'down', 'bottom') }),
    fc.record({ t: fc.constant('before' as const), other: fc.nat(1_000) }),
    fc.record({ t: fc.constant('prioritise' as const), priority: fc.constantFrom(...transferPriorities) }),
    fc.record({ t: fc.constant('rename' as const), to: fc.nat(99) }),
    fc.constant({ t: 'forget' as const }),
  ),
});
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** Does it all to a book as the queue does. @returns every record, in order. */
function play(book: TransferBook, operations: readonly Operation[]): TransferRecord[] {
  const records: TransferRecord[] = [];
  const tell = (record: TransferRecord) => {
    book.apply(record);
    records.push(record);
  };
  tell({ t: 'journal', version: 1, next: 1 });
  tell({ t: 'batch', batch: book.nextNumber, rule: 'ask' });
  let now = 1_000;
  for (const { at, do: what } of operations) {
    now++;
    if (what.t === 'add' || book.size === 0) {
      const i = book.nextNumber;
      const [source, target] = [
        { fs: `one${at % 2}`, path: `/from/${i}` },
        { fs: 'local', path: `/to/${i}` },
      ];
      tell({
        t: 'add',
        i,
        batch: 1,
        kind: 'unknown',
        source,
        target,
        at: now,
        rank: rankAtEnd(book),
        priority: 'normal',
      });
      continue;
    }
    const jobs = [...book.jobs()];
    const job = jobs[at % jobs.length] as Job;
    switch (what.t) {
      case 'children': {
        if (job.kind === 'file' || isFinished(job)) break;
        if (job.kind !== 'folder') tell({ t: 'change', i: job.number, to: { kind: 'folder' } });
        const first = book.nextNumber;
        const kind = what.folders ? 'folder' : 'file';
        const list = Array.from(
          { length: what.count },
          (_, n) => [`c${first + n}`, kind, n * 10, 0] as [string, 'file' | 'folder', number, 0],
        );
        tell({ t: 'children', of: job.number, first, at: now, list });
        break;
      }
      case 'state': {
        const { state, bytes } = what;
        // Only what waits can run, or ask; that is not for the journal.
        if (state === 'active' || state === 'asking') {
          if (job.state === 'queued') book.change(job, { state });
          break;
        }
        const finishedAt = isFinished(what) ? now : null;
        tell({ t: 'change', i: job.number, to: { state, bytes, finishedAt } });
        break;
      }
      case 'move':
        moveJobs(book, [job], what.to as 'top', tell);
        break;
      case 'before':
        moveJobs(book, [job], { before: (jobs[what.other % jobs.length] as Job).id }, tell);
        break;
      case 'prioritise':
        prioritise(book, [job], what.priority, tell);
        break;
      case 'rename':
        tell({ t: 'change', i: job.number, to: { targetName: `n${what.to}` } });
        break;
      case 'forget':
        tell({ t: 'forget', list: [...job.withDescendants()].map(({ number }) => number) });
        break;
    }
  }
  return records;
}

/** After a restart everything that had not ended waits, and nothing runs. */
function restored(records: readonly TransferRecord[]): TransferBook {
  const book = newBook();
  for (const record of records) book.read(record);
  book.beginAnew();
  return book;
}

const sequences = fc.array(operation, { maxLength: 60, size: 'max' });

describe('the book of the queue', () => {
  it('holds every item once, in one list, and counts what is there', () => {
    fc.assert(
      fc.property(sequences, (operations) => {
        const book = newBook();
        const records = play(book, operations);
        const told = new Set<number>();
        for (const record of records) {
          if (record.t === 'add') told.add(record.i);
          if (record.t === 'children') record.list.forEach((_, n) => void told.add(record.first + n));
          if (record.t === 'forget') for (const number of record.list) told.delete(number);
        }
        const all = [...book.jobs()];
        expect(new Set(all.map(({ number }) => number))).toEqual(told);
        const listed = Object.values(book.views).flatMap((view) => [...view]);
        expect(listed.length).toBe(all.length);
        expect(new Set(listed)).toEqual(new Set(all));
        const waiting = [...book.lines()].flatMap((line) => [...line]);
        expect(new Set(waiting)).toEqual(new Set(all.filter(({ state }) => state === 'queued')));
        expect(waiting.length).toBe(new Set(waiting).size);
        for (const state of [
          'queued',
          'active',
          'asking',
          'paused',
          'done',
          'skipped',
          'failed',
          'cancelled',
        ] as const) {
          expect([state, book.totals[state]]).toEqual([state, all.filter((job) => job.state === state).length]);
        }
        for (const folder of all.filter((job) => job.inside)) {
          const inside = [...folder.withDescendants()];
          expect(folder.inside).toMatchObject({ items: inside.length, ended: inside.filter(isFinished).length });
        }
        const rows = rowsOf(book, { view: 'all', expanded: all.map(({ id }) => id), offset: 0, limit: 100_000 });
        expect(rows.rows.map(({ item }) => item.id).toSorted()).toEqual(all.map(({ id }) => id).toSorted());
        expect(rows.count).toBe(all.length);
      }),
      { numRuns: 150 },
    );
  });

  it('is the same again when its records are read; what had not ended waits for the user, in its order', () => {
    fc.assert(
      fc.property(sequences, (operations) => {
        const live = newBook();
        const records = play(live, operations);
        for (const job of [...live.views.active, ...live.views.queued]) live.change(job, { state: 'paused' });
        const again = restored(records);
        const whole = { expanded: [...live.jobs()].map(({ id }) => id), offset: 0, limit: 100_000 };
        for (const view of ['active', 'queued', 'failed'] as const) {
          expect([...again.views[view]].map(({ id }) => id)).toEqual([...live.views[view]].map(({ id }) => id));
        }
        expect(rowsOf(again, { view: 'finished', ...whole })).toEqual(rowsOf(live, { view: 'finished', ...whole }));
        expect(again.nextNumber).toBe(live.nextNumber);
        expect(again.totals.paused).toBe(live.totals.paused);
      }),
      { numRuns: 150 },
    );
  });
});

it('what fits a name is that part of each list, as it was when the name was first asked for and after every change', () => {
  fc.assert(
    fc.property(sequences, fc.constantFrom('1', 'C*', '*?2', 'n'), (operations, named) => {
      const book = newBook();
      book.viewsNamed(named);
      play(book, operations);
      const fits = nameMatcher(named);
      const kept = book.viewsNamed(named);
      const asked = restored(play(newBook(), operations)).viewsNamed(named);
      for (const view of ['active', 'queued', 'failed', 'finished'] as const) {
        const fitting = [...book.views[view]].filter((job) => fits(baseName(job.target.path)));
        expect([...kept[view]]).toEqual(fitting);
      }
      const all = [...book.jobs()].filter((job) => fits(baseName(job.target.path)));
      expect(Object.values(asked).reduce((sum, { size }) => sum + size, 0)).toBe(all.length);
      const rows = rowsOf(book, { view: 'all', named, expanded: [], offset: 0, limit: 100_000 });
      expect(rows.rows.map(({ item }) => item.id).toSorted()).toEqual(all.map(({ id }) => id).toSorted());
      expect(rows.count).toBe(all.length);
      const page = rowsOf(book, { view: 'all', named, expanded: [], offset: 2, limit: 7 });
      expect(page.rows).toEqual(rows.rows.slice(2, 9));
    }),
    { numRuns: 150 },
  );
});

it('a page of rows is that part of the whole list', () => {
  fc.assert(
    fc.property(sequences, fc.nat(30), fc.nat(30), (operations, offset, limit) => {
      const book = newBook();
      play(book, operations);
      const expanded = [...book.jobs()].filter(({ number }) => number % 3 !== 0).map(({ id }) => id);
      const whole = rowsOf(book, { view: 'all', expanded, offset: 0, limit: 100_000 });
      const page = rowsOf(book, { view: 'all', expanded, offset, limit });
      expect(page).toEqual({ rows: whole.rows.slice(offset, offset + limit), count: whole.count });
    }),
    { numRuns: 100 },
  );
});

it('a journal that was rewritten makes the same book as the one that was written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portside-journal-'));
  let number = 0;
  try {
    await fc.assert(
      fc.asyncProperty(sequences, async (operations) => {
        const file = join(folder, `${number++}.journal`);
        const book = newBook();
        const records = play(book, operations);
        {
          await using journal = await TransferJournal.open({ file, onTrouble() {} }, () => {});
          for (const record of records) journal.append(record);
          await journal.written();
        }
        const written: TransferRecord[] = [];
        const journal = await TransferJournal.open({ file, onTrouble() {} }, (record) => written.push(record));
        const before = restored(written);
        await journal.rewrite(book);
        await journal[Symbol.asyncDispose]();
        const rewritten: TransferRecord[] = [];
        const again = await TransferJournal.open({ file, onTrouble() {} }, (record) => rewritten.push(record));
        await again[Symbol.asyncDispose]();
        const after = restored(rewritten);
        expect([...after.views.queued].map(({ id }) => id)).toEqual([...before.views.queued].map(({ id }) => id));
        const states = (each: TransferBook) => [...each.jobs()].map(({ id, state, size }) => [id, state, size]).sort();
        expect(states(after)).toEqual(states(before));
        expect(after.nextNumber).toBe(before.nextNumber);
      }),
      { numRuns: 25 },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
