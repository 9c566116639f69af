import type { ControlConnection } from './control-connection.ts';
import type { Limit } from './limit.ts';
import { replyText } from './reply.ts';

/**
 * Whether a byte 0xFF in a command, Telnet's "interpret as command", has to be sent twice (RFC 959 §3.1 and §4, RFC 854).
 * The standard says so, the servers do not agree: vsftpd and Pure-FTPd take every byte as it is; ProFTPD and the BSD family take
 * two for one, and lose what follows a single one. No name of UTF-8 has this byte; “я” of windows-1251 is it.
 */
export type TelnetEscape = 'plain' | 'doubled';

/**
 * Finds out by the name that the server repeats when it cannot enter a directory. One that repeats nothing, like
 * vsftpd, is taken for plain. Asks nothing where the character set cannot spell the byte.
 */
export async function probeTelnetEscape(control: ControlConnection, limit: Limit): Promise<TelnetEscape> {
  const { text: iac, exact } = control.text.decode('\xff');
  if (!exact) return 'plain';
  const reply = await control.ask(`CWD ${iac}${iac}portside${iac}probe`, limit);
  const repeated = replyText(reply);
  if (!repeated.includes('portside') && !repeated.includes('probe')) return 'plain';
  return repeated.includes(`${iac}${iac}portside${iac}probe`) ? 'plain' : 'doubled';
}
