const HIDDEN = '****';

/** Commands whose arguments are secret (RFC 959 §4.1.1, RFC 2228 §3; SITE PSWD of several servers). */
const secretCommand = /^(PASS|ACCT|ADAT|SITE +(?:PSWD|CPWD|PASSWD?)) .+$/i;
/**
 * `user:password@` of an address, also where it is written as nobody may write it (RFC 3986 §3.2.1), with `/`, `@` or a space in the
 * password: that ends at the last `@` before the next address, else before the end. Rather too much is hidden than a piece of it shown.
 */
const addressPassword =
  /\b([a-z][a-z0-9+.-]*:\/\/[^\s/:]*:)(?:(?:(?!\s[a-z][a-z0-9+.-]*:\/\/)[^\r\n])+|[^\r\n]+)(?=@)/gi;

/**
 * A line as it may be shown and kept. What a session writes is free of secrets already, for the session alone knows what its
 * secrets are; this keeps out what came by another way: an address that was pasted whole, a server that repeats a command.
 */
export function redact(line: string): string {
  const shown = line.replace(secretCommand, `$1 ${HIDDEN}`);
  // Behind the last `@` is no password, and a hostile line could keep the search busy there.
  const end = shown.lastIndexOf('@') + 1;
  return shown.slice(0, end).replace(addressPassword, `$1${HIDDEN}`) + shown.slice(end);
}
