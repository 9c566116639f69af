import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

// The same engine without a browser around it: it starts sooner and leaves more of the machine to the tests.
const headlessShell = '/usr/bin/chromium-headless-shell';

const candidates = [
  process.env['PORTSIDE_CHROMIUM'],
  headlessShell,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** The system's Chromium, or a browser built from it. */
export function findChromium(): string | undefined {
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path));
}

/** Finds Chromium, or installs Debian's package of it without a browser where this account may. */
export function ensureChromium(): string | undefined {
  const found = findChromium();
  const mayInstall = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!mayInstall || process.env['PORTSIDE_CHROMIUM'] || found === headlessShell) return found;
  console.log('Installing Chromium for the browser tests…');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const packages = ['chromium-headless-shell', 'fonts-dejavu-core'];
  for (const command of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    spawnSync('apt-get', ['-qq', ...command], { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
  }
  return findChromium();
}
