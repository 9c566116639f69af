import { describe, expect, test } from 'vitest';
import type { ConnectionTarget } from '../../shared/model/connection.ts';
import { serverKey } from './reach-place.ts';

const target: ConnectionTarget = {
  protocol: 'sftp',
  encryption: 'auto',
  host: 'example.org',
  port: 22,
  user: 'root',
};

describe('the name of a watched server, for good', () => {
  test('two servers are two, however their sites are called', () => {
    const keys = [
      serverKey(target),
      serverKey({ ...target, port: 2222 }),
      serverKey({ ...target, user: 'ann' }),
      serverKey({ ...target, host: '2001:db8::1', port: 2222 }),
      serverKey({ ...target, sftp: { jumpHosts: [{ host: 'gate.example.org', port: 22, user: '' }] } }),
    ];
    expect(keys).toEqual([
      'root@example.org',
      'root@example.org:2222',
      'ann@example.org',
      'root@[2001:db8::1]:2222',
      'root@example.org through gate.example.org',
    ]);
  });
});
