import { describe, expect, it } from 'vitest';
import type { ConnectionInfo } from '../../../shared/model/connection.ts';
import { formatConnectionUrl } from '../../../shared/model/connection-url.ts';
import { destinationOf, isAddress } from './typed-address.ts';

const target = { protocol: 'sftp', encryption: 'auto', host: 'Example.org', port: 2222, user: 'ann' } as const;
const open = { id: 'one', label: 'x', target, home: '/home/ann', state: 'open' } as unknown as ConnectionInfo;

describe('an address that is pasted into the path field', () => {
  it('is not read as a relative path', () => {
    expect(isAddress('sftp://ann@example.org/srv')).toBe(true);
    expect(isAddress('  FTP://example.org')).toBe(true);
    for (const path of ['/srv', 'C:\\Users', 'a:b//c', '~/x']) expect(isAddress(path)).toBe(false);
  });

  it.each([
    [formatConnectionUrl({ ...target, initialPath: '/srv/a b/ü' }), '/srv/a b/ü'],
    ['sftp://example.org:2222/srv', '/srv'],
    ['sftp://ann@example.org:2222', '/home/ann'],
    ['sftp://ann@example.org:2222/', '/'],
  ])('(%s) leads to %s of the server that is open', (typed, path) => {
    expect(destinationOf(typed, [open])).toEqual({ kind: 'open', fs: 'one', path });
  });

  it.each(['sftp://bob@example.org:2222/srv', 'sftp://ann@example.org/srv', 'ftp://ann@example.org:2222/srv'])(
    '(%s) of another server or account is to be opened',
    (typed) => {
      expect(destinationOf(typed, [open])).toMatchObject({ kind: 'elsewhere', target: { initialPath: '/srv' } });
    },
  );

  it('says what is wrong with it', () => {
    expect(destinationOf('https://example.org', [open])).toEqual({ kind: 'problem', problem: 'unknown-scheme' });
  });
});
