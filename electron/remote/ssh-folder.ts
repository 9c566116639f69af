import { homedir } from 'node:os';
import { join } from 'node:path';

export interface SshFolders {
  /** `~/.ssh` */
  readonly user: string;
  /** `/etc/ssh` */
  readonly system: string | undefined;
}

/**
 * Where OpenSSH keeps configuration, known hosts and keys (ssh(1), FILES). PORTSIDE_SSH_FOLDER names another folder that
 * stands for both, or, when empty, none: then nothing of OpenSSH is looked at, and nothing is written there.
 */
export function sshFolders(): SshFolders | undefined {
  const told = process.env['PORTSIDE_SSH_FOLDER'];
  if (told === undefined) return { user: join(homedir(), '.ssh'), system: systemFolder() };
  return told === '' ? undefined : { user: told, system: undefined };
}

function systemFolder(): string | undefined {
  if (process.platform !== 'win32') return '/etc/ssh';
  const data = process.env['ProgramData'];
  return data === undefined ? undefined : join(data, 'ssh');
}
