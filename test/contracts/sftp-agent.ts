import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { preparePackages } from '../servers/packages.ts';
import { runCommand } from '../servers/run-command.ts';

export interface TestAgent extends AsyncDisposable {
  readonly socket: string;
}

/** A real ssh-agent that holds the keys, in this order. @param folder Its socket and copies of the keys go there. */
export async function startAgent(folder: string, ...keyFiles: readonly string[]): Promise<TestAgent> {
  const packages = await preparePackages();
  const env = { LD_LIBRARY_PATH: packages.libraryPath(packages.root) };
  const socket = join(folder, 'agent');
  const agent: ChildProcess = spawn(join(packages.root, 'usr/bin/ssh-agent'), ['-D', '-a', socket], { env });
  await once(agent.stdout ?? agent, 'data');
  for (const [index, keyFile] of keyFiles.entries()) {
    const key = join(folder, `agent-key-${index}`);
    await copyFile(keyFile, key);
    await chmod(key, 0o600);
    await runCommand(join(packages.root, 'usr/bin/ssh-add'), ['-q', key], { env: { ...env, SSH_AUTH_SOCK: socket } });
  }
  return {
    socket,
    async [Symbol.asyncDispose]() {
      const ended = once(agent, 'exit');
      agent.kill();
      await ended;
    },
  };
}

/** Gives a key that has no passphrase one. */
export async function encryptKey(path: string, passphrase: string): Promise<void> {
  const packages = await preparePackages();
  await runCommand(join(packages.root, 'usr/bin/ssh-keygen'), ['-q', '-p', '-P', '', '-N', passphrase, '-f', path], {
    env: { LD_LIBRARY_PATH: packages.libraryPath(packages.root) },
  });
}

/** Makes a new key pair. Answers the path of the private one. */
export async function makeKey(folder: string, name: string, ...form: readonly string[]): Promise<string> {
  const packages = await preparePackages();
  const path = join(folder, name);
  const args = ['-q', ...(form.length === 0 ? ['-t', 'ed25519'] : form), '-N', '', '-C', name, '-f', path];
  await runCommand(join(packages.root, 'usr/bin/ssh-keygen'), args, {
    env: { LD_LIBRARY_PATH: packages.libraryPath(packages.root) },
  });
  return path;
}
