import { describe, expect, it, vi } from 'vitest';
import { StandInIpcRenderer } from './stand-in/ipc.ts';
import { StandInWebContents } from './stand-in/web-contents.ts';

const electron = await vi.hoisted(async () => new (await import('./stand-in/stand-in.ts')).StandIn());
vi.mock('electron', () => electron.moduleForMain());
const { IpcHost } = await import('../../electron/desktop/ipc-host.ts');

function openPage() {
  const contents = new StandInWebContents(electron.session);
  contents.mainFrame = { parent: null, detached: false, origin: 'app://portside', url: 'app://portside/' };
  const page = new StandInIpcRenderer(electron.ipcMain, contents);
  const heard: unknown[] = [];
  page.on('portside:event', (_event, ...args: unknown[]) => heard.push(args));
  const asElectron = contents as unknown as Parameters<InstanceType<typeof IpcHost>['attach']>[0];
  return { contents, asElectron, page, heard };
}

describe('two windows', () => {
  it('are each answered and told what is theirs', async () => {
    const host = new IpcHost();
    host.serve(async (name, _input, caller) => {
      caller.emit('operations.progress', { operationId: String(name), done: 1 });
      return { ok: true, value: caller.id };
    });
    const one = openPage();
    const two = openPage();
    const first = host.attach(one.asElectron);
    const second = host.attach(two.asElectron);

    expect(await one.page.invoke('portside:request', 'a')).toEqual({ ok: true, value: first.id });
    expect(await two.page.invoke('portside:request', 'b')).toEqual({ ok: true, value: second.id });

    expect(first.id).not.toBe(second.id);
    expect(one.heard).toEqual([['operations.progress', { operationId: 'a', done: 1 }]]);
    expect(two.heard).toEqual([['operations.progress', { operationId: 'b', done: 1 }]]);
  });

  it('do not fall with each other', () => {
    const host = new IpcHost();
    const one = openPage();
    const caller = host.attach(one.asElectron);
    one.contents.destroy();
    expect(() => caller.emit('prompts.changed', { prompts: [] })).not.toThrow();
  });
});
