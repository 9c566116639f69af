import { beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '../../../shared/model/entry.ts';
import { eventually } from '../../../test/eventually.ts';
import { Services } from '../../app/services.ts';
import { fakeMainProcess } from '../../app/testing-window.ts';
import type { FakeTransport } from '../../client/fake-transport.ts';
import { didUndoable, renameEntry } from './moving.ts';
import { undoCopies, undoMade } from './undo-made.ts';

const place = { fs: 'local', path: '/home/ann/new' };
let transport: FakeTransport;
let services: Services;
let removed: string[];
let inside = { files: 0, directories: 1, bytes: 0, passedOver: 0 };

beforeEach(() => {
  removed = [];
  transport = fakeMainProcess({ open: [], workspace: undefined });
  transport.answers['files.measure'] = () => inside;
  transport.answers['files.rename'] = () => undefined;
  transport.answers['files.remove'] = ({ places }) => {
    removed.push(...places.map(({ path }) => path));
    return { files: 0, directories: 1, bytes: 0 };
  };
  services = new Services(transport, 'en');
});

/** Presses the button of the notice that stands there now. */
async function pressUndo(): Promise<void> {
  services.notices.getState().notices.at(-1)?.action?.run();
  await eventually(() => expect(services.notices.getState().notices.at(-1)?.message).toMatch(/undo/));
}

describe('the notice of what was done', () => {
  it('takes back a rename by its own button, also after something else was done', async () => {
    await renameEntry(services, place, 'newer');
    const { action } = services.notices.getState().notices.at(-1) ?? {};
    services.undo.getState().did({ message: 'undo.trash', values: {}, undo: 'impossible' });
    action?.run();
    await eventually(() => expect(services.notices.getState().notices.at(-1)?.message).toBe('undo.rename'));
    expect(transport.asked.at(-1)?.input).toEqual({ place: { ...place, path: '/home/ann/newer' }, name: 'new' });
    expect(services.undo.getState().done).toHaveLength(1);
  });

  it('takes a new folder away again', async () => {
    inside = { files: 0, directories: 1, bytes: 0, passedOver: 0 };
    const undo = didUndoable(services, undoMade(services, 'folder', place));
    services.notices.getState().succeed('notice.folderMade', { name: 'new' }, undo);
    await pressUndo();
    expect(removed).toEqual([place.path]);
  });

  it('leaves a new folder alone that something has come into since', async () => {
    inside = { files: 1, directories: 1, bytes: 3, passedOver: 0 };
    const undo = didUndoable(services, undoMade(services, 'folder', place));
    services.notices.getState().succeed('notice.folderMade', { name: 'new' }, undo);
    await pressUndo();
    expect(services.notices.getState().notices.at(-1)).toMatchObject({ message: 'undo.changedSince', tone: 'error' });
    expect(removed).toEqual([]);
  });

  it.each([
    ['removes a copy again', 5, [place.path]],
    ['leaves a copy alone that was changed since', 6, []],
  ])('%s', async (_name, size, gone) => {
    const entry = { name: 'new', type: 'file', size: 5 } as const;
    transport.answers['files.stat'] = () => entry;
    await offerUndo(1);
    transport.answers['files.stat'] = () => ({ ...entry, size });
    await pressUndo();
    expect(removed).toEqual(gone);
  });

  it.each([
    ['removes the copy of a folder again', [], [place.path]],
    ['leaves the copy of a folder alone that a file came into', [{ name: 'late', type: 'file' as const }], []],
  ])('%s', async (_name, since, gone) => {
    transport.answers['files.stat'] = () => ({ name: 'new', type: 'directory' });
    holds([{ name: 'a', type: 'file', size: 1 }]);
    await offerUndo(2);
    holds([{ name: 'a', type: 'file', size: 1 }, ...since]);
    await pressUndo();
    expect(removed).toEqual(gone);
  });

  it('does not offer to remove a copy in which there is more than was copied', async () => {
    transport.answers['files.stat'] = () => ({ name: 'new', type: 'directory' });
    holds([{ name: 'somebody else’s', type: 'file' }]);
    expect(await undoCopies(services, [{ place, items: 1 }])).toBeUndefined();
  });
});

/** What is in the copy of a folder. */
function holds(entries: Entry[]): void {
  transport.answers['files.search'] = ({ operationId }) => {
    const matches = entries.map((entry) => ({ path: `${place.path}/${entry.name}`, entry }));
    transport.emit('files.found', { operationId, matches });
    return { found: entries.length, folders: 1, passedOver: 0 };
  };
}

/** A copy of so many files and folders was made. */
async function offerUndo(items: number): Promise<void> {
  const undoable = await undoCopies(services, [{ place, items }]);
  if (!undoable) throw new Error('nothing to undo');
  const undo = didUndoable(services, undoable);
  services.notices.getState().succeed('notice.duplicated', { count: 1, name: 'new' }, undo);
}
