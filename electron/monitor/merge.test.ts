import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { merge } from './merge.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

async function* items<T>(...all: T[]): AsyncIterable<T> {
  yield* all;
}

/** Says nothing until it is left. */
class Silent implements AsyncIterable<never> {
  left = false;

  [Symbol.asyncIterator](): AsyncIterator<never> {
    return {
      next: () => new Promise(() => undefined),
      return: async () => {
        this.left = true;
        return { done: true, value: undefined };
      },
    };
  }
}

describe('several streams as one', () => {
  test('gives the items of all, each stream in its own order', async () => {
    const got: string[] = [];
    for await (const item of merge([items('a1', 'a2', 'a3'), items('b1'), items<string>()])) got.push(item);
    expect(got.filter((item) => item.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(got.toSorted()).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  test('ends with the error of one, and leaves the others', async () => {
    const silent = new Silent();
    const failing: AsyncIterable<never> = {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('lost')) }),
    };
    await expect(merge([silent, failing])[Symbol.asyncIterator]().next()).rejects.toThrow('lost');
    expect(silent.left).toBe(true);
  });

  test('a log that stays silent for days does not keep every line of the busy one in memory', async () => {
    const given: WeakRef<object>[] = [];
    async function* busy() {
      for (let line = 0; line < 50; line++) yield { line };
    }
    const all = merge([busy(), new Silent()])[Symbol.asyncIterator]();
    for (let line = 0; line < 50; line++) given.push(new WeakRef((await all.next()).value));
    await eventually(() => {
      collect();
      // The last one may still be on its way out.
      expect(given.filter((item) => item.deref() !== undefined).length).toBeLessThanOrEqual(1);
    });
    void all.return?.();
  });
});
