import { RemoteError } from '../../shared/model/remote-error.ts';
import type { DesktopRequests, DesktopServices } from '../desktop-requests.ts';
import type { DeepLinks } from './deep-links.ts';
import type { DragOut } from './drag-out.ts';
import type { IpcHost } from './ipc-host.ts';
import type { SessionQuestions } from './session-questions.ts';
import type { UnsavedText } from './unsaved-text.ts';

export interface DesktopRequestsOptions {
  readonly links: DeepLinks;
  readonly sessionQuestions: SessionQuestions;
  readonly dragOut: DragOut;
  readonly unsavedText: UnsavedText;
  readonly ipc: IpcHost;
}

/** The requests that only this host can serve. */
export function createDesktopRequests(options: DesktopRequestsOptions, services: DesktopServices): DesktopRequests {
  const { links, sessionQuestions, dragOut, unsavedText, ipc } = options;
  const { operations, transfers } = services;
  return {
    'desktop.takeLink': () => links.take(),
    'desktop.takeSessionQuestion': () => sessionQuestions.take(),
    'desktop.unsavedText': ({ name }) => unsavedText.set(name),
    'desktop.prepareDrag': ({ operationId, places }, caller) =>
      operations.run(caller, operationId, (signal) => dragOut.prepare(places, transfers, signal)),
    'desktop.startDrag': ({ dragId }, caller) => {
      const page = ipc.contentsOf(caller);
      if (!page) throw new RemoteError('cancelled', 'The window was closed.');
      dragOut.start(dragId, page);
    },
  };
}
