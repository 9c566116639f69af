import { describe, expect, it } from 'vitest';
import { RemoteError } from '../model/remote-error.ts';
import { errorData, fail, succeed, unwrap } from './result.ts';

describe('a result', () => {
  it('gives its value', () => {
    expect(unwrap(succeed(3))).toBe(3);
    expect(unwrap(succeed(undefined))).toBeUndefined();
  });

  it('throws its error as the error it was', () => {
    const error = new RemoteError('denied', 'Not allowed.', { path: '/a' });
    expect(() => unwrap(fail(errorData(error)))).toThrow(RemoteError);
    expect(() => unwrap(fail(errorData(error)))).toThrow(expect.objectContaining({ data: error.data }));
  });
});

describe('errorData', () => {
  it.each([new Error('password=hunter2'), 'hunter2', undefined, null, { message: 'hunter2' }])(
    'says nothing of %j, which is Portside’s own mistake',
    (thrown) => {
      const data = errorData(thrown);
      expect(data).toMatchObject({ kind: 'io', retry: 'never', hint: expect.stringContaining('log') });
      expect(JSON.stringify(data)).not.toContain('hunter2');
    },
  );
});
