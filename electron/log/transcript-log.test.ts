import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TranscriptLine } from '../../shared/model/transcript.ts';
import { TranscriptLog } from './transcript-log.ts';

describe('the transcript', () => {
  let told: TranscriptLine[][];
  let log: TranscriptLog;

  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000 });
    told = [];
    log = new TranscriptLog((lines) => told.push(lines));
  });
  afterEach(() => vi.useRealTimers());

  const texts = (lines: TranscriptLine[]) => lines.map((line) => line.text);

  it('keeps who said what, and when', () => {
    log.for('ann@a #1').write('sent', 'NOOP');
    vi.setSystemTime(2_000);
    log.for('bob@b #2').write('received', '200 OK');
    expect(log.snapshot()).toEqual([
      { id: 1, at: 1_000, session: 'ann@a #1', kind: 'sent', text: 'NOOP' },
      { id: 2, at: 2_000, session: 'bob@b #2', kind: 'received', text: '200 OK' },
    ]);
  });

  it('is told in batches, ten a second at most, each line once', () => {
    const session = log.for('a');
    session.write('info', '1');
    session.write('info', '2');
    expect(told).toEqual([]);
    vi.advanceTimersByTime(99);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(told.map(texts)).toEqual([['1', '2']]);
    vi.advanceTimersByTime(10_000);
    expect(told).toHaveLength(1);
    session.write('info', '3');
    vi.advanceTimersByTime(100);
    expect(told.map(texts)).toEqual([['1', '2'], ['3']]);
  });

  it('keeps the newest ten thousand lines', () => {
    const session = log.for('a');
    for (let line = 1; line <= 25_001; line++) session.write('info', String(line));
    const kept = log.snapshot();
    expect(kept).toHaveLength(10_000);
    expect(kept[0]?.text).toBe('15002');
    expect(kept.at(-1)?.text).toBe('25001');
  });

  it('cuts a line that a hostile server made endless', () => {
    log.for('a').write('received', 'x'.repeat(1_000_000));
    const [line] = log.snapshot();
    expect(line?.text).toHaveLength(2_001);
    expect(line?.text.endsWith('x…')).toBe(true);
  });

  it('shows a reply of several lines as such, and no more of it than fits among others', () => {
    log.for('a').write('received', '214-Help\r\n USER\n214 End');
    expect(texts(log.snapshot())).toEqual(['214-Help', ' USER', '214 End']);
    log.clear();
    log.for('a').write('received', 'x\n'.repeat(1_000_000));
    expect(log.snapshot()).toHaveLength(201);
    expect(log.snapshot().at(-1)).toMatchObject({ kind: 'info', text: '…' });
  });

  it('lets no secret in that reached it by mistake', () => {
    log.for('a').write('sent', 'PASS canary');
    log.for('a').write('info', 'Connecting to ftp://ann:canary@example.org');
    expect(JSON.stringify(log.snapshot())).not.toContain('canary');
  });

  it('forgets everything when it is cleared, what nobody was told of included', () => {
    log.for('a').write('info', 'before');
    log.clear();
    expect(log.snapshot()).toEqual([]);
    log.for('a').write('info', 'after');
    vi.advanceTimersByTime(100);
    expect(told.map(texts)).toEqual([['after']]);
    expect(log.snapshot().map((line) => line.id)).toEqual([2]);
  });

  it('does not burden the windows with more than it keeps', () => {
    const session = log.for('a');
    for (let line = 1; line <= 12_000; line++) session.write('info', String(line));
    vi.advanceTimersByTime(100);
    expect(told).toHaveLength(1);
    expect(told[0]).toHaveLength(10_000);
    expect(told[0]?.at(-1)?.text).toBe('12000');
  });
});
