import type { ListedRow } from './faults.ts';
import { formatFtpTime } from './ftp-time.ts';
import { unixRow } from './unix-listing.ts';

/** The facts of a machine listing (RFC 3659 §7.5), in the order in which FEAT offers them. */
export const FACTS = ['type', 'size', 'modify', 'perm', 'UNIX.mode', 'UNIX.owner', 'UNIX.group'] as const;
export type Fact = (typeof FACTS)[number];

export type ListingFormat = (row: ListedRow) => Buffer;

/** @param now ms since 1970, UTC. */
export function unixListing(now: number): ListingFormat {
  return (row) => line(unixRow(row, now), row.name, row.linkTarget === undefined ? '' : ` -> ${row.linkTarget}`);
}

export const nameListing: ListingFormat = (row) => line('', row.name, '');

/** One line of MLSD: facts, a space, the name (RFC 3659 §7.2). */
export function machineListing(facts: ReadonlySet<Fact>): ListingFormat {
  return (row) => line(`${machineFacts(row, typeFact(row), facts)} `, row.name, '');
}

/** The `cdir` and `pdir` rows with which MLSD may start (RFC 3659 §7.5.1). */
export function machineDots(here: ListedRow, facts: ReadonlySet<Fact>): Buffer[] {
  return [
    line(`${machineFacts(here, 'cdir', facts)} `, '.', ''),
    line(`${machineFacts(here, 'pdir', facts)} `, '..', ''),
  ];
}

/** The facts without the name, as MLST shows them too. */
export function machineFacts(row: ListedRow, type: string, chosen: ReadonlySet<Fact>): string {
  const values: Record<Fact, string | undefined> = {
    type,
    size: row.type === 'file' ? String(row.size) : undefined,
    modify: formatFtpTime(row.modifiedAt),
    perm: permFact(row),
    'UNIX.mode': row.permissions.toString(8).padStart(4, '0'),
    'UNIX.owner': 'demo',
    'UNIX.group': 'demo',
  };
  return FACTS.filter((fact) => chosen.has(fact) && values[fact] !== undefined)
    .map((fact) => `${fact}=${values[fact]};`)
    .join('');
}

export function typeFact(row: ListedRow): string {
  if (row.type === 'directory') return 'dir';
  if (row.type === 'file') return 'file';
  // RFC 3659 §7.5.1.5 shows this form; a target with a semicolon would end the fact early.
  return row.linkTarget?.includes(';') ? 'OS.unix=symlink' : `OS.unix=slink:${row.linkTarget ?? ''}`;
}

/** RFC 3659 §7.5.5, from the owner's bits. */
function permFact(row: ListedRow): string {
  const reads = (row.permissions & 0o400) !== 0;
  const writes = (row.permissions & 0o200) !== 0;
  if (row.type === 'directory') return `${reads ? 'el' : ''}${writes ? 'cmp' : ''}df`;
  return `${reads ? 'r' : ''}${writes ? 'aw' : ''}df`;
}

function line(before: string, name: string | Buffer, after: string): Buffer {
  const nameBytes = typeof name === 'string' ? Buffer.from(name) : name;
  return Buffer.concat([Buffer.from(before), nameBytes, Buffer.from(`${after}\r\n`)]);
}
