import { describe, expect, test } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { LocalExec } from './local-exec.ts';
import { shell } from './quoting.ts';

const never = new AbortController().signal;

describe.skipIf(process.platform === 'win32')('commands on this machine', () => {
  test('gives both outputs and the exit status', async () => {
    await using exec = new LocalExec();
    const result = await exec.run(shell`echo out; echo err >&2; exit 3`, { signal: never });
    expect(result).toEqual({ stdout: 'out\n', stderr: 'err\n', code: 3 });
  });

  test('a command that reads its input does not swallow the rest of the script', async () => {
    await using exec = new LocalExec();
    const result = await exec.run(shell`cat; echo after`, { signal: never });
    expect(result.stdout).toBe('after\n');
  });

  test('an abort ends the command and is an error', async () => {
    await using exec = new LocalExec();
    const stop = new AbortController();
    const running = exec.run(shell`echo started; sleep 600`, { signal: stop.signal });
    stop.abort();
    await expect(running).rejects.toMatchObject({ kind: 'cancelled' });
  });

  test('says that there is no shell', async () => {
    await using exec = new LocalExec(['/nowhere/sh']);
    await expect(exec.run(shell`true`, { signal: never })).rejects.toMatchObject({ kind: 'unsupported' });
  });

  test('follows what a command prints, and ends it when the reader goes', async () => {
    await using exec = new LocalExec();
    let pid = 0;
    for await (const piece of exec.follow(shell`echo $$; cat <&3`, { signal: never })) {
      pid = Number(piece);
      expect(() => process.kill(pid, 0)).not.toThrow();
      break;
    }
    await eventually(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'));
  });

  test('an abort is the end of what is followed, not an error', async () => {
    await using exec = new LocalExec();
    const stop = new AbortController();
    const pieces: string[] = [];
    for await (const piece of exec.follow(shell`echo one; cat <&3`, { signal: stop.signal })) {
      pieces.push(piece);
      stop.abort();
    }
    expect(pieces).toEqual(['one\n']);
  });
});
