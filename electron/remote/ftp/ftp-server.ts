import type { RemotePath } from '../../../shared/model/remote-path.ts';
import type { ControlConnection } from './control-connection.ts';
import type { DataMode } from './data-connection.ts';
import type { Features } from './features.ts';
import type { Dialect } from './listing/parsed-line.ts';
import type { ServerClock } from './listing/server-clock.ts';
import type { PathForm } from './path-form.ts';
import type { TypeSwitch } from './transfer-type.ts';

/** A server that we are logged in to, and what was learnt about it so far. */
export interface FtpServer {
  readonly control: ControlConnection;
  readonly features: Features;
  readonly dataMode: DataMode;
  readonly paths: PathForm;
  /** The directory in which the session began. */
  readonly home: RemotePath;
  readonly type: TypeSwitch;
  readonly clock: ServerClock;
  /** What ACCT is to say where a command is refused for want of it (532). Throws `cancelled`. */
  readonly account: (signal: AbortSignal) => Promise<string>;
  /** How directories are listed: the best way that the server has not refused. */
  listing: 'MLSD' | 'LIST -a' | 'LIST';
  /** It has shown rows. */
  listingProven: boolean;
  /** How its listings are written, once one was recognised. */
  dialect?: Dialect['name'];
}
