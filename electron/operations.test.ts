import { describe, expect, it } from 'vitest';
import type { Caller } from '../shared/ipc/dispatch.ts';
import { Operations } from './operations.ts';

const windowA: Caller = { id: 'a', emit() {} };
const windowB: Caller = { id: 'b', emit() {} };

/** Work that goes on until it is cancelled or told to end. */
function pending() {
  const { promise, resolve } = Promise.withResolvers<string>();
  const work = (signal: AbortSignal) => {
    signal.addEventListener('abort', () => resolve('cancelled'));
    return promise;
  };
  return { work, end: () => resolve('ended') };
}

describe('operations', () => {
  it('give the answer of their work, and its error', async () => {
    const operations = new Operations();
    expect(await operations.run(windowA, '1', async () => 7)).toBe(7);
    await expect(operations.run(windowA, '1', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('are cancelled by the window that started them', async () => {
    const operations = new Operations();
    let reason: unknown;
    const { work } = pending();
    const running = operations.run(windowA, '1', (signal) => {
      signal.addEventListener('abort', () => {
        reason = signal.reason;
      });
      return work(signal);
    });
    operations.cancel(windowA, '1');
    expect(await running).toBe('cancelled');
    expect(reason).toMatchObject({ kind: 'cancelled' });
  });

  it('are not cancelled by another window, not even under the same id', async () => {
    const operations = new Operations();
    const one = pending();
    const other = pending();
    const running = [operations.run(windowA, '1', one.work), operations.run(windowB, '1', other.work)];
    operations.cancel(windowB, '1');
    one.end();
    expect(await Promise.all(running)).toEqual(['ended', 'cancelled']);
  });

  it('are not cancelled under another id', async () => {
    const operations = new Operations();
    const { work, end } = pending();
    const running = operations.run(windowA, '1', work);
    operations.cancel(windowA, '2');
    operations.cancel(windowA, '');
    end();
    expect(await running).toBe('ended');
  });

  it('cannot share an id while one runs, and can afterwards', async () => {
    const operations = new Operations();
    const { work, end } = pending();
    const running = operations.run(windowA, '1', work);
    await expect(operations.run(windowA, '1', async () => 'second')).rejects.toMatchObject({ kind: 'invalid-request' });
    end();
    expect(await running).toBe('ended');
    expect(await operations.run(windowA, '1', async () => 'second')).toBe('second');
  });

  it('end with their window, all of them, and no other window’s', async () => {
    const operations = new Operations();
    const other = pending();
    const gone = [pending(), pending()].map(({ work }, index) => operations.run(windowA, String(index), work));
    const stays = operations.run(windowB, '0', other.work);
    operations.cancelAllOf('a');
    expect(await Promise.all(gone)).toEqual(['cancelled', 'cancelled']);
    other.end();
    expect(await stays).toBe('ended');
  });

  it('may be cancelled when they have ended already', async () => {
    const operations = new Operations();
    await operations.run(windowA, '1', async () => undefined);
    expect(() => operations.cancel(windowA, '1')).not.toThrow();
    expect(() => operations.cancelAllOf('a')).not.toThrow();
  });
});
