import type { ControlConnection } from './control-connection.ts';
import type { DataMode } from './data-connection.ts';
import type { Features } from './features.ts';

/** A server that we are logged in to, and what was learnt about it so far. */
export interface FtpServer {
  readonly control: ControlConnection;
  readonly features: Features;
  readonly dataMode: DataMode;
  /** How directories are listed: the best way that the server has not refused. */
  listing: 'MLSD' | 'LIST -a' | 'LIST';
  /** It has shown rows. */
  listingProven: boolean;
}
