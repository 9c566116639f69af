import { type KeyboardEvent, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { type FileSystemId, LOCAL } from '../../../shared/model/connection.ts';
import { type Entry, isDirectoryLike } from '../../../shared/model/entry.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { useServices } from '../../app/services-context.ts';
import { listDirectory } from '../../client/operation.ts';
import { completePath, completionQuery, type TypedPathContext } from './path-completion.ts';
import { isAddress } from './typed-address.ts';

const ASK_AFTER_MS = 150;

export type PathCompletion = ReturnType<typeof usePathCompletion>;

/**
 * A path that is being typed, with the directories that could come next.
 * @param current What a relative path starts from, and what stands in the field at first.
 */
export function usePathCompletion(fs: FileSystemId, current: RemotePath) {
  const { app, connections } = useServices();
  const info = useStore(app, (state) => state.info);
  const remoteHome = useStore(connections, (state) => state.byId.get(fs)?.home);
  const context: TypedPathContext = {
    current,
    home: (fs === LOCAL ? info?.localHome : remoteHome) ?? current,
    nativePlatform: fs === LOCAL ? info?.platform : undefined,
  };
  const [typed, setTyped] = useState(current);
  const [chosen, setChosen] = useState(-1);
  const suggestions = useSuggestions(fs, typed, typed !== current && !isAddress(typed), context);

  function type(text: string): void {
    setTyped(text);
    setChosen(-1);
  }

  function take(suggestion: RemotePath): void {
    type(`${suggestion}/`);
  }

  /** Moves among the suggestions, and takes one. @returns whether the key was for them. */
  function takeKey({ key, shiftKey }: KeyboardEvent): boolean {
    const count = suggestions.length;
    if (count === 0) return false;
    if (key === 'ArrowDown') setChosen((chosen + 1) % count);
    else if (key === 'ArrowUp') setChosen((chosen - 1 + count) % count);
    else if (key === 'Tab' && !shiftKey) take(suggestions[chosen] ?? (suggestions[0] as string));
    else return false;
    return true;
  }

  return { typed, type, context, suggestions, chosen, take, takeKey };
}

function useSuggestions(fs: string, typed: string, isWanted: boolean, context: TypedPathContext): RemotePath[] {
  const { client } = useServices();
  const { directory, start } = completionQuery(typed, context);
  const [known, setKnown] = useState<ReadonlyMap<string, readonly string[]>>(new Map());
  const key = `${fs} ${directory}`;
  const names = known.get(key);

  useEffect(() => {
    if (!isWanted || names !== undefined) return;
    let cancel = () => {};
    const timer = setTimeout(() => {
      const rows: Entry[] = [];
      const listing = listDirectory(client, { fs, path: directory }, (entries) => rows.push(...entries));
      cancel = listing.cancel;
      const learn = () => {
        const found = rows.filter((entry) => isDirectoryLike(entry) && !entry.unusable).map((entry) => entry.name);
        setKnown((before) => new Map(before).set(key, found.sort()));
      };
      // A directory that cannot be read has nothing to suggest; opening it will say why.
      listing.done.then(learn, learn);
    }, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      cancel();
    };
  }, [client, fs, directory, key, isWanted, names]);

  return isWanted && names ? completePath(directory, start, names) : [];
}
