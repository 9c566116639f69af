import { existsSync } from 'node:fs';
import { prepareCredentials } from './credentials.ts';
import { preparePackages } from './packages.ts';
import { runCommand } from './run-command.ts';

/** Whether real servers can run here; a reason is one sentence for a person. */
export type Availability = { readonly ok: true } | { readonly ok: false; readonly reason: string };

let known: Promise<Availability> | undefined;

/** Finds out whether the real servers can run on this machine, fetching and unpacking them if need be. Never throws. */
export function serversAvailable(): Promise<Availability> {
  known ??= findOut();
  return known;
}

async function findOut(): Promise<Availability> {
  const obstacle = findObstacle();
  if (obstacle !== undefined) return { ok: false, reason: obstacle };
  try {
    await runCommand('unshare', ['--mount', '--pid', '--fork', 'mount', '-t', 'tmpfs', 'tmpfs', '/run']);
  } catch (error) {
    return { ok: false, reason: `this system allows no private mounts (${messageOf(error)})` };
  }
  try {
    await prepareCredentials(await preparePackages());
  } catch (error) {
    return { ok: false, reason: `the servers' packages could not be prepared (${messageOf(error)})` };
  }
  return { ok: true };
}

function findObstacle(): string | undefined {
  if (process.platform !== 'linux') return `the real servers need Linux, this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'the real servers need root (for their private mounts), this is another user';
  for (const program of ['/usr/bin/apt-get', '/usr/bin/dpkg', '/usr/bin/unshare', '/usr/bin/setpriv']) {
    if (!existsSync(program)) return `the real servers need Debian's ${program}, which is missing`;
  }
  return undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
