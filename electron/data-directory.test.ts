import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dataDirectory } from './data-directory.ts';

it.each([
  ['linux', {}, ['home', '.config', 'portside']],
  ['linux', { XDG_CONFIG_HOME: 'xdg' }, ['xdg', 'portside']],
  ['linux', { XDG_CONFIG_HOME: '' }, ['home', '.config', 'portside']],
  ['linux', { APPDATA: 'x' }, ['home', '.config', 'portside']],
  ['darwin', { XDG_CONFIG_HOME: 'xdg' }, ['home', 'Library', 'Application Support', 'Portside']],
  ['win32', { APPDATA: 'roaming' }, ['roaming', 'Portside']],
  ['win32', {}, ['home', 'AppData', 'Roaming', 'Portside']],
  ['linux', { PORTSIDE_DATA: 'mine', XDG_CONFIG_HOME: 'xdg' }, ['mine']],
  ['win32', { PORTSIDE_DATA: 'mine', APPDATA: 'roaming' }, ['mine']],
] as const)('on %s with %j Portside keeps its data in %j', (platform, env, expected) => {
  expect(dataDirectory(env, platform, 'home')).toBe(join(...expected));
});

it('the home is that of the account', () => {
  expect(dataDirectory({}, 'linux')).toBe(join(homedir(), '.config', 'portside'));
});
