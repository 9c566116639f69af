import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where OpenSSH keeps what is the user's: `~/.ssh`. PORTSIDE_SSH_FOLDER names another folder, or, when empty, none: then
 * neither a configuration nor known hosts nor the usual keys are looked at, and nothing is written there.
 */
export function sshFolder(): string | undefined {
  const told = process.env['PORTSIDE_SSH_FOLDER'];
  if (told === undefined) return join(homedir(), '.ssh');
  return told === '' ? undefined : told;
}
