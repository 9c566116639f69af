import { describe, expect, it } from 'vitest';
import { calm, scene, sends } from './testing/scripted-session.ts';

const row = (line: string) => `${line}\r\n`;
const linkRow = (name: string) => `lrwxrwxrwx   1 ann ann  10 Nov 21 11:21 ${name} -> real/a.txt`;
const fileRow = (name: string, size: number) => `-rw-r--r--   1 ann ann  ${size} Nov 21 11:21 ${name}`;
const mlst = (facts: string) => `250-Here\n ${facts}; /up/a.txt\n250 End`;
const status = (...rows: string[]) => ['213-Status', ...rows.map((each) => ` ${each}`), '213 End'].join('\n');
const ofLink = 'type=file;size=10;UNIX.mode=0777';

describe('what is said to be a file and may be a link', () => {
  const features = ['MLST type*;size*;modify*;UNIX.mode*;'];

  async function seen(MLST: string, STAT: string, LIST = row(fileRow('other', 1))) {
    await using s = await scene({ features, answers: { MLST: mlst(MLST), STAT, CWD: '250 Ok', LIST: sends(LIST) } });
    const before = s.server.commands.length;
    return { entry: await s.fs.stat('/up/a.txt', calm), commands: s.server.commands.slice(before) };
  }

  it('is a link that leads where STAT says, without the size that is its own', async () => {
    const { entry, commands } = await seen(ofLink, status(linkRow('/up/a.txt')));
    expect(entry).toEqual({
      ...{ name: 'a.txt', type: 'symlink', targetType: 'file', linkTarget: 'real/a.txt', permissions: 0o777 },
    });
    expect(commands).toEqual(['MLST /up/a.txt', 'STAT /up/a.txt']);
  });

  it('is a link that leads nobody knows where, if its size is another one for STAT', async () => {
    const { entry } = await seen(ofLink, status(fileRow('/up/a.txt', 27)));
    expect(entry).toEqual({ name: 'a.txt', type: 'symlink', targetType: 'file', permissions: 0o777 });
  });

  it('is a file where STAT says the same', async () => {
    const { entry } = await seen(ofLink, status(fileRow('/up/a.txt', 10)));
    expect(entry).toMatchObject({ type: 'file', size: 10 });
  });

  it.each([
    ['refuses', '502 No'],
    ['shows nothing', status()],
    ['shows a folder', status(fileRow('one', 1), fileRow('two', 2))],
    ['shows another file', status(fileRow('/up/b.txt', 27))],
  ])('is looked up in its folder where STAT %s', async (_how, reply) => {
    const { entry } = await seen(ofLink, reply, row(linkRow('a.txt')));
    expect(entry).toMatchObject({ type: 'symlink', linkTarget: 'real/a.txt' });
  });

  it('is what MLST says where nothing else says anything', async () => {
    const { entry } = await seen(ofLink, '502 No');
    expect(entry).toMatchObject({ type: 'file', size: 10 });
  });

  it.each([
    'type=file;size=10;UNIX.mode=0644',
    'type=file;size=10',
    'type=file;size=5000;UNIX.mode=0777',
    'type=file;size=0;UNIX.mode=0777',
    'type=OS.unix=slink:/real;UNIX.mode=0777',
  ])('costs nothing more where it cannot be one, or all is known: %s', async (facts) => {
    const { commands } = await seen(facts, '502 No');
    expect(commands).toEqual(['MLST /up/a.txt']);
  });
});

it('calls a file by its name whose row LIST writes with its path', async () => {
  await using s = await scene({
    features: ['SIZE'],
    answers: { SIZE: '213 27', LIST: sends(row(fileRow('/up/a.txt', 27))) },
  });
  const entry = await s.fs.stat('/up/a.txt', calm);
  expect(entry).toMatchObject({ name: 'a.txt', type: 'file', size: 27 });
  expect(entry).not.toHaveProperty('unusable');
});
