import type { Place } from '../../../shared/model/connection.ts';
import type { Entry } from '../../../shared/model/entry.ts';
import { baseName } from '../../../shared/model/remote-path.ts';
import type { Services } from '../../app/services.ts';
import type { Undoable } from '../../app/undo-store.ts';
import { measureTrees, removeTrees } from '../../client/operation.ts';

type Undo = () => Promise<'changed' | undefined>;

/** Takes a new folder, file or link away again, unless something has come into it since. */
export function undoMade(services: Services, what: 'folder' | 'file' | 'link', place: Place): Undoable {
  const undo: Undo = async () => {
    if (what !== 'link') {
      const { files, directories, bytes } = await measureTrees(services.client, [place]).done;
      const isAsMade = what === 'folder' ? files === 0 && directories === 1 : files === 1 && bytes === 0;
      if (!isAsMade) return 'changed';
    }
    await removeTrees(services.client, [place], () => {}).done;
    return undefined;
  };
  return { message: 'undo.made', values: { count: 1, name: baseName(place.path) }, undo };
}

/** Takes copies away again that the server made, unless one was changed since. @returns undefined where it does not say what they are. */
export async function undoCopies(services: Services, copies: readonly Place[]): Promise<Undoable | undefined> {
  const look = (place: Place) => services.client.request('files.stat', { place });
  const made = await Promise.all(copies.map(look)).catch(() => undefined);
  const [first] = copies;
  if (!made || !first) return undefined;
  const undo: Undo = async () => {
    const now = await Promise.all(copies.map(look));
    if (!now.every((entry, index) => isSame(made[index], entry))) return 'changed';
    await removeTrees(services.client, [...copies], () => {}).done;
    return undefined;
  };
  return { message: 'undo.made', values: { count: copies.length, name: baseName(first.path) }, undo };
}

function isSame(one: Entry | undefined, other: Entry | undefined): boolean {
  return one?.type === other?.type && one?.size === other?.size && one?.modifiedAt === other?.modifiedAt;
}
