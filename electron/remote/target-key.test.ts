import { describe, expect, it } from 'vitest';
import { type ConnectionTarget, FileSystemId } from '../../shared/model/connection.ts';
import { siteConnectionId, targetId } from './target-key.ts';

const target: ConnectionTarget = {
  protocol: 'ftp',
  encryption: 'explicit',
  host: 'example.org',
  port: 21,
  user: 'ann',
};

describe('the id of a connection', () => {
  it.each([
    { host: 'Example.ORG' },
    { host: 'example.org.' },
    { initialPath: '/srv' },
    { mostSessions: 5 },
    { ftp: {} },
    { ftp: { charset: undefined } },
  ])('is the same with %j', (change) => {
    expect(targetId({ ...target, ...change } as ConnectionTarget)).toBe(targetId(target));
  });

  it.each<Partial<ConnectionTarget>>([
    { host: 'example.com' },
    { port: 2121 },
    { user: 'bob' },
    { user: 'Ann' },
    { encryption: 'implicit' },
    { protocol: 'sftp' },
    { keyFile: '/key' },
    { ftp: { charset: 'gbk' } },
  ])('is another with %j', (change) => {
    expect(targetId({ ...target, ...change })).not.toBe(targetId(target));
  });

  it('does not depend on the order in which a target was written', () => {
    const one: ConnectionTarget = { ...target, ftp: { dataMode: 'active', activePorts: { first: 1, last: 2 } } };
    const other: ConnectionTarget = { ftp: { activePorts: { last: 2, first: 1 }, dataMode: 'active' }, ...target };
    expect(targetId(one)).toBe(targetId(other));
  });

  it('ignores how FTP is protected where it is SFTP', () => {
    const sftp: ConnectionTarget = { ...target, protocol: 'sftp' };
    expect(targetId({ ...sftp, encryption: 'auto' })).toBe(targetId(sftp));
  });

  it('is one that the contract takes, is the same after a restart, and tells nothing of the account', () => {
    expect(FileSystemId.parse(targetId(target))).toMatch(/^target:[\w-]{43}$/);
    expect(targetId(target)).not.toContain('ann');
    expect(FileSystemId.parse(siteConnectionId('3f0c'))).toBe('site:3f0c');
  });
});
