import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { electronEvent } from './event.ts';
import type { StandInFrame, StandInWebContents } from './web-contents.ts';

type MainPart = Pick<Electron.IpcMain, 'handle'>;
type Handler = Parameters<Electron.IpcMain['handle']>[1];

/** Who sent a message, as far as the main process can tell. */
export interface Sender {
  readonly sender: StandInWebContents;
  readonly senderFrame: StandInFrame | null;
}

/** `ipcMain`: what crosses is cloned, so that nothing but data does. */
export class StandInIpcMain extends EventEmitter implements MainPart {
  readonly #handlers = new Map<string, Handler>();

  handle(channel: string, listener: Handler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, listener);
  }

  get channels(): string[] {
    return [...this.#handlers.keys()];
  }

  async invoke(from: Sender, channel: string, ...args: unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    const event = electronEvent({ ...from, type: 'frame', frameId: 1, processId: 1 });
    const answer: unknown = await handler(
      event as unknown as Electron.IpcMainInvokeEvent,
      ...args.map((argument) => structuredClone(argument)),
    );
    return structuredClone(answer);
  }
}

type RendererPart = Pick<Electron.IpcRenderer, 'invoke'>;

/** `ipcRenderer` of one page. */
export class StandInIpcRenderer extends EventEmitter implements RendererPart {
  readonly #main: StandInIpcMain;
  readonly #contents: StandInWebContents;

  constructor(main: StandInIpcMain, contents: StandInWebContents) {
    super();
    this.#main = main;
    this.#contents = contents;
    contents.receive = (channel, ...args) => {
      this.emit(channel, { sender: this, ports: [] }, ...args);
    };
  }

  invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    const from: Sender = { sender: this.#contents, senderFrame: this.#contents.mainFrame };
    return this.#main.invoke(from, channel, ...args);
  }
}
