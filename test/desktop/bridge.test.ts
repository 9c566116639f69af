import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Desktop } from './desktop.ts';
import { DroppedFile } from './stand-in/page.ts';

describe('the bridge', () => {
  let desktop: Desktop;
  beforeAll(async () => {
    desktop = await Desktop.start();
  });
  afterAll(() => desktop[Symbol.asyncDispose]());

  it('is all that the page gets, and has three members', () => {
    expect(Object.keys(desktop.electron.mainWorld(desktop.window.webContents))).toEqual(['portside']);
    expect(Object.keys(desktop.bridge).toSorted()).toEqual(['on', 'pathForFile', 'request']);
  });

  it('hands listeners the payload and nothing else', () => {
    const heard: unknown[][] = [];
    desktop.bridge.on('connections.changed', (...args: unknown[]) => heard.push(args));
    desktop.window.webContents.send('portside:event', 'connections.changed', { connections: [] });
    expect(heard).toEqual([[{ connections: [] }]]);
  });

  it('tells listeners of their own event only, until they stop listening', () => {
    const heard: unknown[] = [];
    const stop = desktop.bridge.on('connections.changed', (payload) => heard.push(payload));
    const { webContents } = desktop.window;
    webContents.send('portside:event', 'prompts.changed', { prompts: [] });
    webContents.send('portside:event', 'connections.changed', 1);
    stop();
    webContents.send('portside:event', 'connections.changed', 2);
    expect(heard).toEqual([1]);
  });

  it('reaches no other channel of the main process', async () => {
    const heard: unknown[] = [];
    desktop.bridge.on('something-else', (payload) => heard.push(payload));
    desktop.window.webContents.send('something-else', 'connections.changed', {});
    expect(heard).toEqual([]);
    expect(desktop.electron.ipcMain.channels).toEqual(['portside:request']);
    expect(desktop.electron.ipcMain.eventNames()).toEqual([]);
  });

  it('tells where a dropped file is, and nothing of things that were not dropped', () => {
    expect(desktop.bridge.pathForFile(new DroppedFile('/home/ann/a.txt'))).toBe('/home/ann/a.txt');
    expect(desktop.bridge.pathForFile('/etc/passwd')).toBe('');
  });

  it('is built as one CommonJS file that requires electron alone', () => {
    const code = readFileSync(join(import.meta.dirname, '../../out/preload/preload.cjs'), 'utf8');
    expect([...code.matchAll(/require\(([^)]*)\)/g)].map(([, name]) => name)).toEqual(['"electron"']);
    expect(code).not.toMatch(/^\s*(?:import|export)\b/m);
  });
});
