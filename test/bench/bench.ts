import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BenchApp } from './bench-app.ts';
import { type BenchServer, benchServerAt, type Sizes, startBenchServer } from './bench-server.ts';
import { ownRows } from './own-rows.ts';
import { Peers } from './peers.ts';
import { type MeasuredRow, markdownTable } from './report.ts';
import { type Row, rows, type Stage } from './rows.ts';

/**
 * Portside against curl, lftp, rclone and OpenSSH's sftp, in one run, taking turns; medians and spread. One untimed round goes
 * first. `--only sftp-tree,listing` runs some rows, `--runs`, `--megabytes`, `--files` change their size, `--url` names a server of
 * one's own (its password in the address). Results go to `bench-results/`.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    runs: { type: 'string', default: '5' },
    megabytes: { type: 'string', default: '1024' },
    files: { type: 'string', default: '5000' },
    listed: { type: 'string', default: '100000' },
    url: { type: 'string' },
  },
});
const runs = Number(values.runs);
const sizes: Sizes = {
  megabytes: Number(values.megabytes),
  files: Number(values.files),
  listed: Number(values.listed),
};
const only = values.only?.split(',');
const isWanted = (group: string) => only === undefined || only.includes(group);

const measured: MeasuredRow[] = [];
for (const server of new Set(rows.filter(({ group }) => isWanted(group)).map((row) => row.server))) {
  const wanted = rows.filter((row) => row.server === server && isWanted(row.group));
  const fitting = values.url
    ? wanted.filter((row) => !row.server.endsWith('-delayed') && fits(row, values.url))
    : wanted;
  if (fitting.length === 0) continue;
  await using benchServer = values.url ? benchServerAt(values.url) : await startBenchServer(server);
  for (const row of fitting) measured.push(await measure(row, benchServer));
}
for (const row of ownRows) if (isWanted(row.group) && !values.url) measured.push(await row.measure(sizes, runs));

const table = markdownTable(measured);
console.log(`\n${table}`);
const folder = join(import.meta.dirname, '../../bench-results');
await mkdir(folder, { recursive: true });
const facts = {
  at: new Date().toISOString(),
  node: process.version,
  cpus: cpus().length,
  load: loadavg(),
  runs,
  sizes,
};
const name = join(folder, facts.at.replaceAll(':', '-').slice(0, 19));
await writeFile(`${name}.json`, `${JSON.stringify({ ...facts, rows: measured }, undefined, 2)}\n`);
await writeFile(`${name}.md`, `${table}\n`);

/** A round that does not count, then every contestant in turn, the first one changing. */
async function measure(row: Row, server: BenchServer): Promise<MeasuredRow> {
  await using peers = await Peers.find(server.password);
  for (const [peer, why] of peers.missing) console.log(`${peer} does not take part: ${why}`);
  await using app = await BenchApp.start();
  const stage: Stage = { app, peers, server, sizes: { ...sizes, ...row.sizes } };
  await using prepared = await row.prepare(stage);
  const results = prepared.contestants.map((contestant) => ({
    contestant,
    seconds: [] as number[],
    processor: [] as number[],
    failure: undefined as string | undefined,
  }));
  for (let round = 0; round <= runs; round++) {
    for (let turn = 0; turn < results.length; turn++) {
      const result = results[(round + turn) % results.length];
      if (!result || result.failure !== undefined) continue;
      try {
        const { seconds, processor } = await result.contestant.run();
        if (round === 0) continue;
        result.seconds.push(seconds);
        if (processor !== undefined) result.processor.push(processor);
      } catch (error) {
        result.failure = error instanceof Error ? error.message : String(error);
      }
    }
  }
  const contestants = results.map(({ contestant, seconds, processor, failure }) => ({
    ...{ name: contestant.name, seconds, processor },
    ...(failure === undefined ? {} : { failure }),
  }));
  const done = { group: row.group, title: row.title(stage.sizes), bar: row.bar, contestants };
  console.log(markdownTable([done]).split('\n').at(-1));
  return done;
}

function fits(row: Row, url: string | undefined): boolean {
  const isSftp = row.server === 'openssh';
  const isFtps = row.server === 'vsftpd-tls';
  const { protocol, encryption } = benchServerAt(url ?? '').target;
  if (protocol === 'sftp') return isSftp;
  return !isSftp && row.server !== 'proftpd' && isFtps === (encryption === 'explicit');
}
