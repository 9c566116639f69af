import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultSettings } from '../../shared/model/settings.ts';
import { createSettingsRequests } from './settings-requests.ts';

const caller = { id: 'window', emit() {} };

describe('the settings', () => {
  let folder: string;
  const onChange = vi.fn();
  const onSetAside = vi.fn();
  const open = () => createSettingsRequests({ dataDirectory: folder, onChange, onSetAside });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-settings-'));
    onChange.mockReset();
    onSetAside.mockReset();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are as they come until something is chosen, and then that alone is kept', async () => {
    expect(await open()['settings.get'](undefined, caller)).toEqual(defaultSettings);
    expect(await readdir(folder)).toEqual([]);
    const changed = await open()['settings.set']({ density: 'compact' }, caller);
    expect(changed).toEqual({ ...defaultSettings, density: 'compact' });
    expect(onChange).toHaveBeenCalledWith(changed);
    // Another start reads what was chosen; what was not follows the version of Portside.
    expect(await open()['settings.get'](undefined, caller)).toEqual(changed);
    expect(JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8')).settings).toEqual({ density: 'compact' });
  });

  it('of two changes at once are both kept', async () => {
    const requests = open();
    await Promise.all([
      requests['settings.set']({ theme: 'dark' }, caller),
      requests['settings.set']({ showHidden: true }, caller),
    ]);
    expect(await requests['settings.get'](undefined, caller)).toMatchObject({ theme: 'dark', showHidden: true });
  });

  it('that cannot be understood are put aside and said, never overwritten', async () => {
    await writeFile(join(folder, 'settings.json'), '{"version":1,"settings":{"theme":"pink"}}');
    expect(await open()['settings.get'](undefined, caller)).toEqual(defaultSettings);
    expect(onSetAside).toHaveBeenCalledOnce();
    const [aside] = await readdir(folder);
    expect(await readFile(join(folder, aside ?? ''), 'utf8')).toContain('pink');
  });

  it('remember the tabs of last time', async () => {
    expect(await open()['workspace.get'](undefined, caller)).toBeUndefined();
    const workspace = {
      left: { tabs: [{ fs: 'local', path: '/home' }], active: 0 },
      right: { tabs: [], active: -1 },
    };
    await open()['workspace.set'](workspace, caller);
    expect(await open()['workspace.get'](undefined, caller)).toEqual(workspace);
  });
});
