import { describe, expect, it } from 'vitest';
import type { RemoteErrorKind } from '../../../shared/model/remote-error.ts';
import { isVague, replyError } from './ftp-errors.ts';
import { networkError, notFtpError } from './network-errors.ts';
import { parseReply } from './reply.ts';

const reply = (text: string) => parseReply(Number(text.slice(0, 3)), text);
const attempt = { to: 'write “/a”', path: '/a' };

describe('replyError', () => {
  it.each<[string, RemoteErrorKind]>([
    // vsftpd
    ['530 Login incorrect.', 'auth'],
    ['530 Permission denied.', 'auth'],
    ['530 Non-anonymous sessions must use encryption.', 'unsupported'],
    ['421 There are too many connected users, please try later.', 'busy'],
    ['421 There are too many connections from your internet address.', 'busy'],
    ['421 Timeout.', 'disconnected'],
    ['451 Failure writing to local file.', 'no-space'],
    [
      '522 SSL connection failed; session reuse required: see require_ssl_reuse option in vsftpd.conf man page',
      'unsupported',
    ],
    ['425 Failed to establish connection.', 'unreachable'],
    ['426 Failure writing network stream.', 'disconnected'],
    ['550 Permission denied.', 'denied'],
    // ProFTPD
    ['550 a: No such file or directory', 'not-found'],
    ['550 a: Permission denied', 'denied'],
    ['550 a: File exists', 'exists'],
    ['550 a: Directory not empty', 'not-empty'],
    ['550 a: Not a regular file', 'invalid-request'],
    ['550 a: Is a directory', 'invalid-request'],
    ['550 a: Not a directory', 'invalid-request'],
    ['552 Transfer aborted. Disk quota exceeded', 'quota'],
    ['452 Transfer aborted. No space left on device', 'no-space'],
    ['451 Transfer aborted. Input/output error', 'no-space'],
    ['550 SSL/TLS required on the control channel', 'unsupported'],
    ['425 Unable to build data connection: Operation not permitted', 'unsupported'],
    ['530 Sorry, the maximum number of clients (3) for this user are already connected.', 'busy'],
    ['530 Sorry, the maximum number of connections (2) for your host are already connected.', 'busy'],
    // Pure-FTPd
    ["550 Can't open a: No such file or directory", 'not-found'],
    ["550 Can't make directory: File exists", 'exists'],
    ["550 Can't remove directory: Directory not empty", 'not-empty'],
    ["553 Can't open that file: Permission denied", 'denied'],
    ['451-Error during write to file\n451 Transfer aborted', 'no-space'],
    ['421 50 users (the maximum) are already logged in, sorry', 'busy'],
    ['421 Sorry, cleartext sessions and weak ciphers are not accepted on this server.', 'unsupported'],
    ['530 Login authentication failed', 'auth'],
    // FileZilla Server, IIS, Serv-U
    ["550 Couldn't open the file", 'denied'],
    ['503 Use AUTH first.', 'unsupported'],
    ['550 The system cannot find the file specified.', 'not-found'],
    ['550 Access is denied.', 'denied'],
    ['550 Cannot create a file when that file already exists.', 'exists'],
    ['550 The directory is not empty.', 'not-empty'],
    ['534 Policy requires SSL.', 'unsupported'],
    ['530 Not logged in, user or password incorrect!', 'auth'],
    ['530 User cannot log in.', 'auth'],
    ['530 User cannot log in, home directory inaccessible.', 'denied'],
    ['530 Valid hostname is expected.', 'auth'],
    ['550 The process cannot access the file because it is being used by another process.', 'io'],
    ['550 The filename, directory name, or volume label syntax is incorrect.', 'denied'],
    ['425 Cannot open data connection.', 'unreachable'],
    ['426 Connection closed; transfer aborted.', 'disconnected'],
    ['521 PROT P required', 'unsupported'],
    ['425 Unable to build data connection: TLS session of data connection not resumed.', 'unsupported'],
    [
      '450 TLS session of data connection has not resumed or the session does not match the control connection',
      'unsupported',
    ],
    ['425 Can\'t open data connection for transfer of "/a"', 'unreachable'],
    ['421 Too many users - please try again later.', 'busy'],
    ['530 Not logged in, home directory does not exist.', 'denied'],
    ['530 Sorry, your account has expired.', 'denied'],
    ['530 Password expired.', 'denied'],
    ['530 Sorry, no ANONYMOUS access allowed.', 'auth'],
    ['532 Need account for storing files.', 'denied'],
    // More of vsftpd, ProFTPD and Pure-FTPd
    ['500 OOPS: cannot change directory:/home/ann', 'denied'],
    ['500 OOPS: vsftpd: refusing to run with writable root inside chroot()', 'denied'],
    ['530 Anonymous sessions may not use encryption.', 'unsupported'],
    ['530 This FTP server is anonymous only.', 'auth'],
    ['421 There are too many connections from your internet address.', 'busy'],
    ['421 Timeout.', 'disconnected'],
    ['425 Security: Bad IP connecting.', 'unreachable'],
    ['522 Data connections must be encrypted.', 'unsupported'],
    ['421 No transfer timeout (600 seconds): closing control connection', 'disconnected'],
    ['425 Unable to build data connection: Connection refused', 'unreachable'],
    ['425 Unable to build data connection: Connection timed out', 'unreachable'],
    ['522 SSL/TLS required on the data channel', 'unsupported'],
    ['552 Transfer aborted. Disk quota exceeded', 'quota'],
    ['530 Home directory not available - aborting', 'denied'],
    ['421 Too many connections (2) from this IP', 'busy'],
    ["421 I can't accept more than 2 connections as the same user", 'busy'],
    ['421 Timeout - try typing a little faster next time', 'disconnected'],
    ['552 Disk full - please upload later', 'no-space'],
    ["500 I won't open a connection to 10.0.0.1 (only to 10.0.0.2)", 'unreachable'],
    ['500 FTP server shut down (going down at 12:00) -- please try again later', 'disconnected'],
    ['521 Data connection cannot be opened with this PROT setting.', 'unsupported'],
    // By the code alone
    ['500 ?', 'unsupported'],
    ['502 ?', 'unsupported'],
    ['521 ?', 'exists'],
    ['452 ?', 'no-space'],
    ['552 ?', 'quota'],
    ['553 ?', 'denied'],
    ['332 ?', 'denied'],
    ['450 ?', 'io'],
    ['499 ?', 'io'],
    ['599 ?', 'denied'],
  ])('%s means %s', (text, kind) => {
    const error = replyError(reply(text), attempt);
    expect(error.kind).toBe(kind);
    expect(error.data).toMatchObject({
      serverCode: Number(text.slice(0, 3)),
      serverText: text.replace('451-', '451 ').replace('\n451', ''),
      path: '/a',
    });
    expect(error.message).not.toBe('');
  });

  it.each([
    '530 Non-anonymous sessions must use encryption.',
    '421 Too many users',
    '425 Failed to establish connection.',
    '522 session reuse required',
    '452 Full',
    '530 Login incorrect.',
  ])('says what to do about %s', (text) => {
    expect(replyError(reply(text), attempt).data.hint).toMatch(/\w{3,}/);
  });

  it.each([
    ['425 Failed to establish connection.', /passive port range.*firewall.*active mode/],
    ['530 User cannot log in, home directory inaccessible.', /operator/],
    ['530 Sorry, your account has expired.', /expired/],
    ['530 Sorry, the maximum number of clients (3) for this user are already connected.', /fewer sessions/],
    ['521 PROT P required', /explicit TLS/],
    ['532 Need account for storing files.', /account in the settings/],
    ['530 Valid hostname is expected.', /site\|user/],
  ])('the hint for %s helps', (text, hint) => {
    expect(replyError(reply(text), attempt).data.hint).toMatch(hint);
  });

  it('tells how many connections the server allows, where it says so', () => {
    for (const text of [
      '530 Sorry, the maximum number of clients (3) for this user are already connected.',
      '421 3 users (the maximum) are already logged in, sorry',
      '421 Too many connections (3) from this IP',
    ]) {
      expect(replyError(reply(text), attempt).message).toContain('allows 3');
    }
  });

  it('names session reuse and the setting that demands it', () => {
    expect(replyError(reply('522 SSL connection failed; session reuse required'), attempt).data.hint).toContain(
      'require_ssl_reuse',
    );
  });

  it.each([
    '550 Failed to open file.',
    '550 Delete operation failed.',
    '553 Could not create file.',
    '550 Rename failed.',
    "550 Couldn't open the file",
  ])('knows that %j gives no reason', (text) => {
    expect(isVague(reply(text))).toBe(true);
  });

  it.each(['550 Permission denied.', '550 No such file', '530 Login incorrect.', '500 What?', '226 Done'])(
    'knows that %j gives one',
    (text) => {
      expect(isVague(reply(text))).toBe(false);
    },
  );
});

describe('networkError', () => {
  const place = { host: 'ftp.example.org', port: 2121 };
  const failure = (code: string, message = code) => Object.assign(new Error(message), { code });

  it.each<[string, RemoteErrorKind]>([
    ['ECONNREFUSED', 'unreachable'],
    ['ENOTFOUND', 'unreachable'],
    ['EAI_AGAIN', 'unreachable'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ETIMEDOUT', 'timeout'],
    ['ECONNRESET', 'disconnected'],
  ])('%s while dialling means %s', (code, kind) => {
    expect(networkError(failure(code), place, 'dialling').kind).toBe(kind);
  });

  it.each([
    ['the name cannot be looked up for a moment', failure('ENOTFOUND'), 'dialling'],
    ['the network fails in the TLS handshake', failure('ECONNRESET'), 'securing'],
    ['the server hangs up in the TLS handshake', new Error('Server sent FIN packet unexpectedly'), 'securing'],
  ] as const)('a connection that was lost comes back by itself though %s', (_, error, stage) => {
    expect(networkError(error, place, stage).data.retry).toBe('reconnect');
  });

  it('what TLS itself refuses is not tried again', () => {
    const alert = failure('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'alert handshake failure');
    expect(networkError(alert, place, 'securing').data.retry).toBe('never');
  });

  it('names host and port of a refused connection', () => {
    const error = networkError(failure('ECONNREFUSED'), place, 'dialling');
    expect(error.message).toContain('2121');
    expect(error.message).toContain('ftp.example.org');
    expect(error.data.hint).toContain('21');
  });

  it('knows a server without TLS by its answer to the handshake', () => {
    const error = networkError(failure('ERR_SSL_WRONG_VERSION_NUMBER', 'wrong version number'), place, 'securing');
    expect(error).toMatchObject({ kind: 'protocol' });
    expect(error.data.hint).toContain('explicit TLS');
  });

  it.each([
    ['SSH-2.0-OpenSSH_9.2\r\n', 'SFTP'],
    ['\x15\x03\x01\0\x02\x02\x16', 'implicit TLS'],
    ['HTTP/1.1 400 Bad Request\r\n', '21'],
  ])('knows that %j is no FTP, and what to choose instead', (first, hint) => {
    const error = notFtpError(first, place);
    expect(error.kind).toBe('protocol');
    expect(error.data.hint).toContain(hint);
  });
});
