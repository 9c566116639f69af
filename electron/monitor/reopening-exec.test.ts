import { describe, expect, test } from 'vitest';
import { untilCancelled } from '../remote/cancelled.ts';
import type { Exec } from './exec.ts';
import { shell } from './quoting.ts';
import { ReopeningExec } from './reopening-exec.ts';

/** Lines over which nothing comes, or something but no answer. */
function openLines(heard: () => number) {
  const lines = { opened: 0, closed: 0 };
  const exec = new ReopeningExec(async (): Promise<Exec> => {
    lines.opened++;
    return {
      get heard() {
        return heard();
      },
      run: (_command, { signal }) => untilCancelled(new Promise(() => undefined), signal),
      follow: () => {
        throw new Error('nothing is followed');
      },
      [Symbol.asyncDispose]: async () => {
        lines.closed++;
      },
    };
  });
  return { exec, lines };
}

/** A call that is given up as one that took too long, or as one that nobody wants any more. */
async function giveUp(exec: ReopeningExec, reason?: DOMException): Promise<void> {
  const stop = new AbortController();
  const running = exec.run(shell`true`, { signal: stop.signal });
  // By then the line is open and the command is under way.
  setImmediate(() => stop.abort(reason));
  await expect(running).rejects.toMatchObject({ kind: 'cancelled' });
}

const timeout = new DOMException('too long', 'TimeoutError');

describe('a line for commands', () => {
  test('is opened again where nothing came over it in all the time that a command had: after this computer slept', async () => {
    const { exec, lines } = openLines(() => 7);
    await giveUp(exec, timeout);
    expect(lines).toEqual({ opened: 1, closed: 1 });
    await giveUp(exec, timeout);
    expect(lines).toEqual({ opened: 2, closed: 2 });
  });

  test('is kept where the server is slow but there', async () => {
    let bytes = 0;
    const { exec, lines } = openLines(() => ++bytes);
    await giveUp(exec, timeout);
    await giveUp(exec, timeout);
    expect(lines).toEqual({ opened: 1, closed: 0 });
  });

  test('that waits for a password while it is opened keeps nobody who gives up, and is opened once', async () => {
    let opened = 0;
    const exec = new ReopeningExec((signal) => {
      opened++;
      return untilCancelled(new Promise<never>(() => undefined), signal);
    });
    await giveUp(exec, timeout);
    const stop = new AbortController();
    const following = exec.follow(shell`true`, { signal: stop.signal })[Symbol.asyncIterator]().next();
    stop.abort();
    expect((await following).done).toBe(true);
    expect(opened).toBe(1);
    await exec[Symbol.asyncDispose]();
  });

  test('is kept where the command was only not wanted any more', async () => {
    const { exec, lines } = openLines(() => 7);
    await giveUp(exec);
    await giveUp(exec);
    expect(lines).toEqual({ opened: 1, closed: 0 });
  });
});
