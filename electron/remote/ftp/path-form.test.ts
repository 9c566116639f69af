import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { startOf } from './path-form.ts';
import type { Answer } from './testing/scripted-server.ts';
import { calm, failure, namesIn, scene } from './testing/scripted-session.ts';

const pwd = (path: string) => ({ code: 257, lines: [`"${path}" is current directory.`] });

describe('where a session begins', () => {
  it.each([
    ['UNIX Type: L8', '/home/ann', '/home/ann', '/home/ann/sub', '/home/ann/sub'],
    ['VMS OpenVMS V8.4', 'DISK$USER:[ANN.SUB]', '/DISK$USER/ANN/SUB', '/DISK$USER/ANN', 'DISK$USER:[ANN]'],
    [
      'VMS MultiNet Unix Emulation',
      'SYS$SYSDEVICE:[000000]',
      '/SYS$SYSDEVICE',
      '/SYS$SYSDEVICE',
      'SYS$SYSDEVICE:[000000]',
    ],
    ['VMS', 'DISK:[ROOT.][ANN]', '/DISK/ROOT/ANN', '/DISK/ROOT/ANN', 'DISK:[ROOT.ANN]'],
    ['VMS with a Unix face', '/disk/ann', '/disk/ann', '/disk/ann', '/disk/ann'],
    ['MVS is the operating system of this server.', "'ANN.'", '/ANN', '/ANN/DATA.SOURCE', "'ANN.DATA.SOURCE'"],
    ['MVS is the operating system of this server.', '/u/ann', '/u/ann', '/u/ann', '/u/ann'],
    ['Windows_NT', '/', '/', '/a', '/a'],
  ])('is told by %s and %s', (system, working, home, path, argument) => {
    const start = startOf(system, pwd(working));
    expect(start.home).toBe(home);
    expect(start.paths.directory(path)).toBe(argument);
  });
});

/** Directories by what CWD calls them: what LIST and RETR then find there. */
function serverOf(
  system: string,
  working: string,
  directories: Record<string, { list: string; files: Record<string, string> }>,
) {
  let current = working;
  const answers: Record<string, Answer> = {
    SYST: `215 ${system}`,
    PWD: `257 "${working}" is current directory.`,
    CWD: (argument) => {
      if (directories[argument] === undefined) return '550 No such directory';
      current = argument;
      return '250 There';
    },
    LIST: (argument, session) =>
      argument === '' ? session.send(directories[current]?.list ?? '') : '501 Invalid option',
    RETR: (argument, session) => {
      const content = directories[current]?.files[argument];
      return content === undefined ? '550 No such file' : session.send(content);
    },
  };
  return scene({ features: [], answers });
}

const vms = () =>
  serverOf('VMS OpenVMS V8.4', 'DISK$USER:[ANN]', {
    'DISK$USER:[000000]': { list: 'ANN.DIR;1 1 1-JAN-2024 10:00:00 [SYSTEM] (RWE,RWE,RE,RE)\r\n', files: {} },
    'DISK$USER:[ANN]': {
      list: 'SUB.DIR;1 1 1-JAN-2024 10:00:00 [ANN] (RWE,RWE,RE,RE)\r\nLOGIN.COM;2 1/3 1-JAN-2024 10:00:00 [ANN] (RWED,RWED,,)\r\n',
      files: { 'LOGIN.COM;2': 'hello' },
    },
    'DISK$USER:[ANN.SUB]': { list: 'A.TXT;1 1 1-JAN-2024 10:00:00 [ANN] (RWED,RWED,,)\r\n', files: { 'A.TXT;1': 'a' } },
  });

const heading = ' Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname\r\n';

const mvs = () =>
  serverOf('MVS is the operating system of this server. FTP Server is running on z/OS.', "'ANN.'", {
    "'ANN'": {
      list: `${heading}WPTA01 3390   2004/03/04  1    3  FB      80  3125  PO  SOURCE.C\r\nWPTA01 3390   2004/03/04  1    3  FB      80  3125  PS  NOTES\r\n`,
      files: { NOTES: 'hello' },
    },
    "'ANN.SOURCE.C'": {
      list: ' Name     VV.MM   Created       Changed      Size  Init   Mod   Id\r\n MAIN\r\n',
      files: { MAIN: 'int main' },
    },
  });

describe.each([
  {
    of: 'VMS',
    start: vms,
    home: '/DISK$USER/ANN',
    top: 'DISK$USER',
    rows: ['SUB', 'LOGIN.COM;2'],
    file: '/DISK$USER/ANN/LOGIN.COM;2',
    below: '/DISK$USER/ANN/SUB',
    deep: 'A.TXT;1',
    content: 'a',
  },
  {
    of: 'z/OS',
    start: mvs,
    home: '/ANN',
    top: 'ANN',
    rows: ['SOURCE.C', 'NOTES'],
    file: '/ANN/NOTES',
    below: '/ANN/SOURCE.C',
    deep: 'MAIN',
    content: 'int main',
  },
])('the files of a server of $of', ({ start, home, top, rows, file, below, deep, content }) => {
  it('are listed and read under paths with slashes', async () => {
    await using s = await start();
    expect(s.fs.facts.home).toBe(home);
    expect(await namesIn(s.fs, '/')).toEqual([top]);
    expect(await namesIn(s.fs, home)).toEqual(rows);
    expect(await namesIn(s.fs, below)).toEqual([deep]);
    expect(await text(await s.fs.read(file, {}, calm))).toBe('hello');
    expect(await text(await s.fs.read(`${below}/${deep}`, {}, calm))).toBe(content);
  });

  it('are found by their path, with no size that counts something else than bytes', async () => {
    await using s = await start();
    expect(await s.fs.stat(home, calm)).toMatchObject({ type: 'directory' });
    expect(await s.fs.stat(below, calm)).toMatchObject({ type: 'directory' });
    expect(await s.fs.stat(file, calm)).toMatchObject({ type: 'file' });
    expect(await s.fs.stat(file, calm)).not.toHaveProperty('size');
    await failure(s.fs.stat(`${home}/NOTHING`, calm), 'not-found', `${home}/NOTHING`);
    await failure(s.fs.read(`${home}/NOTHING`, {}, calm), 'not-found', `${home}/NOTHING`);
  });

  it('are not changed, which is said before anything is sent', async () => {
    await using s = await start();
    const sent = s.server.commands.length;
    await failure(s.fs.makeDirectory(`${home}/NEW`, calm), 'unsupported', `${home}/NEW`);
    await failure(s.fs.removeFile(file, calm), 'unsupported', file);
    await failure(s.fs.removeEmptyDirectory(below, calm), 'unsupported', below);
    await failure(s.fs.rename(file, `${home}/NEW`, calm), 'unsupported', file);
    await failure(s.fs.write(file, Readable.from([]), { mode: 'create' }, calm), 'unsupported', file);
    expect(Object.keys(s.fs.extras)).toEqual(['rawCommand']);
    expect(s.server.commands).toHaveLength(sent);
  });
});
