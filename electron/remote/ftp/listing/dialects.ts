import { parseAs400Line } from './as400-line.ts';
import { parseDosLine } from './dos-line.ts';
import { parseEplfLine } from './eplf-line.ts';
import { parseMlsdLine } from './mlsd-line.ts';
import { datasetHeading, memberHeading, parseDatasetLine, parseMemberLine } from './mvs-line.ts';
import { parseNameLine } from './name-line.ts';
import type { Dialect, LineParser } from './parsed-line.ts';
import { parseUnixLine } from './unix-line.ts';
import { parseVmsLine } from './vms-line.ts';
import { parseVxworksLine } from './vxworks-line.ts';

/** A listing of facts needs some: a name alone is one too in MLSD, and could be anything elsewhere. */
const parseFactsLine: LineParser = (line) => (/^[^ ]*=[^ ]*;/.test(line) ? parseMlsdLine(line) : 'unparsed');

/** LIST has no form (RFC 959 §4.1.3). In the order in which they are preferred where several understand as much. */
export const listDialects: readonly Dialect[] = [
  { name: 'unix', parse: parseUnixLine },
  { name: 'dos', parse: parseDosLine },
  { name: 'mlsd', parse: parseFactsLine },
  { name: 'eplf', parse: parseEplfLine },
  { name: 'as400', parse: parseAs400Line },
  { name: 'vms', parse: parseVmsLine },
  { name: 'mvs-datasets', parse: parseDatasetLine, heading: datasetHeading },
  { name: 'mvs-members', parse: parseMemberLine, heading: memberHeading },
  { name: 'vxworks', parse: parseVxworksLine },
];

/** MLSD has one form (RFC 3659 §7.2); a server that sends its LIST instead is read all the same. */
export const mlsdDialects: readonly Dialect[] = [
  { name: 'mlsd', parse: parseMlsdLine },
  ...listDialects.filter(({ name }) => name !== 'mlsd'),
];

/** Fits nearly everything, and so counts only where every line is a single word and nothing else fits. */
export const namesDialect: Dialect = { name: 'names', parse: parseNameLine };
