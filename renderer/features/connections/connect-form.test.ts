import { describe, expect, test } from 'vitest';
import type { ConnectionTarget } from '../../../shared/model/connection.ts';
import {
  type ConnectForm,
  emptyForm,
  findProblems,
  formFromTarget,
  lineIds,
  lines,
  targetFromForm,
  withAddress,
  withLine,
} from './connect-form.ts';

const filled: ConnectForm = { ...emptyForm, host: 'example.org', user: 'ann' };

describe('the fields of the connect dialog', () => {
  test.each<[Partial<ConnectForm>, object]>([
    [{}, {}],
    [{ host: '  ' }, { host: 'host-missing' }],
    [{ host: 'a b' }, { host: 'host-invalid' }],
    [{ host: 'http://x' }, { host: 'host-invalid' }],
    [{ host: 'example.org:2222' }, { host: 'host-with-port' }],
    [{ host: '[::1]:2222' }, { host: 'host-with-port' }],
    [{ host: 'fe80::1' }, {}],
    [{ host: '[2001:db8::1]' }, {}],
    [{ port: '' }, { port: 'port-invalid' }],
    [{ port: '0' }, { port: 'port-invalid' }],
    [{ port: '65536' }, { port: 'port-invalid' }],
    [{ port: '2 2' }, { port: 'port-invalid' }],
    [{ user: '' }, { user: 'user-missing' }],
    [{ user: 'a\nb' }, { user: 'user-invalid' }],
    [{ line: 'ftp-auto', user: '', anonymous: true }, {}],
    [{ line: 'sftp', user: '', anonymous: true }, { user: 'user-missing' }],
  ])('%o has the problems %o', (change, problems) => {
    expect(findProblems({ ...filled, ...change })).toEqual(problems);
  });

  test('the port follows the protocol until the user chose one', () => {
    expect(withLine(emptyForm, 'ftp-implicit').port).toBe('990');
    expect(withLine(withLine(emptyForm, 'ftp-implicit'), 'ftp-auto').port).toBe('21');
    expect(withLine({ ...emptyForm, port: '2222' }, 'ftp-auto').port).toBe('2222');
  });

  test('a whole address in the field of the host fills the others, and leaves what it does not say', () => {
    const form = { ...emptyForm, user: 'ann', password: 'secret', keyFile: '/key' };
    expect(withAddress(form, ' ftps://example.org ')).toMatchObject({
      ...{ line: 'ftp-implicit', host: 'example.org', port: '990', user: 'ann', password: 'secret', keyFile: '/key' },
    });
    expect(withAddress(form, 'sftp://bob:pass@example.org:2222/www')).toMatchObject({
      ...{ line: 'sftp', host: 'example.org', port: '2222', user: 'bob', password: 'pass' },
      advanced: { initialPath: '/www' },
    });
    for (const text of ['example.org', 'example.org:22', 'http://example.org', '']) {
      expect(withAddress(form, text), text).toBeUndefined();
    }
  });

  test('an absent password is left to be asked for', () => {
    expect(targetFromForm(filled).password).toBeUndefined();
    expect(targetFromForm({ ...filled, password: 'x' }).password).toBe('x');
  });

  test('anonymous logs in as anonymous and sends nothing personal', () => {
    const { target, password } = targetFromForm({ ...filled, line: 'ftp-none', anonymous: true, password: 'secret' });
    expect(target.user).toBe('anonymous');
    expect(password).toBe('guest');
  });

  test('a key file belongs to SFTP only', () => {
    expect(targetFromForm({ ...filled, keyFile: '/k' }).target.keyFile).toBe('/k');
    expect(targetFromForm({ ...filled, line: 'ftp-auto', keyFile: '/k' }).target).not.toHaveProperty('keyFile');
  });

  test('an IPv6 address may be typed in brackets', () => {
    expect(targetFromForm({ ...filled, host: '[::1]' }).target.host).toBe('::1');
  });

  test.each(lineIds)('a target by %s comes back as it was', (line) => {
    const target: ConnectionTarget = { ...lines[line], host: 'h', port: 2121, user: 'ann', initialPath: '/www' };
    expect(targetFromForm(formFromTarget(target)).target).toEqual(target);
  });
});
