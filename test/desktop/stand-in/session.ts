import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { electronEvent } from './event.ts';
import type { StandInWebContents } from './web-contents.ts';

type Part = Pick<Electron.Session, 'setDevicePermissionHandler' | 'setSpellCheckerEnabled'>;
type RequestHandler = NonNullable<Parameters<Electron.Session['setPermissionRequestHandler']>[0]>;
type CheckHandler = NonNullable<Parameters<Electron.Session['setPermissionCheckHandler']>[0]>;
type DeviceHandler = NonNullable<Parameters<Electron.Session['setDevicePermissionHandler']>[0]>;
type BeforeRequest = NonNullable<Parameters<Electron.WebRequest['onBeforeRequest']>[0]>;

export type PermissionName = Parameters<RequestHandler>[1];

/** The handlers see the stand-in's pages, which have the part of a page that Portside looks at. */
const asElectron = (contents: StandInWebContents | null) => contents as unknown as Electron.WebContents;

/** The default session. Where no handler is set it does what Electron does: it grants. */
export class StandInSession extends EventEmitter implements Part {
  #request: RequestHandler | null = null;
  #check: CheckHandler | null = null;
  #device: DeviceHandler | null = null;
  #beforeRequest: BeforeRequest | undefined;
  spellChecker = true;

  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest) => {
      this.#beforeRequest = listener;
    },
  };

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#request = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#check = handler;
  }

  setDevicePermissionHandler(handler: DeviceHandler | null): void {
    this.#device = handler;
  }

  setSpellCheckerEnabled(enable: boolean): void {
    this.spellChecker = enable;
  }

  requestPermission(contents: StandInWebContents, permission: PermissionName): Promise<boolean> {
    const details = { isMainFrame: true, requestingUrl: contents.mainFrame.url } satisfies Electron.PermissionRequest;
    return new Promise((resolve) => {
      if (this.#request) this.#request(asElectron(contents), permission, resolve, details);
      else resolve(true);
    });
  }

  checkPermission(contents: StandInWebContents | null, permission: PermissionName): boolean {
    const details = { isMainFrame: true } as Electron.PermissionCheckHandlerHandlerDetails;
    return this.#check?.(asElectron(contents), permission, contents?.mainFrame.origin ?? '', details) ?? true;
  }

  /** `undefined` where nobody decides and the user's choice in Electron's own list counts. */
  checkDevice(details: Electron.DevicePermissionHandlerHandlerDetails): boolean | undefined {
    return this.#device?.(details);
  }

  /** Whether a request of a page would leave the machine. */
  fetch(url: string): Promise<'sent' | 'cancelled'> {
    const listener = this.#beforeRequest;
    if (!listener) return Promise.resolve('sent');
    return new Promise((resolve) => {
      listener({ url } as Electron.OnBeforeRequestListenerDetails, ({ cancel }) =>
        resolve(cancel ? 'cancelled' : 'sent'),
      );
    });
  }

  download(): 'started' | 'prevented' {
    const event = electronEvent({});
    this.emit('will-download', event, {}, {});
    return event.defaultPrevented ? 'prevented' : 'started';
  }
}
