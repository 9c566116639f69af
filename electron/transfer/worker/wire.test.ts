import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { eventually } from '../../../test/eventually.ts';
import { type Answers, Wire } from './wire.ts';

type Asked = {
  double(input: number): number;
  wait(input: undefined): string;
  fail(input: 'remote' | 'mistake'): void;
  note(input: string): void;
};
type Nothing = Record<never, never>;

describe('a wire between two threads', () => {
  const closers: (() => void)[] = [];
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });

  function connected(answers: Partial<Answers<Asked>> = {}) {
    const { port1, port2 } = new MessageChannel();
    closers.push(() => port1.close());
    const posted = vi.spyOn(port1, 'postMessage');
    const asking = new Wire<Asked, Nothing>(port1, {});
    const all: Answers<Asked> = {
      double: (input) => input * 2,
      wait: (_input, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
      fail(input) {
        if (input === 'remote')
          throw new RemoteError('no-space', 'The disk is full.', { path: '/a', hint: 'Make room.' });
        throw new Error('a mistake');
      },
      note() {},
      ...answers,
    };
    new Wire<Nothing, Asked>(port2, all);
    return { asking, posted };
  }

  it('brings answers to those who asked, and all of one turn in one message', async () => {
    const { asking, posted } = connected();
    expect(await Promise.all([1, 2, 3].map((value) => asking.call('double', value)))).toEqual([2, 4, 6]);
    expect(posted).toHaveBeenCalledTimes(1);
  });

  it('brings errors as what they were', async () => {
    const { asking } = connected();
    await expect(asking.call('fail', 'remote')).rejects.toMatchObject({
      kind: 'no-space',
      data: { path: '/a', hint: 'Make room.' },
    });
    await expect(asking.call('fail', 'mistake')).rejects.toThrow('a mistake');
  });

  it('tells the other side that nobody waits any more', async () => {
    const { asking } = connected();
    const cancel = new AbortController();
    const answer = asking.call('wait', undefined, cancel.signal);
    cancel.abort();
    await expect(answer).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('keeps the order of what is mentioned, told and asked', async () => {
    const heard: unknown[] = [];
    const { asking, posted } = connected({ note: (text) => void heard.push(text) });
    asking.mention('note', 'first');
    asking.tell('note', 'second');
    await asking.call('double', 1);
    expect(heard).toEqual(['first', 'second']);
    expect(posted).toHaveBeenCalledTimes(1);
  });

  it('brings what is only mentioned too, without anything to travel with', async () => {
    const note = vi.fn();
    const { asking } = connected({ note });
    asking.mention('note', 'alone');
    await eventually(() => expect(note).toHaveBeenCalledWith('alone', expect.anything()));
  });

  it('fails what cannot cross, and nothing that was said beside it', async () => {
    const { asking } = connected();
    const impossible = asking.call('double', (() => 1) as unknown as number);
    const possible = asking.call('double', 4);
    await expect(impossible).rejects.toThrow();
    expect(await possible).toBe(8);
  });

  it('fails whoever waits when the other side is gone', async () => {
    const { asking } = connected();
    const answer = asking.call('wait', undefined);
    asking.end(new RemoteError('io', 'It crashed.', { retry: 'now' }));
    await expect(answer).rejects.toMatchObject({ kind: 'io', data: { retry: 'now' } });
    await expect(asking.call('double', 1)).rejects.toMatchObject({ kind: 'io' });
  });
});
