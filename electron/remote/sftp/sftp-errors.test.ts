import { describe, expect, it } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { isUnexplained, sftpError, writeFailed } from './sftp-errors.ts';

const status = (code: number, text = 'Failure') => Object.assign(new Error(text), { code });

describe('SFTP errors', () => {
  it.each([
    [2, 'not-found'],
    [3, 'denied'],
    [4, 'io'],
    [5, 'invalid-request'],
    [7, 'disconnected'],
    [8, 'unsupported'],
    [10, 'not-found'],
    [11, 'exists'],
    [12, 'denied'],
    [14, 'no-space'],
    [15, 'quota'],
    [18, 'not-empty'],
    [99, 'io'],
  ])('status %i is %s', (code, kind) => {
    const error = sftpError(status(code), '/a/b');
    expect(error.kind).toBe(kind);
    expect(error.data).toMatchObject({ path: '/a/b', serverCode: code, serverText: 'Failure' });
    if (kind !== 'disconnected') expect(error.message).toContain('/a/b');
  });

  it.each([
    ['No space left on device', 'no-space'],
    ['Disk quota exceeded', 'quota'],
    ['File already exists', 'exists'],
    ['Directory not empty', 'not-empty'],
    ['Permission denied', 'denied'],
    ['No such file', 'not-found'],
  ])('a failure that says “%s” is %s', (text, kind) => {
    expect(sftpError(status(4, text), '/a').kind).toBe(kind);
  });

  it('takes an error without a status for the end of the line', () => {
    expect(sftpError(new Error('No response from server'), '/a').kind).toBe('disconnected');
  });

  it('keeps an error that has been explained already', () => {
    const error = new RemoteError('auth', 'no');
    expect(sftpError(error, '/a')).toBe(error);
  });

  it('explains a failed write by the space that is left', () => {
    const failure = sftpError(status(4), '/a');
    expect(isUnexplained(failure)).toBe(true);
    expect(writeFailed(failure, '/a', 0).kind).toBe('no-space');
    expect(writeFailed(failure, '/a', 1_000_000)).toMatchObject({ kind: 'io' });
    expect(writeFailed(failure, '/a', undefined).message).toContain('full disk or quota');
  });
});
