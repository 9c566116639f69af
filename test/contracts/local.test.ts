import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalFileSystem } from '../../electron/remote/local/local-file-system.ts';
import { fromNativePath } from '../../electron/remote/local/local-path.ts';
import { localPlatform } from '../../electron/remote/local/local-platform.ts';
import { remoteFileSystemSuite } from './remote-file-system.suite.ts';

const windowsRefuses = Object.fromEntries(
  [' leading and trailing ', 'a"quoted"b', '[x]{y}*?', 'back\\slash', 'a -> b'].map((name) => [
    name,
    'Windows has no such names',
  ]),
);

remoteFileSystemSuite(
  'the local disk',
  async () => {
    const diskPath = await mkdtemp(join(tmpdir(), 'portside-local-'));
    return {
      open: async () => new LocalFileSystem(),
      root: fromNativePath(diskPath, localPlatform),
      diskPath,
      dispose: () => rm(diskPath, { recursive: true, force: true }),
    };
  },
  localPlatform.name === 'windows'
    ? { lineBreaksInNames: 'refused', cannotCarry: windowsRefuses }
    : { lineBreaksInNames: 'carried' },
);
