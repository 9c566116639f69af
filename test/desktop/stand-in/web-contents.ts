import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { electronEvent } from './event.ts';
import type { StandInSession } from './session.ts';

type FramePart = Pick<Electron.WebFrameMain, 'detached' | 'origin' | 'url'>;

/** A frame of a page; `parent` is null for the page itself. */
export interface StandInFrame extends FramePart {
  readonly parent: StandInFrame | null;
}

type Part = Pick<Electron.WebContents, 'id' | 'isDestroyed' | 'send' | 'setWindowOpenHandler' | 'startDrag'>;
type WindowOpenHandler = Parameters<Part['setWindowOpenHandler']>[0];

let lastId = 0;

/** A page without a browser: what it receives is handed on, what it would do can be asked for. */
export class StandInWebContents extends EventEmitter implements Part {
  readonly id = ++lastId;
  readonly session: StandInSession;
  readonly drags: Electron.Item[] = [];
  mainFrame: StandInFrame = { parent: null, origin: 'null', url: 'about:blank', detached: false };
  /** Where the page takes what the main process sends. */
  receive: (channel: string, ...args: unknown[]) => void = () => {};
  #destroyed = false;
  /** Electron's own default lets a page open windows. */
  #windowOpenHandler: WindowOpenHandler = () => ({ action: 'allow' });

  constructor(session: StandInSession) {
    super();
    this.session = session;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  destroy(): void {
    this.#destroyed = true;
    this.mainFrame = { ...this.mainFrame, detached: true };
    this.emit('destroyed');
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
    this.receive(channel, ...args.map((argument) => structuredClone(argument)));
  }

  startDrag(item: Electron.Item): void {
    this.drags.push(item);
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#windowOpenHandler = handler;
  }

  /** What becomes of `window.open()` or a link with a target. */
  openWindow(url: string): 'allow' | 'deny' {
    const referrer: Electron.Referrer = { url: this.mainFrame.url, policy: 'no-referrer' };
    const details: Electron.HandlerDetails = { url, frameName: '', features: '', disposition: 'new-window', referrer };
    return this.#windowOpenHandler(details).action;
  }

  /** Whether the page may go to this address by itself: a link, `location`, a form. */
  navigate(url: string): 'goes' | 'stays' {
    const details = { url, isSameDocument: false, isMainFrame: true, frame: null };
    const frameEvent = electronEvent<Electron.WebContentsWillFrameNavigateEventParams>(details);
    this.emit('will-frame-navigate', frameEvent);
    const event = electronEvent<Electron.WebContentsWillNavigateEventParams>(details);
    this.emit('will-navigate', event, url, false, true, 0, 0);
    return event.defaultPrevented ? 'stays' : 'goes';
  }

  redirect(url: string): 'goes' | 'stays' {
    const details = { url, isSameDocument: false, isMainFrame: true, frame: null };
    const event = electronEvent<Electron.WebContentsWillRedirectEventParams>(details);
    this.emit('will-redirect', event, url, false, true, 0, 0);
    return event.defaultPrevented ? 'stays' : 'goes';
  }

  navigateFrame(url: string): 'goes' | 'stays' {
    const details = { url, isSameDocument: false, isMainFrame: false, frame: null };
    const event = electronEvent<Electron.WebContentsWillFrameNavigateEventParams>(details);
    this.emit('will-frame-navigate', event);
    return event.defaultPrevented ? 'stays' : 'goes';
  }

  attachWebview(): 'attached' | 'refused' {
    const event = electronEvent({});
    this.emit('will-attach-webview', event, {}, {});
    return event.defaultPrevented ? 'refused' : 'attached';
  }

  crash(reason: Electron.RenderProcessGoneDetails['reason']): void {
    const details: Electron.RenderProcessGoneDetails = { reason, exitCode: 1 };
    this.emit('render-process-gone', electronEvent({}), details);
  }
}
