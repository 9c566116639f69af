import type { Result } from '../../shared/ipc/result.ts';
import type { Unsubscribe } from '../../shared/ipc/transport.ts';
import type { WindowTransport } from './window-transport.ts';

/** What the preload script exposes as `window.portside`. */
export interface Bridge {
  request(name: string, input: unknown): Promise<Result<unknown>>;
  on(event: string, listener: (payload: unknown) => void): Unsubscribe;
  pathForFile(file: File): string;
}

declare global {
  interface Window {
    readonly portside?: Bridge;
  }
}

/** Electron's bridge. Its line lives as long as the window does. */
export function createBridgeTransport(bridge: Bridge): WindowTransport {
  return {
    link: 'up',
    onLink: () => () => {},
    request: (name, input) => bridge.request(name, input),
    on: (event, listener) => bridge.on(event, listener),
    pathForFile: (file) => bridge.pathForFile(file),
  };
}
