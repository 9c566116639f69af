import type { Transport, Unsubscribe } from '../../shared/ipc/transport.ts';

/** `connecting`: the first attempt; `down`: the line was lost and is being tried again. */
export type LinkState = 'connecting' | 'up' | 'down';

/** A transport whose line to the main process may break and come back. */
export interface WindowTransport extends Transport {
  readonly link: LinkState;
  onLink(listener: (link: LinkState) => void): Unsubscribe;
  /** The path of a dropped file on this machine, where the host can tell it (desktop only). */
  pathForFile?(file: File): string;
}
