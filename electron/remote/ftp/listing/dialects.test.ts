import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../../shared/model/entry.ts';
import { utf8Text } from '../wire-text.ts';
import { listDialects, mlsdDialects, namesDialect } from './dialects.ts';
import { ListingReader } from './listing-reader.ts';

const context = { now: Date.UTC(2024, 5, 15, 12, 0), aheadMs: 0 };

function read(text: string, form: 'MLSD' | 'LIST' = 'LIST') {
  const reader = new ListingReader(form, utf8Text, context);
  reader.add(Buffer.from(text));
  reader.end();
  const { entries, unparsed = [] } = reader.take();
  return { entries, unparsed, dialect: reader.dialect };
}

const day = (...parts: Parameters<typeof Date.UTC>) => ({ modifiedAt: Date.UTC(...parts) });

interface Sample {
  readonly from: string;
  readonly dialect: string;
  readonly text: string;
  readonly rows: readonly object[];
  readonly unparsed?: readonly string[];
}

const samples: readonly Sample[] = [
  {
    from: 'ProFTPD',
    dialect: 'unix',
    text: `drwxr-xr-x   3 alice    users        4096 Jun 14 20:01 .
drwxr-xr-x   3 alice    users        4096 Jun 14 20:01 ..
-rw-r--r--   1 alice    users          12 Jun 14 20:01 README
lrwxrwxrwx   1 alice    users           6 Jun 14 20:01 latest -> README`,
    rows: [
      { name: 'README', type: 'file', size: 12, ...day(2024, 5, 14, 20, 1) },
      { name: 'latest', type: 'symlink', linkTarget: 'README' },
    ],
  },
  {
    from: 'wu-ftpd',
    dialect: 'unix',
    text: `total 3
dr-xr-xr-x   2 root     other        512 Apr  8  1994 etc
-rw-r--r--   1 root     other        531 Jan 29 03:26 README
lrwxrwxrwx   1 root     other          7 Jan 25 00:17 bin -> usr/bin`,
    rows: [
      { name: 'etc', type: 'directory' },
      { name: 'README', size: 531 },
      { name: 'bin', linkTarget: 'usr/bin' },
    ],
  },
  {
    from: 'Windows NT in its Unix disguise',
    dialect: 'unix',
    text: `----------   1 owner    group         1803128 Jul 10 10:18 ls-lR.Z
d---------   1 owner    group               0 May  9 19:45 Softlib`,
    rows: [
      { name: 'ls-lR.Z', size: 1_803_128, ...day(2023, 6, 10, 10, 18) },
      { name: 'Softlib', type: 'directory', ...day(2024, 4, 9, 19, 45) },
    ],
  },
  {
    from: 'NetWare',
    dialect: 'unix',
    text: `total 0
d [R----F--] supervisor            512       Jan 16 18:53    login
- [R----F--] rhesus             214059       Oct 20 15:27    cx.exe`,
    rows: [
      { name: 'login', type: 'directory', owner: 'supervisor' },
      { name: 'cx.exe', type: 'file', size: 214_059, ...day(2023, 9, 20, 15, 27) },
    ],
  },
  {
    from: 'IIS, two digits of the year, twelve hours',
    dialect: 'dos',
    text: `04-27-00  09:09PM       <DIR>          licensed
07-18-00  10:16AM       <DIR>          pub
04-14-00  03:47PM                  589 readme.htm`,
    rows: [
      { name: 'licensed', type: 'directory', ...day(2000, 3, 27, 21, 9) },
      { name: 'pub' },
      { name: 'readme.htm', size: 589 },
    ],
  },
  {
    from: 'a server that writes the day first, as one of its dates shows',
    dialect: 'dos',
    text: `03-04-2024  09:09       <DIR>          april
27-03-2024  10:16                  589 march`,
    rows: [
      { name: 'april', ...day(2024, 3, 3, 9, 9) },
      { name: 'march', ...day(2024, 2, 27, 10, 16) },
    ],
  },
  {
    from: 'publicfile',
    dialect: 'eplf',
    text: `+i8388621.48594,m825718503,r,s280,\tdjb.html
+i8388621.50690,m824255907,/,\t514
+i8388621.48598,m824253270,r,s612,up644,\t514.html`,
    rows: [
      { name: 'djb.html', type: 'file', size: 280, modifiedAt: 825_718_503_000, modifiedPrecision: 's' },
      { name: '514', type: 'directory' },
      { name: '514.html', permissions: 0o644 },
    ],
  },
  {
    from: 'MLSD lines in answer to LIST',
    dialect: 'mlsd',
    text: `Type=cdir;Modify=20240101000000; /
Type=file;Size=5;Modify=20240101000000;Perm=adfrw;X.unknown=1; a b`,
    rows: [{ name: 'a b', type: 'file', size: 5, ...day(2024, 0, 1) }],
  },
  {
    from: 'VMS, with a name too long for its column',
    dialect: 'vms',
    text: `
Directory DISK$USER:[ANONYMOUS]

00README.TXT;1      2 30-DEC-1996 17:44 [SYSTEM] (RWED,RWED,RE,RE)
CORE.DIR;1          1  8-SEP-1996 16:09 [SYSTEM] (RWE,RWE,RE,RE)
CII-MANUAL.TEX;1  213/216  29-JAN-1996 03:33:12  [ANONYMOU,ANONYMOUS]   (RWED,RWED,,)
A_VERY_LONG_NAME_OF_A_FILE.WITH_EXTENSION;12
                   10/12   29-JAN-1996 03:33:12  [SYSTEM] (RWED,RWED,,)
SECRET.DAT;1        %RMS-E-PRV, insufficient privilege or file protection violation

Total of 5 files, 226/231 blocks.
`,
    rows: [
      { name: '00README.TXT;1', type: 'file', size: 1024, ...day(1996, 11, 30, 17, 44), owner: 'SYSTEM' },
      { name: 'CORE', type: 'directory' },
      { name: 'CII-MANUAL.TEX;1', size: 213 * 512, owner: 'ANONYMOUS', group: 'ANONYMOU' },
      { name: 'A_VERY_LONG_NAME_OF_A_FILE.WITH_EXTENSION;12', size: 5120 },
      { name: 'SECRET.DAT;1', type: 'file' },
    ],
  },
  {
    from: 'IBM i, LISTFMT 0',
    dialect: 'as400',
    text: `QSYS           77824 02/23/00 15:09:55 *DIR       QOpenSys/
QDOC           24576 11/17/99 05:35:55 *FLR       QDLS/
ANN             4096 01/02/24 05:35:55 *DDIR      home/
ANN              123 01/02/24 05:35:55 *STMF      notes.txt
PEP            36864 04/03/24 14:30:00 *FILE      RPGUNIT1.FILE
PEP                                    *MEM       RPGUNIT1.FILE/RUCALLTST.MBR
PEP            36864 04/03/24 14:30:00 *FILE      BACKUP.SAVF
PEP            36864 04/03/24 14:30:00 *PGM       RUN.PGM`,
    rows: [
      { name: 'QOpenSys', type: 'directory', ...day(2000, 1, 23, 15, 9, 55), owner: 'QSYS' },
      { name: 'QDLS', type: 'directory' },
      { name: 'home', type: 'directory' },
      { name: 'notes.txt', type: 'file', size: 123, ...day(2024, 0, 2, 5, 35, 55) },
      { name: 'RPGUNIT1.FILE', type: 'directory' },
      { name: 'RUCALLTST.MBR', type: 'file' },
      { name: 'BACKUP.SAVF', type: 'file', size: 36_864 },
      { name: 'RUN.PGM', type: 'other' },
    ],
  },
  {
    from: 'IBM i, LISTFMT 0, the year first',
    dialect: 'as400',
    text: `QSYS 77824 99/12/31 15:09:55 *DIR QOpenSys/
QSYS 77824 05/02/23 15:09:55 *DIR home/`,
    rows: [
      { name: 'QOpenSys', ...day(1999, 11, 31, 15, 9, 55) },
      { name: 'home', ...day(2005, 1, 23, 15, 9, 55) },
    ],
  },
  {
    from: 'IBM i, LISTFMT 1',
    dialect: 'unix',
    text: `dr-xr-xr-x   1 QSYS   0         2539520 Jul  8  2010 QSYS.LIB/
-rwx---r-x   1 MYUSER 0              10 Jan 12 11:23 notes.txt`,
    rows: [
      { name: 'QSYS.LIB', type: 'directory' },
      { name: 'notes.txt', size: 10 },
    ],
  },
  {
    from: 'z/OS, data sets',
    dialect: 'mvs-datasets',
    text: ` Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname
WYOSPT 3420   2003/05/21  1  200  FB      80  8053  PS  48-MVS.FILE
WPTA01 3290   2004/03/04  1    3  FB      80  3125  PO  49-MVS.DATASET
NRP004 3390   **NONE**    1   15  NONE     0     0  NONE 53-MVS.NONEDATE
TSO005 3390   2005/06/06 213000 U 0 27998 PO-E 54-MVS.BIG
WPTA01 3290   2004/03/04  1    3  FB      80  3125  PO  'ANN.FULL.NAME'
Migrated                                                SOME.OLD.FILE
V43525 Tape                                             ON.TAPE
Pseudo Directory                                        BELOW`,
    rows: [
      { name: '48-MVS.FILE', type: 'file' },
      { name: '49-MVS.DATASET', type: 'directory' },
      { name: '53-MVS.NONEDATE', type: 'file' },
      { name: '54-MVS.BIG', type: 'directory' },
      { name: 'ANN.FULL.NAME', type: 'directory' },
      { name: 'SOME.OLD.FILE', type: 'file' },
      { name: 'ON.TAPE', type: 'file' },
      { name: 'BELOW', type: 'directory' },
    ],
  },
  {
    from: 'z/OS, members with statistics and without',
    dialect: 'mvs-members',
    text: ` Name     VV.MM   Created       Changed      Size  Init   Mod   Id
 BOBMEM    01.01 2004/06/22 2004/06/23 16:32   128   128     0 BOBBY
 NOSTATS`,
    rows: [
      { name: 'BOBMEM', type: 'file', ...day(2004, 5, 23, 16, 32), modifiedPrecision: 'minute', owner: 'BOBBY' },
      { name: 'NOSTATS', type: 'file' },
    ],
  },
  {
    from: 'z/OS, load modules',
    dialect: 'mvs-members',
    text: ` Name      Size     TTR   Alias-of AC--------- Attributes--------- Amode Rmode
 EAGKCPT   000058   000009          00 FO             RN RU            31    ANY
 EAGRTPRC  005F48   000011 EAGRTALT 00 FO             RN RU            31    ANY`,
    rows: [{ name: 'EAGKCPT' }, { name: 'EAGRTPRC' }],
  },
  {
    from: 'z/OS, HFS',
    dialect: 'unix',
    text: `total 16
drwxr-xr-x   3 IBMUSER  SYS1        8192 Mar 15 11:12 u
-rw-------   1 IBMUSER  SYS1         321 Dec  3  2003 .profile`,
    rows: [
      { name: 'u', type: 'directory' },
      { name: '.profile', size: 321 },
    ],
  },
  {
    from: 'VxWorks',
    dialect: 'vxworks',
    text: `  size          date       time       name
--------       ------     ------    --------
     512    Jan-01-1980  00:00:00   DIR1              <DIR>
   10024    Feb-28-1999  12:34:56   file one.txt`,
    rows: [
      { name: 'DIR1', type: 'directory' },
      { name: 'file one.txt', type: 'file', size: 10_024, ...day(1999, 1, 28, 12, 34, 56) },
    ],
  },
  {
    from: 'a server that shows names only',
    dialect: 'names',
    text: 'README\nfolder/\n.\n..\nfile.txt',
    rows: [
      { name: 'README', type: 'file' },
      { name: 'folder', type: 'directory' },
      { name: 'file.txt', type: 'file' },
    ],
  },
  {
    from: 'a server with a motto before its rows',
    dialect: 'unix',
    text: 'Welcome to our files!\n-rw-r--r-- 1 a b 7 Jan 1 2019 x',
    rows: [{ name: 'x' }],
    unparsed: ['Welcome to our files!'],
  },
  {
    from: 'names of a Unix listing that look like other dialects',
    dialect: 'unix',
    text: `-rw-r--r-- 1 a b 7 Jan 1 2019 README.TXT;1
-rw-r--r-- 1 a b 7 Jan 1 2019 04-27-00  09:09PM       <DIR>          licensed
04-27-00  09:09PM       <DIR>          licensed`,
    rows: [{ name: 'README.TXT;1' }, { name: '04-27-00  09:09PM       <DIR>          licensed' }],
    unparsed: ['04-27-00  09:09PM       <DIR>          licensed'],
  },
];

describe('listings as servers write them', () => {
  it.each(samples)('understands $from', ({ text, dialect, rows, unparsed = [] }) => {
    const result = read(text.replaceAll('\n', '\r\n'));
    expect(result.unparsed).toEqual(unparsed);
    expect(result.entries).toMatchObject(rows);
    expect(result.entries).toHaveLength(rows.length);
    expect(result.dialect).toBe(dialect);
  });

  it('reads a server that answers MLSD with its LIST', () => {
    expect(read('-rw-r--r-- 1 a b 7 Jan 1 2019 x\r\n', 'MLSD').entries).toMatchObject([{ name: 'x', size: 7 }]);
  });

  it('does not take words for names where a listing has sentences', () => {
    expect(read('sorry\r\nno such directory\r\n')).toMatchObject({
      entries: [],
      unparsed: ['sorry', 'no such directory'],
    });
  });

  it('does not take sizes in blocks, tracks or lines for sizes in bytes', () => {
    const counted = ['mvs-datasets', 'mvs-members'];
    const rows = samples.filter(({ dialect }) => counted.includes(dialect)).flatMap(({ text }) => read(text).entries);
    expect(rows.filter((row) => row.size !== undefined)).toEqual([]);
  });
});

const beginnings = [...new Set(samples.flatMap(({ text }) => text.split('\n')).filter((line) => line.trim() !== ''))];

describe('every dialect', () => {
  const everyDialect = [...mlsdDialects, ...listDialects, namesDialect];

  it.each(everyDialect)('reads anything as $name without an exception', ({ parse }) => {
    const end = fc.string({ unit: 'binary', maxLength: 20 });
    const line = fc
      .tuple(fc.constantFrom(...beginnings), fc.nat(80), end)
      .map(([beginning, cut, rest]) => `${beginning.slice(0, cut)}${rest}`);
    fc.assert(
      fc.property(line, (text) => {
        const parsed = parse(text, context);
        if (typeof parsed === 'string') expect(['ignored', 'unparsed', 'continues']).toContain(parsed);
        else expect(parsed.name).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });

  it.each([' ', 'a ', '1 ', ' -> ', ';1 ', '\t', ',', '<DIR> ', '\u00a0'])(
    'reads long lines of %j too, within the time of a test',
    (piece) => {
      // A parser that is quadratic in the line needs minutes for these and meets the test's own time limit.
      for (const { parse } of everyDialect) {
        for (const beginning of beginnings) {
          parse(`${beginning}${piece.repeat(16_000 / piece.length)}x`, context);
          parse(`${beginning.slice(0, beginning.length / 2)}${piece.repeat(16_000 / piece.length)}x`, context);
        }
      }
    },
  );
});

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .filter((text) => !/[\r\n\0/]/.test(text) && text.trim() !== '' && text !== '.' && text !== '..');
const size = fc.nat(Number.MAX_SAFE_INTEGER);
const minute = fc
  .date({ min: new Date('1971-01-01T00:00:00Z'), max: new Date('2069-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => new Date(Math.floor(date.getTime() / 60_000) * 60_000));
const row = fc.record({ name, size, minute, isDirectory: fc.boolean() });
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

const two = (number: number) => String(number).padStart(2, '0');
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function asUnix({ name, size, minute, isDirectory }: Row): string {
  const mode = isDirectory ? 'drwxr-xr-x' : '-rw-r--r--';
  return `${mode} 1 ann staff ${size} ${minute.toISOString().slice(0, 16).replace('T', ' ')} ${name}`;
}

function asOldUnix({ name, size, minute, isDirectory }: Row): string {
  const mode = isDirectory ? 'drwxr-xr-x' : '-rw-r--r--';
  const month = monthNames[minute.getUTCMonth()];
  return `${mode}   1 ann      staff ${size} ${month} ${minute.getUTCDate()}  ${minute.getUTCFullYear()} ${name}`;
}

function asDos({ name, size, minute, isDirectory }: Row): string {
  const hour = minute.getUTCHours();
  const date = `${two(minute.getUTCMonth() + 1)}-${two(minute.getUTCDate())}-${two(minute.getUTCFullYear() % 100)}`;
  const time = `${two(hour % 12 || 12)}:${two(minute.getUTCMinutes())}${hour < 12 ? 'AM' : 'PM'}`;
  return `${date}  ${time} ${isDirectory ? '      <DIR>         ' : String(size).padStart(20)} ${name}`;
}

function asFacts({ name, size, minute, isDirectory }: Row): string {
  const time = minute.toISOString().slice(0, 19).replace(/[-:T]/g, '');
  return `Type=${isDirectory ? 'dir' : 'file'};Size=${size};Modify=${time}; ${name}`;
}

function asEplf({ name, size, minute, isDirectory }: Row): string {
  return `+m${minute.getTime() / 1000},${isDirectory ? '/' : `r,s${size}`},\t${name}`;
}

describe('what was rendered', () => {
  it.each<[string, (row: Row) => string, number]>([
    ['a Unix row', asUnix, 60_000],
    ['an old Unix row', asOldUnix, 86_400_000],
    ['a DOS row', asDos, 60_000],
    ['an MLSD row', asFacts, 60_000],
    ['an EPLF row', asEplf, 60_000],
  ])('%s parses back to itself', (_, render, precisionMs) => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        // The slash that `ls -F` puts behind a directory aside, a name may be anything.
        const expected = rows.map(({ name, size, minute, isDirectory }): Partial<Entry> => {
          const modifiedAt = Math.floor(minute.getTime() / precisionMs) * precisionMs;
          return { name, type: isDirectory ? 'directory' : 'file', modifiedAt, ...(isDirectory ? {} : { size }) };
        });
        const { entries, unparsed } = read(rows.map(render).join('\r\n'));
        expect(unparsed).toEqual([]);
        expect(entries).toMatchObject(expected);
      }),
    );
  });
});
