import { describe, expect, it } from 'vitest';
import type { FtpOptions } from '../../../shared/model/connection-options.ts';
import type { Entry } from '../../../shared/model/entry.ts';
import type { Answer } from './testing/scripted-server.ts';
import { pagesOf, scene, sends } from './testing/scripted-session.ts';

const HOUR = 3_600_000;
const newest = '-rw-r--r-- 1 a b 7 2024-01-31 12:34 new file\r\n';
const listing = `-rw-r--r-- 1 a b 7 2024-01-30 08:00 older\r\n${newest}drwxr-xr-x 1 a b 7 2024-02-01 00:00 folder\r\n`;

async function timesOf(answers: Record<string, Answer>, ftp: FtpOptions = {}) {
  await using s = await scene({ answers }, undefined, ftp);
  const listed = async () => Object.fromEntries((await pagesOf(s.fs)).flatMap((page) => page.entries.map(timed)));
  return { first: await listed(), second: await listed(), commands: [...s.server.commands] };
}

const timed = ({ name, modifiedAt = 0 }: Entry) => [name, new Date(modifiedAt).toISOString().slice(0, 16)] as const;

const asked = (commands: readonly string[]) => commands.filter((command) => command.startsWith('MDTM'));

describe('the clock of listings', () => {
  it('is learnt from the exact time of the newest file, once', async () => {
    const { first, second, commands } = await timesOf({ LIST: sends(listing), MDTM: '213 20240131103412' });
    expect(first).toEqual({ older: '2024-01-30T06:00', 'new file': '2024-01-31T10:34', folder: '2024-01-31T22:00' });
    expect(second).toEqual(first);
    expect(asked(commands)).toEqual(['MDTM /new file']);
  });

  it('is learnt in quarters of an hour, behind UTC too', async () => {
    const { first } = await timesOf({ LIST: sends(newest), MDTM: '213 20240131220459' });
    expect(first).toEqual({ 'new file': '2024-01-31T22:04' });
  });

  it.each([
    ['is another time altogether', '213 20230131103412'],
    ['is no time', '213 yesterday'],
    ['is refused', '550 No'],
    ['differs by no zone', '213 20240131122012'],
  ])('stays where the exact time %s', async (_, MDTM) => {
    const { first } = await timesOf({ LIST: sends(newest), MDTM });
    expect(first).toEqual({ 'new file': '2024-01-31T12:34' });
  });

  it('is not asked for in vain for ever', async () => {
    await using s = await scene({ answers: { LIST: sends(newest), MDTM: '550 No' } });
    for (let times = 0; times < 6; times += 1) await pagesOf(s.fs);
    expect(asked(s.server.commands)).toHaveLength(3);
  });

  it.each([-1440, -210, 0, 840, 1440])('is the one that the site says, %i minutes ahead', async (timeZoneMinutes) => {
    const answers = { LIST: sends(newest), MDTM: '213 20240131103412' };
    const { first, commands } = await timesOf(answers, { timeZoneMinutes });
    const expected = Date.UTC(2024, 0, 31, 12, 34) - (timeZoneMinutes / 60) * HOUR;
    expect(first).toEqual({ 'new file': new Date(expected).toISOString().slice(0, 16) });
    expect(asked(commands)).toEqual([]);
  });

  it('does not touch the times of MLSD, which are UTC', async () => {
    await using s = await scene(
      {
        features: ['MLST type*;modify*;', 'MDTM'],
        answers: { MLSD: sends('type=file;modify=20240131123400; a\r\n'), MDTM: '213 20240131103400' },
      },
      undefined,
      { timeZoneMinutes: 120 },
    );
    expect((await pagesOf(s.fs))[0]?.entries).toMatchObject([{ modifiedAt: Date.UTC(2024, 0, 31, 12, 34) }]);
    expect(asked(s.server.commands)).toEqual([]);
  });
});
