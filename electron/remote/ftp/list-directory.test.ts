import { describe, expect, it } from 'vitest';
import type { Answer } from './testing/scripted-server.ts';
import {
  calm as call,
  failure,
  namesIn as names,
  pagesOf as pages,
  row,
  scene,
  sends,
} from './testing/scripted-session.ts';

describe('listing', () => {
  it('lists with MLSD where it is offered', async () => {
    await using s = await scene({
      features: ['MLST type*;size*;modify*;UNIX.mode;'],
      answers: { MLSD: sends('type=cdir; .\r\ntype=file;size=5;modify=20240101000000; a b\r\n') },
    });
    expect((await pages(s.fs, '/a folder'))[0]?.entries).toEqual([
      { name: 'a b', type: 'file', size: 5, modifiedAt: Date.UTC(2024, 0, 1), modifiedPrecision: 's' },
    ]);
    expect(s.server.commands).toContain('OPTS MLST type;size;modify;UNIX.mode;');
    expect(s.server.commands.slice(-3)).toEqual(['CWD /a folder', 'EPSV', 'MLSD']);
  });

  it.each<[string, Answer]>([
    ['refuses it', (argument, session) => (argument === '-a' ? '501 No options' : session.send(row))],
    [
      'looks for a file of that name',
      (argument, session) => (argument === '-a' ? '550 -a: No such file' : session.send(row)),
    ],
    [
      'refuses it in other words',
      (argument, session) => (argument === '-a' ? '550 Access is denied.' : session.send(row)),
    ],
    ['shows nothing then', (argument, session) => session.send(argument === '-a' ? '' : row)],
    [
      'says so where the rows should be',
      (argument, session) => session.send(argument === '-a' ? '-a not found\r\n' : row),
    ],
  ])('lists without -a where the server %s, and remembers', async (_, LIST) => {
    await using s = await scene({ answers: { LIST } });
    expect(await names(s.fs)).toEqual(['plain.txt']);
    expect(await names(s.fs)).toEqual(['plain.txt']);
    expect(s.server.commands.filter((command) => command === 'LIST -a')).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    ['is refused', '500 What?'],
    ['is refused in other words', '550 MLSD failed'],
    ['shows nothing', sends('')],
  ])('lists with LIST where the MLSD that was announced %s, and remembers', async (_, MLSD) => {
    await using s = await scene({ features: ['MLST type*;'], answers: { MLSD, LIST: sends(row) } });
    expect(await names(s.fs)).toEqual(['plain.txt']);
    expect(await names(s.fs)).toEqual(['plain.txt']);
    expect(s.server.commands.filter((command) => command === 'MLSD')).toHaveLength(1);
  });

  it('takes a directory that is empty in every way for empty, and goes on with MLSD', async () => {
    let rows = '';
    await using s = await scene({
      features: ['MLST type*;'],
      answers: { MLSD: (_, session) => session.send(rows), LIST: sends('') },
    });
    expect(await names(s.fs)).toEqual([]);
    rows = 'type=file; a\r\n';
    expect(await names(s.fs)).toEqual(['a']);
  });

  it('stays with MLSD where LIST shows no more than the directory itself', async () => {
    let rows = '';
    await using s = await scene({
      features: ['MLST type*;'],
      answers: {
        MLSD: (_, session) => session.send(rows),
        LIST: sends('drwxr-xr-x 1 a b 7 Jan 1 2019 .\r\ndrwxr-xr-x 1 a b 7 Jan 1 2019 ..\r\n'),
      },
    });
    expect(await names(s.fs)).toEqual([]);
    rows = 'type=file; a\r\n';
    expect(await names(s.fs)).toEqual(['a']);
  });

  it('takes "no files found" for an empty directory', async () => {
    await using s = await scene({ answers: { LIST: '450 No files found' } });
    expect(await pages(s.fs)).toEqual([]);
  });

  it('takes no refusal for an empty directory', async () => {
    await using s = await scene({ answers: { LIST: '550 Permission denied' } });
    await failure(pages(s.fs), 'denied', '/');
  });

  it('does not take an unreadable directory of vsftpd for an empty one', async () => {
    await using s = await scene({ answers: { LIST: sends('', '226 Transfer done (but failed to open directory).') } });
    await failure(pages(s.fs, '/locked'), 'denied', '/locked');
    expect(s.fs.lost).toBeUndefined();
  });

  it('hands over the lines that nobody understands', async () => {
    await using s = await scene({ answers: { LIST: sends(`${row}%%% what is this\r\n${row}`) } });
    const listed = await pages(s.fs);
    expect(listed.flatMap((page) => page.unparsed ?? [])).toEqual(['%%% what is this']);
    expect(listed.flatMap((page) => page.entries)).toHaveLength(2);
  });

  it('marks a name that would lead elsewhere', async () => {
    await using s = await scene({ answers: { LIST: sends(row.replace('plain.txt', '../../evil')) } });
    expect((await pages(s.fs))[0]?.entries[0]).toMatchObject({ name: '../../evil', unusable: 'separator-in-name' });
  });

  it('fails where the data connection ends and the server reports a failure', async () => {
    await using s = await scene({ answers: { LIST: sends(row, '451 Disk on fire') } });
    const error = await failure(pages(s.fs), 'io', '/');
    expect(error.data.serverText).toBe('451 Disk on fire');
    expect(s.fs.lost).toBeUndefined();
  });

  it('shows the first rows before the last have come', async () => {
    let goOn = () => {};
    const shown = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await using s = await scene({
      answers: {
        LIST: async (_, session) => {
          session.reply('150 Slowly');
          const data = await session.data();
          data.write(row);
          await shown;
          data.end(row);
          return '226 Done';
        },
      },
    });
    let rows = 0;
    for await (const page of s.fs.list('/', call)) {
      rows += page.entries.length;
      goOn();
    }
    expect(rows).toBe(2);
  });
});
