import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron';
import type { Bridge, BridgeChannels } from '../shared/ipc/bridge.ts';

// Sandboxed: this file may import electron and types, nothing else.
const channels: BridgeChannels = { request: 'portside:request', event: 'portside:event' };

type Listener = (payload: unknown) => void;
const listeners = new Map<string, Set<Listener>>();

// One listener for the channel. The event object stays here: it would hand the page a way to the main process.
ipcRenderer.on(channels.event, (_event: IpcRendererEvent, name: string, payload: unknown) => {
  for (const listener of listeners.get(name) ?? []) listener(payload);
});

const bridge: Bridge = {
  request: (name, input) => ipcRenderer.invoke(channels.request, name, input),
  on(event, listener) {
    const added: Listener = (payload) => listener(payload);
    const ofEvent = listeners.get(event) ?? new Set();
    listeners.set(event, ofEvent.add(added));
    return () => {
      ofEvent.delete(added);
    };
  },
  pathForFile: (file) => webUtils.getPathForFile(file as File),
};

contextBridge.exposeInMainWorld('portside', bridge);
