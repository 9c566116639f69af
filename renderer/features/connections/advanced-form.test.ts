import { describe, expect, test } from 'vitest';
import { ConnectionTarget } from '../../../shared/model/connection.ts';
import {
  type AdvancedForm,
  advancedFromTarget,
  countChosen,
  emptyAdvanced,
  findAdvancedProblems,
  findJumpHostProblems,
  mayAddJumpHost,
  withAdvanced,
  withJumpHost,
} from './advanced-form.ts';

const ftp: ConnectionTarget = { protocol: 'ftp', encryption: 'auto', host: 'h', port: 21, user: 'ann' };
const sftp: ConnectionTarget = { ...ftp, protocol: 'sftp', port: 22 };
const jump = { key: 0, host: 'gate', port: '22', user: 'ann', keyFile: '' };

describe('the Advanced page', () => {
  test.each<[string, ConnectionTarget]>([
    ['nothing chosen', ftp],
    [
      'all of FTP',
      {
        ...ftp,
        initialPath: '/www',
        mostSessions: 3,
        ftp: {
          dataMode: 'active',
          activePorts: { first: 5000, last: 5010 },
          activeAddress: '203.0.113.9',
          lowestTls: '1.3',
          clientCertificate: { file: '/c.pem', keyFile: '/k.pem' },
          transferType: 'auto',
          charset: 'koi8-r',
          timeZoneMinutes: -330,
          account: 'billing',
        },
      },
    ],
    ['an older TLS', { ...ftp, ftp: { highestTls: '1.2' } }],
    [
      'all of SFTP',
      {
        ...sftp,
        sftp: {
          jumpHosts: [
            { host: 'one', port: 22, user: 'a' },
            { host: 'two', port: 2222, user: '', keyFile: '/k' },
          ],
          legacyAlgorithms: true,
          flushUploads: true,
          sshConfig: false,
          agent: false,
        },
      },
    ],
  ])('brings a target with %s back as it was', (_name, target) => {
    expect(ConnectionTarget.parse(target)).toEqual(target);
    expect(withAdvanced(target, advancedFromTarget(target))).toEqual(target);
  });

  test('leaves out what is as it comes, and what belongs to the other protocol', () => {
    const form: AdvancedForm = { ...emptyAdvanced, charset: 'gbk', agent: false };
    expect(withAdvanced(ftp, form).sftp).toBeUndefined();
    expect(withAdvanced(ftp, form).ftp).toEqual({ charset: 'gbk' });
    expect(withAdvanced(sftp, form)).toEqual({ ...sftp, sftp: { agent: false } });
  });

  test('forgets the ports of active mode where the site is passive', () => {
    const form: AdvancedForm = { ...emptyAdvanced, dataMode: 'passive', firstActivePort: '5', lastActivePort: '1' };
    expect(findAdvancedProblems(form, 'ftp')).toEqual({});
    expect(withAdvanced(ftp, form).ftp).toEqual({ dataMode: 'passive' });
  });

  test('counts what was chosen', () => {
    expect(countChosen(emptyAdvanced, 'ftp')).toBe(0);
    expect(countChosen({ ...emptyAdvanced, initialPath: '/x', charset: 'gbk', agent: false }, 'ftp')).toBe(2);
  });

  test.each<[Partial<AdvancedForm>, object]>([
    [{ mostSessions: '20' }, {}],
    [{ mostSessions: '0' }, { mostSessions: 'sessions-invalid' }],
    [{ mostSessions: '21' }, { mostSessions: 'sessions-invalid' }],
    [{ mostSessions: 'few' }, { mostSessions: 'sessions-invalid' }],
    [{ firstActivePort: '5000' }, { activePorts: 'ports-invalid' }],
    [{ firstActivePort: '5001', lastActivePort: '5000' }, { activePorts: 'ports-turned' }],
    [{ firstActivePort: '5000', lastActivePort: '5000' }, {}],
    [{ lowestTls: '1.3', highestTls: '1.2' }, { highestTls: 'tls-turned' }],
    [{ certificateKeyFile: '/k' }, { certificateFile: 'certificate-missing' }],
    [{ account: 'a\nb' }, { account: 'account-invalid' }],
    [{ jumpHosts: [{ ...jump, host: '' }] }, {}],
  ])('for FTP %o has the problems %o', (change, problems) => {
    expect(findAdvancedProblems({ ...emptyAdvanced, ...change }, 'ftp')).toEqual(problems);
  });

  test.each<[Partial<typeof jump>, object]>([
    [{}, {}],
    [{ host: ' ' }, { host: 'host-missing' }],
    [{ host: 'a b' }, { host: 'host-invalid' }],
    [{ host: 'bastion:2222' }, { host: 'host-with-port' }],
    [{ port: '70000' }, { port: 'port-invalid' }],
    [{ user: '' }, {}],
    [{ user: 'a\u0000' }, { user: 'user-invalid' }],
  ])('a jump host %o has the problems %o', (change, problems) => {
    const changed = { ...jump, ...change };
    expect(findJumpHostProblems(changed)).toEqual(problems);
    const all = findAdvancedProblems({ ...emptyAdvanced, jumpHosts: [changed] }, 'sftp');
    expect(all).toEqual(Object.keys(problems).length === 0 ? {} : { jumpHosts: 'jump-invalid' });
  });

  test('takes eight jump hosts, each with a key of its own', () => {
    let form: AdvancedForm = emptyAdvanced;
    while (mayAddJumpHost(form)) form = withJumpHost(form);
    expect(form.jumpHosts).toHaveLength(8);
    expect(new Set(form.jumpHosts.map(({ key }) => key)).size).toBe(8);
  });
});
