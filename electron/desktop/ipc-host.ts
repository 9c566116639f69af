import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import type { BridgeChannels } from '../../shared/ipc/bridge.ts';
import type { Caller, Dispatch } from '../../shared/ipc/dispatch.ts';
import { fail } from '../../shared/ipc/result.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { APP_ORIGIN } from './app-protocol.ts';

const channels: BridgeChannels = { request: 'portside:request', event: 'portside:event' };

/** The windows that may ask, and the way back to each. */
export class IpcHost {
  readonly #callers = new Map<WebContents, Caller>();

  /** Serves the requests of the windows that are attached; everyone else is refused before the request is looked at. */
  serve(dispatch: Dispatch): void {
    ipcMain.handle(channels.request, (event, name: unknown, input: unknown) => {
      const caller = this.#senderOf(event);
      if (!caller) return fail(new RemoteError('denied', 'This page may not ask Portside for anything.').data);
      return dispatch(name, input, caller);
    });
  }

  /** Lets a window ask. Its events reach its own page and no other. */
  attach(contents: WebContents): Caller {
    const caller: Caller = {
      id: `window-${contents.id}`,
      emit: (event, payload) => {
        if (!contents.isDestroyed()) contents.send(channels.event, event, payload);
      },
    };
    this.#callers.set(contents, caller);
    return caller;
  }

  detach(contents: WebContents): void {
    this.#callers.delete(contents);
  }

  /** The window as the app knows it. */
  callerOf(contents: WebContents): Caller | undefined {
    return this.#callers.get(contents);
  }

  /** The page of a window that asked. */
  contentsOf(caller: Caller): WebContents | undefined {
    return [...this.#callers].find(([, { id }]) => id === caller.id)?.[0];
  }

  /** The attached window whose own top page, served by `app://`, sent this. Whatever cannot be told is refused. */
  #senderOf({ sender, senderFrame }: IpcMainInvokeEvent): Caller | undefined {
    if (!senderFrame || senderFrame.detached) return undefined;
    if (senderFrame.parent !== null || senderFrame !== sender.mainFrame) return undefined;
    if (senderFrame.origin !== APP_ORIGIN) return undefined;
    return this.#callers.get(sender);
  }
}
