import { describe, expect, it, vi } from 'vitest';
import { RemoteError } from '../model/remote-error.ts';
import { type Caller, createDispatch, type Handlers } from './dispatch.ts';

const caller: Caller = { id: 'window', emit() {} };

function dispatchWith(handlers: Partial<Handlers>) {
  const onUnexpected = vi.fn();
  return { dispatch: createDispatch(handlers as Handlers, onUnexpected), onUnexpected };
}

describe('dispatch', () => {
  it('hands the parsed input and the caller to the handler, and its answer back', async () => {
    const open = vi.fn().mockResolvedValue({ id: 'x' });
    const { dispatch } = dispatchWith({ 'connections.open': open });
    const target = { protocol: 'sftp', host: '  example.org ', port: 22, user: 'ann' };
    const result = await dispatch('connections.open', { operationId: '1', target, more: true }, caller);
    expect(result).toEqual({ ok: true, value: { id: 'x' } });
    const parsed = { operationId: '1', target: { ...target, host: 'example.org', encryption: 'auto' } };
    expect(open).toHaveBeenCalledExactlyOnceWith(parsed, caller);
  });

  it.each([
    '',
    'connections',
    'CONNECTIONS.LIST',
    '__proto__',
    'constructor',
    'toString',
    undefined,
    null,
    7,
    ['app.info'],
  ])('refuses the unknown name %j without calling anyone', async (name) => {
    const { dispatch, onUnexpected } = dispatchWith({});
    expect(await dispatch(name, undefined, caller)).toMatchObject({ ok: false, error: { kind: 'invalid-request' } });
    expect(onUnexpected).not.toHaveBeenCalled();
  });

  it('refuses malformed input, naming the request and the place', async () => {
    const rename = vi.fn();
    const { dispatch } = dispatchWith({ 'files.rename': rename });
    const input = { place: { fs: 'local', path: 'a' }, name: 'b' };
    expect(await dispatch('files.rename', input, caller)).toMatchObject({
      ok: false,
      error: {
        kind: 'invalid-request',
        message: expect.stringMatching(/files\.rename.*\(place\.path\).*absolute path/),
      },
    });
    expect(rename).not.toHaveBeenCalled();
  });

  it.each(['thrown', 'rejected'] as const)('returns a remote error that was %s as data', async (how) => {
    const error = new RemoteError('denied', 'Not allowed.', { path: '/a' });
    const { dispatch, onUnexpected } = dispatchWith({
      'transfers.resumeWaiting': () => {
        if (how === 'thrown') throw error;
        return Promise.reject(error);
      },
    });
    expect(await dispatch('transfers.resumeWaiting', undefined, caller)).toEqual({ ok: false, error: error.data });
    expect(onUnexpected).not.toHaveBeenCalled();
  });

  it('tells the log of any other error, and the window nothing of it', async () => {
    const mistake = new TypeError('x of undefined');
    const { dispatch, onUnexpected } = dispatchWith({
      'transfers.resumeWaiting': () => {
        throw mistake;
      },
    });
    const result = await dispatch('transfers.resumeWaiting', undefined, caller);
    expect(result).toMatchObject({ ok: false, error: { kind: 'io' } });
    expect(JSON.stringify(result)).not.toContain('undefined');
    expect(onUnexpected).toHaveBeenCalledExactlyOnceWith('transfers.resumeWaiting', mistake);
  });
});
