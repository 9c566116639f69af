import { describe, expect, it } from 'vitest';
import type { Answer } from './testing/scripted-server.ts';
import { pagesOf, scene, sends } from './testing/scripted-session.ts';

describe('IBM i', () => {
  const answers: Record<string, Answer> = {
    SYST: '215  OS/400 is the remote operating system. The TCP/IP version is "V7R4M0".',
    SITE: (argument) => (argument === 'NAMEFMT 1' ? '250  Now using naming format "1".' : '250  LISTFMT 1.'),
    LIST: (_, session) => session.send('drwxrwsrwx    4 QSYS     0          45056 Jan 12  2024 QSYS.LIB/\r\n'),
  };

  it('is asked for paths and listings in the form of Unix', async () => {
    await using s = await scene({ features: ['SIZE'], answers });
    expect(s.server.commands.filter((command) => command.startsWith('SITE'))).toEqual([
      'SITE NAMEFMT 1',
      'SITE LISTFMT 1',
    ]);
    expect((await pagesOf(s.fs))[0]?.entries).toMatchObject([{ name: 'QSYS.LIB', type: 'directory', owner: 'QSYS' }]);
  });

  it('is read too where it knows neither', async () => {
    const line = 'QSYS           77824 02/23/00 15:09:55 *DIR       QOpenSys/\r\n';
    await using s = await scene({ features: ['SIZE'], answers: { ...answers, SITE: '500 No', LIST: sends(line) } });
    expect((await pagesOf(s.fs))[0]?.entries).toMatchObject([{ name: 'QOpenSys', type: 'directory' }]);
  });

  it('is not taken for what it is not', async () => {
    await using s = await scene({});
    expect(s.server.commands.filter((command) => command.startsWith('SITE'))).toEqual([]);
  });
});
