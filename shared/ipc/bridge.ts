import type { Transport } from './transport.ts';

/** What the preload script exposes to the page, and all that it exposes. */
export interface Bridge extends Transport {
  /** Where a dropped file is on this machine. */
  pathForFile(file: unknown): string;
}

/** The two channels between a desktop window and the main process. */
export interface BridgeChannels {
  /** Page to main: `(name, input)`, answered with a `Result`. */
  readonly request: 'portside:request';
  /** Main to page: `(event, payload)`. */
  readonly event: 'portside:event';
}
