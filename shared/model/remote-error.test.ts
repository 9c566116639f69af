import { describe, expect, it } from 'vitest';
import { isRemoteError, RemoteError, RemoteErrorData, RemoteErrorKind } from './remote-error.ts';

describe('a remote error', () => {
  it.each(RemoteErrorKind.options)('of the kind %s crosses IPC and comes back the same', (kind) => {
    const error = new RemoteError(kind, 'It failed.', { path: '/a', serverCode: 550, serverText: 'no', hint: 'Try.' });
    const data = RemoteErrorData.parse(JSON.parse(JSON.stringify(error.data)));
    expect(data).toEqual(error.data);
    const back = RemoteError.from(data);
    expect(back.data).toEqual(error.data);
    expect(back.message).toBe('It failed.');
    expect(back.kind).toBe(kind);
  });

  it.each([
    ['auth', 'never'],
    ['timeout', 'reconnect'],
    ['disconnected', 'reconnect'],
    ['busy', 'reconnect'],
    ['not-found', 'never'],
    ['cancelled', 'never'],
  ] as const)('of the kind %s says by itself when to try again: %s', (kind, retry) => {
    expect(new RemoteError(kind, '').data.retry).toBe(retry);
    expect(new RemoteError(kind, '', { retry: 'now' }).data.retry).toBe('now');
  });

  it('keeps its cause out of what crosses IPC', () => {
    const cause = new Error('secret');
    const error = new RemoteError('io', 'It failed.', { cause });
    expect(error.cause).toBe(cause);
    expect(JSON.stringify(error.data)).not.toContain('secret');
  });

  it('is known by its kinds', () => {
    const error: unknown = new RemoteError('denied', '');
    expect(isRemoteError(error)).toBe(true);
    expect(isRemoteError(error, 'not-found', 'denied')).toBe(true);
    expect(isRemoteError(error, 'not-found')).toBe(false);
    expect(isRemoteError(new Error(''), 'denied')).toBe(false);
    expect(isRemoteError({ data: { kind: 'denied' } })).toBe(false);
  });
});
