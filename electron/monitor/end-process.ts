import type { DisconnectOutcome } from '../../shared/model/monitor.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { Call } from '../remote/remote-file-system.ts';
import type { Exec } from './exec.ts';
import { shell } from './quoting.ts';

/** A process and no other: the start time tells it from one that was given the same number later. */
export interface ProcessKey {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat. */
  readonly start: number;
}

export interface EndProcess {
  readonly process: ProcessKey;
  /** Helpers of the session, to be killed after it. */
  readonly helpers?: readonly ProcessKey[];
  readonly signal: 'TERM' | 'KILL';
  /** The path of kill, where this account may run it with sudo. */
  readonly sudoKill?: string | undefined;
}

/** A tenth of a second each. */
const LOOKS = 30;

/**
 * Sends the signal to this very process and looks for up to three seconds whether it ends. The identity is read in the same
 * script right before the signal, so that nothing can come between but the moment itself. A zombie has ended: only
 * its parent is late to notice.
 */
export async function endProcess(exec: Exec, request: EndProcess, call: Call): Promise<DisconnectOutcome> {
  const { process, helpers = [], signal, sudoKill } = request;
  const send = sudoKill === undefined ? shell`false` : shell`sudo -n ${sudoKill} ${`-${signal}`} "$1" 2>/dev/null`;
  const helped = helpers.reduce(
    (before, { pid, start }) => shell`${before}gone ${pid} ${start} || send ${pid}\n`,
    shell``,
  );
  const script = shell`
gone() {
  facts=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null)
  [ "$(echo "$facts" | cut -d' ' -f20)" != "$2" ] || [ "$(echo "$facts" | cut -d' ' -f1)" = Z ]
}
send() { kill ${`-${signal}`} "$1" 2>/dev/null || ${send}; }
if gone ${process.pid} ${process.start}; then echo GONE; exit; fi
if ! send ${process.pid}; then
  if gone ${process.pid} ${process.start}; then echo GONE; else echo DENIED; fi
  exit
fi
${helped}looks=0
while [ $looks -lt ${LOOKS} ]; do
  if gone ${process.pid} ${process.start}; then echo ENDED; exit; fi
  sleep 0.1
  looks=$((looks + 1))
done
echo STILL`;
  const { stdout, stderr } = await exec.run(script, call);
  const outcome = outcomes[stdout.trim()];
  if (outcome !== undefined) return outcome;
  throw new RemoteError('protocol', 'The server did not say whether the session has ended.', {
    serverText: `${stdout}${stderr}`.slice(0, 1_000),
  });
}

const outcomes: Partial<Record<string, DisconnectOutcome>> = {
  GONE: 'already-gone',
  DENIED: 'denied',
  ENDED: 'ended',
  STILL: 'still-there',
};
