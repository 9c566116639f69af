import type { Socket } from 'node:net';
import type { FtpOptions } from '../../../shared/model/connection-options.ts';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { ActiveMode } from './active-mode.ts';
import { nameOfServer } from './control-address.ts';
import type { Ahead, ControlConnection } from './control-connection.ts';
import type { DataMode, DataOpening } from './data-connection.ts';
import type { Limit } from './limit.ts';
import { PassiveMode } from './passive-mode.ts';

/** Servers that were reached in active mode only: whoever waits for passive mode at each session waits some 20 s in vain. */
const onlyActive = new Set<string>();

/** The way that the user chose for data connections; `auto` where they did not. */
export function dataModeOf(options: FtpOptions): DataMode {
  switch (options.dataMode) {
    case 'passive':
      return new PassiveMode();
    case 'active':
      return new ActiveMode(options);
    default:
      return new AutomaticMode(new PassiveMode(), new ActiveMode(options));
  }
}

/**
 * Passive, and active where passive does not get through. What worked first stays for the session: a single failure later
 * is no reason to open ports here.
 */
class AutomaticMode implements DataMode {
  readonly #passive: DataMode;
  readonly #active: DataMode;
  #settled: DataMode | undefined;

  constructor(passive: DataMode, active: DataMode) {
    this.#passive = passive;
    this.#active = active;
  }

  ahead(control: ControlConnection): Ahead | undefined {
    return this.#settled?.ahead?.(control);
  }

  async open(control: ControlConnection, limit: Limit): Promise<DataOpening> {
    if (this.#settled) return this.#settled.open(control, limit);
    if (onlyActive.has(nameOfServer(control))) return this.#tryActive(control, undefined, limit);
    let blocked: RemoteError;
    try {
      const opening = await this.#passive.open(control, limit);
      this.#settled = this.#passive;
      return opening;
    } catch (error) {
      if (control.lost || !isBlocked(error)) throw error;
      blocked = error;
    }
    control.note(`Passive mode does not get through (${blocked.message}): trying active mode once`);
    // A second failure would be as slow and end the same.
    this.#settled = this.#passive;
    return this.#tryActive(control, blocked, limit);
  }

  async #tryActive(
    control: ControlConnection,
    passiveFailure: RemoteError | undefined,
    limit: Limit,
  ): Promise<DataOpening> {
    // Where it fails, passive mode gets its turn in the next session.
    const name = nameOfServer(control);
    onlyActive.delete(name);
    try {
      const opening = await this.#active.open(control, limit);
      return new TriedOpening(opening, passiveFailure, () => {
        this.#settled = this.#active;
        onlyActive.add(name);
        control.note('Active mode works: staying with it for this server');
      });
    } catch (error) {
      throw isRemoteError(error) ? neither(passiveFailure, error) : error;
    }
  }
}

/** Nobody answered, or the server knows no passive mode. */
function isBlocked(error: unknown): error is RemoteError {
  if (isRemoteError(error, 'unreachable', 'timeout')) return true;
  return isRemoteError(error, 'unsupported') && [500, 501, 502, 504].includes(error.data.serverCode ?? 0);
}

/** An active data connection where passive mode had failed, now or before. */
class TriedOpening implements DataOpening {
  readonly #opening: DataOpening;
  readonly #passiveFailure: RemoteError | undefined;
  readonly #works: () => void;

  constructor(opening: DataOpening, passiveFailure: RemoteError | undefined, works: () => void) {
    this.#opening = opening;
    this.#passiveFailure = passiveFailure;
    this.#works = works;
  }

  begin(): void {
    this.#opening.begin();
  }

  async ready(limit: Limit): Promise<Socket> {
    const socket = await this.#opening.ready(limit);
    this.#works();
    return socket;
  }

  explain(error: RemoteError): RemoteError {
    return neither(this.#passiveFailure, this.#opening.explain(error));
  }

  close(): void {
    this.#opening.close();
  }
}

/** Only where active mode failed as a way; a file that is not there has nothing to do with it. */
function neither(passive: RemoteError | undefined, active: RemoteError): RemoteError {
  if (passive === undefined || active.kind !== 'unreachable') return active;
  const { kind: _, message, hint = '', ...more } = active.data;
  return new RemoteError('unreachable', 'Neither passive nor active mode brings a data connection about.', {
    ...more,
    cause: active,
    serverText: `${passive.message} ${message}`,
    hint: `A firewall is in the way. For passive mode the server's passive port range must be open; ask its operator which ports these are. ${hint}`,
  });
}
