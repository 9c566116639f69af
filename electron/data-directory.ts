import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where Portside keeps what it remembers, the same for every host: `PORTSIDE_DATA`, else the system's place for
 * applications (Windows: `%APPDATA%`; macOS: `Library/Application Support`; others: XDG Base Directory).
 */
export function dataDirectory(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (env['PORTSIDE_DATA']) return env['PORTSIDE_DATA'];
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Portside');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Portside');
  return join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'portside');
}
