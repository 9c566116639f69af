import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { endProcess, type ProcessKey } from './end-process.ts';
import { LocalExec } from './local-exec.ts';
import { parseStat } from './report.ts';

const call = { signal: new AbortController().signal };
const started: ChildProcess[] = [];

/** A process that says when it is ready, and who it is. */
async function start(script: string): Promise<{ child: ChildProcess; key: ProcessKey }> {
  const child = spawn('/bin/sh', ['-c', `${script} echo ready; while :; do sleep 0.1; done`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  started.push(child);
  await once(child.stdout, 'data');
  const stat = parseStat((await readFile(`/proc/${child.pid}/stat`, 'utf8')).trim());
  return { child, key: { pid: child.pid ?? 0, start: stat?.start ?? 0 } };
}

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

describe.skipIf(process.platform !== 'linux')('the end of a process', () => {
  test('is sent to the process of this start time, and seen', async () => {
    await using exec = new LocalExec();
    const { child, key } = await start('');
    expect(await endProcess(exec, { process: key, signal: 'TERM' }, call)).toBe('ended');
    if (child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGTERM');
    expect(await endProcess(exec, { process: key, signal: 'TERM' }, call)).toBe('already-gone');
  });

  test('is not sent to another process of the same number', async () => {
    await using exec = new LocalExec();
    const { child, key } = await start('');
    const earlier = { pid: key.pid, start: key.start - 1 };
    expect(await endProcess(exec, { process: earlier, signal: 'KILL' }, call)).toBe('already-gone');
    expect(child.signalCode ?? child.exitCode).toBeNull();
  });

  test('is not believed where the process goes on; force ends it', async () => {
    await using exec = new LocalExec();
    const { child, key } = await start(`trap '' TERM;`);
    expect(await endProcess(exec, { process: key, signal: 'TERM' }, call)).toBe('still-there');
    expect(await endProcess(exec, { process: key, signal: 'KILL' }, call)).toBe('ended');
    if (child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
  });

  test('takes helpers along, if they are still the same', async () => {
    await using exec = new LocalExec();
    const [session, helper, stranger] = [await start(''), await start(''), await start('')];
    const helpers = [helper.key, { ...stranger.key, start: stranger.key.start + 1 }];
    expect(await endProcess(exec, { process: session.key, helpers, signal: 'KILL' }, call)).toBe('ended');
    if (helper.child.signalCode === null) await once(helper.child, 'exit');
    expect(helper.child.signalCode).toBe('SIGKILL');
    expect(stranger.child.signalCode).toBeNull();
  });
});
