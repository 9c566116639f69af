const HIDDEN = '****';

/** Commands whose arguments are secret (RFC 959 §4.1.1, RFC 2228 §3; SITE PSWD of several servers). */
const secretCommand = /^(PASS|ACCT|ADAT|SITE +(?:PSWD|CPWD|PASSWD?)) .+$/i;
/** `user:password@` of an address (RFC 3986 §3.2.1); the password ends at the last `@` before the path. */
const addressPassword = /\b([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/]+(?=@)/gi;

/**
 * A line as it may be shown and kept. What a session writes is free of secrets already, for the session alone knows what its
 * secrets are; this keeps out what came by another way: an address that was pasted whole, a server that repeats a command.
 */
export function redact(line: string): string {
  return line.replace(secretCommand, `$1 ${HIDDEN}`).replace(addressPassword, `$1${HIDDEN}`);
}
