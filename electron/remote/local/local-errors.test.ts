import { describe, expect, it } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { localError } from './local-errors.ts';
import { UnmappablePathError } from './local-path.ts';

describe('errors of the local disk', () => {
  it.each([
    ['ENOENT', 'not-found'],
    ['ENOTDIR', 'not-found'],
    ['EEXIST', 'exists'],
    ['ENOTEMPTY', 'not-empty'],
    ['EACCES', 'denied'],
    ['EPERM', 'denied'],
    ['EROFS', 'denied'],
    ['ENOSPC', 'no-space'],
    ['EDQUOT', 'quota'],
    ['ENAMETOOLONG', 'invalid-request'],
    ['EMFILE', 'busy'],
    ['EXDEV', 'unsupported'],
    ['EIO', 'io'],
  ])('%s is %s, and names the file', (code, kind) => {
    const error = localError(Object.assign(new Error(`${code}: text of Node`), { code }), '/a/b');
    expect(error.kind).toBe(kind);
    expect(error.data.path).toBe('/a/b');
    expect(error.message).toContain('/a/b');
    expect(error.data.serverText).toContain('text of Node');
  });

  it('keeps an error that has been explained already', () => {
    const error = new RemoteError('auth', 'no', { path: '/other' });
    expect(localError(error, '/a')).toBe(error);
  });

  it('says why a path cannot exist here', () => {
    const error = localError(new UnmappablePathError('Windows keeps the name “nul” for a device'), '/C:/nul');
    expect(error.kind).toBe('invalid-request');
    expect(error.message).toContain('device');
  });
});
