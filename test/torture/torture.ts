import { parseArgs } from 'node:util';
import { type FaultKind, faultKinds, torture, torturedServers } from './torture-run.ts';

/**
 * `npm run torture -- --faults 40`: a thousand files to and from each real server, with FTP and FTP under TLS, over a line that breaks
 * at random. The seed is printed; `--seed` repeats a run, `--server` and `--files` make it smaller. `--kinds` says what goes wrong: as
 * often as it is named.
 */
const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '20' },
    files: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    server: { type: 'string' },
    // A stall lasts until somebody's patience ends, so it is the rarest.
    kinds: { type: 'string', default: 'cut,reset,cut,reset,cut,reset,stall' },
  },
});
const seed = Number(values.seed);
const [first = 'cut', ...others] = values.kinds.split(',').map(faultKind);
console.log(`seed ${seed}`);
let isWhole = true;
for (const server of Object.keys(torturedServers) as (keyof typeof torturedServers)[]) {
  if (values.server !== undefined && values.server !== server) continue;
  const options = {
    server,
    files: Number(values.files),
    faults: Number(values.faults),
    seed,
    kinds: [first, ...others],
  } as const;
  const { seconds, faults, wrong } = await torture({ ...options, onNews: (text) => console.log(`  ${text}`) });
  console.log(
    `${server}: ${values.files} files, ${faults} faults, ${seconds.toFixed(1)} s: ${wrong.length === 0 ? 'all whole' : 'WRONG'}`,
  );
  for (const what of wrong) console.log(`  ${what}`);
  isWhole &&= wrong.length === 0;
}
function faultKind(text: string): FaultKind {
  const kind = faultKinds.find((known) => known === text);
  if (kind) return kind;
  throw new Error(`“${text}” is no kind of fault: ${faultKinds.join(', ')}.`);
}

// Ended by itself, Node 24 can turn forever in the cleaning up of sockets that were reset (Environment::CleanupHandles).
process.exit(isWhole ? 0 : 1);
