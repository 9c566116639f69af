import type { RequestName } from '../shared/ipc/contract.ts';
import type { Handlers } from '../shared/ipc/dispatch.ts';
import { RemoteError } from '../shared/model/remote-error.ts';
import type { Operations } from './operations.ts';
import type { TransferEngine } from './transfer/transfer-engine.ts';

/** What only a desktop can do; its host brings the handlers. */
export type DesktopRequests = Pick<Handlers, Extract<RequestName, `desktop.${string}`>>;

/** What those handlers work with. */
export interface DesktopServices {
  readonly operations: Operations;
  readonly transfers: TransferEngine;
}

/** For hosts without a desktop. */
export const noDesktop: DesktopRequests = {
  'desktop.takeLink': () => undefined,
  'desktop.takeSessionQuestion': () => undefined,
  'desktop.unsavedText': refuse,
  'desktop.prepareDrag': refuse,
  'desktop.startDrag': refuse,
};

function refuse(): never {
  throw new RemoteError('unsupported', 'Only the desktop app can do this.');
}
