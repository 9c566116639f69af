import type { Place } from '../../../shared/model/connection.ts';
import type { Entry } from '../../../shared/model/entry.ts';
import { baseName, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { Services } from '../../app/services.ts';
import type { Undoable } from '../../app/undo-store.ts';
import { measureTrees, removeTrees, searchFiles } from '../../client/operation.ts';
import { refreshWithin } from './removing.ts';

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
    refreshWithin(services, [place]);
    return undefined;
  };
  return { message: 'undo.made', values: { count: 1, name: baseName(place.path) }, undo };
}

/** A copy that was made, and of how many files and folders it consists. */
export interface MadeCopy {
  readonly place: Place;
  readonly items: number;
}

/**
 * Takes copies away again, unless something in them was changed since. @returns undefined where it is not certain what they are: the
 * server does not say it, or there is more or less than what was copied.
 */
export async function undoCopies(services: Services, copies: readonly MadeCopy[]): Promise<Undoable | undefined> {
  const look = () => Promise.all(copies.map(({ place }) => traitsOf(services, place)));
  const made = await look().catch(() => undefined);
  const [first] = copies;
  if (!made || !first || !copies.every(({ items }, index) => made[index]?.length === items)) return undefined;
  const undo: Undo = async () => {
    const now = await look();
    if (now.flat().join('\n') !== made.flat().join('\n')) return 'changed';
    await removeTrees(
      services.client,
      copies.map(({ place }) => place),
      () => {},
    ).done;
    return undefined;
  };
  return { message: 'undo.made', values: { count: copies.length, name: baseName(first.place.path) }, undo };
}

/** A line for everything at and below a place, another one after every change that can be seen from outside. */
async function traitsOf({ client }: Services, place: Place): Promise<string[]> {
  const top = await client.request('files.stat', { place });
  const traits = [traitOf(place.path, top)];
  if (top.type !== 'directory') return traits;
  const { passedOver } = await searchFiles(
    client,
    place,
    {},
    {
      found: (matches) => traits.push(...matches.map(({ path, entry }) => traitOf(path, entry))),
      folder() {},
    },
  ).done;
  // Of what cannot be read nobody knows what it is.
  return passedOver > 0 ? [] : traits.toSorted();
}

/** What changes in a folder is seen in what it holds. */
function traitOf(path: RemotePath, { type, size, modifiedAt, linkTarget }: Entry): string {
  return JSON.stringify(type === 'directory' ? [path, type] : [path, type, size, modifiedAt, linkTarget]);
}
