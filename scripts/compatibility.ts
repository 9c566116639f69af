import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CompatibilityRecord,
  compatibilityFolder,
  compatibilityVariants,
} from '../test/contracts/record-compatibility.ts';

const page = join(import.meta.dirname, '../docs/compatibility.md');

const abilityWords: Readonly<Record<string, string>> = {
  'set-modified-time': 'times of files',
  'set-permissions': 'permissions',
  'create-symlink': 'making links',
  'read-link': 'reading links',
  'create-hard-link': 'hard links',
  'set-owner': 'owners',
  'server-copy': 'copies on the server',
  checksum: 'checksums by the server',
  'free-space': 'free space',
  'atomic-replace': 'replacing a file in one step',
  'raw-command': 'commands by hand',
  exec: 'programs on the server',
  trash: 'trash',
};

/** Abilities that are worth a word where they are missing. */
const common = [
  'set-modified-time',
  'set-permissions',
  'create-symlink',
  'server-copy',
  'checksum',
  'free-space',
  'atomic-replace',
];

/**
 * The page about servers, from what the last run of the contract suite found. The same records give the same text.
 * Throws where a variant has not run, or has failed: the page would promise too much.
 */
export function compatibilityPage(records: readonly CompatibilityRecord[]): string {
  const problems: string[] = [];
  const sections = Object.entries(compatibilityVariants).map(([server, variants]) => {
    const found = variants.flatMap((variant) => {
      const record = records.find((each) => each.server === server && each.variant === variant);
      if (record === undefined) problems.push(`${server}, ${variant}: has not run`);
      else if (record.failed.length > 0) problems.push(`${server}, ${variant}: failed: ${record.failed.join('; ')}`);
      else if (record.skipped.some(({ reason }) => reason === 'not run'))
        problems.push(`${server}, ${variant}: ran in part`);
      return record === undefined ? [] : [record];
    });
    return found.length === 0 ? '' : sectionOf(server, found);
  });
  if (problems.length > 0) throw new Error(`The contract suite must pass whole first:\n${problems.join('\n')}`);
  const head = [
    '# Compatibility',
    '',
    'Made by `node scripts/compatibility.ts` from the last run of the contract suite (`npm test`), which does everything that a',
    'file system must do, on real servers, each in several ways of talking to it. A test that did not run says why.',
  ];
  return `${head.join('\n')}\n\n${sections.filter((section) => section !== '').join('\n')}`;
}

function sectionOf(server: string, records: readonly CompatibilityRecord[]): string {
  const versions = [...new Set(records.map(({ version }) => version))];
  const rows = records.map(
    (record) =>
      `| ${record.variant} | ${lineOf(record)} | ${wayOf(record)} | ${record.passed} | ${record.skipped.length} |`,
  );
  return [
    `## ${server} ${versions.join(', ')}`,
    '',
    '| variant | line | listings and data connections | passed | not run |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    ...abilityLines(records),
    ...skipLines(records),
    ...remarkLines(records),
    '',
  ].join('\n');
}

function lineOf({ facts: { security } }: CompatibilityRecord): string {
  if (security.level !== 'encrypted') return 'plain';
  return [security.protocol ?? 'encrypted', security.cipher].filter((word) => word !== undefined).join(', ');
}

function wayOf({ facts }: CompatibilityRecord): string {
  return (
    [facts.listing, ...(facts.dataConnections ?? [])].filter((word) => word !== undefined).join(', ') || facts.protocol
  );
}

/** What all variants offer, and what none does; in between it is told with the variants. */
function abilityLines(records: readonly CompatibilityRecord[]): string[] {
  const offered = [...new Set(records.flatMap(({ facts }) => facts.abilities))].toSorted();
  const words = offered.map((ability) => {
    const having = records.filter(({ facts }) => facts.abilities.includes(ability));
    const only = having.length === records.length ? '' : ` (${having.map(({ variant }) => variant).join('; ')})`;
    return `${abilityWords[ability] ?? ability}${only}`;
  });
  const missing = common
    .filter((ability) => !offered.includes(ability))
    .map((ability) => abilityWords[ability] ?? ability);
  return [
    `- Offered: ${words.join(', ') || 'nothing beyond the minimum'}.`,
    ...(missing.length === 0 ? [] : [`- Not offered by the server as it was set up: ${missing.join(', ')}.`]),
  ];
}

/** Each reason once, with the variants where it is not true of all. */
function skipLines(records: readonly CompatibilityRecord[]): string[] {
  const skips = new Map<string, string[]>();
  for (const { variant, skipped } of records) {
    for (const { name, reason } of skipped) {
      const line = `- Not run: ${name}: ${reason}`;
      skips.set(line, [...(skips.get(line) ?? []), variant]);
    }
  }
  return [...skips].map(([line, variants]) =>
    variants.length === records.length ? line : `${line} (${variants.join('; ')})`,
  );
}

function remarkLines(records: readonly CompatibilityRecord[]): string[] {
  return [...new Set(records.flatMap(({ facts }) => facts.remarks ?? []))].map((remark) => `- ${remark}`);
}

async function readRecords(): Promise<CompatibilityRecord[]> {
  const files = (await readdir(compatibilityFolder)).filter((file) => file.endsWith('.json')).toSorted();
  return Promise.all(
    files.map(
      async (file) => JSON.parse(await readFile(join(compatibilityFolder, file), 'utf8')) as CompatibilityRecord,
    ),
  );
}

if (import.meta.main) await writeFile(page, compatibilityPage(await readRecords()));
