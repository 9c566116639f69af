import type { Result } from './result.ts';

export type Unsubscribe = () => void;

/** How a window reaches the main process: Electron's bridge or a WebSocket. Never rejects; a lost line answers `disconnected`. */
export interface Transport {
  request(name: string, input: unknown): Promise<Result<unknown>>;
  on(event: string, listener: (payload: unknown) => void): Unsubscribe;
}
