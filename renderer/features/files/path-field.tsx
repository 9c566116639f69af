import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { LOCAL } from '../../../shared/model/connection.ts';
import { type Entry, isDirectoryLike } from '../../../shared/model/entry.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { focusGrid } from '../../app/focus.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import type { Side } from '../../app/workspace-store.ts';
import { listDirectory } from '../../client/operation.ts';
import { comboboxOf, Suggestions } from '../../ui/suggestions.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import styles from './pane.module.css';
import type { PaneStore } from './pane-store.ts';
import { completePath, completionQuery, resolveTypedPath, type TypedPathContext } from './path-completion.ts';

const ASK_AFTER_MS = 150;

interface PathFieldProps {
  readonly side: Side;
  readonly store: PaneStore;
}

/** The path as text, with the directories that could come next (WAI-ARIA 1.2, combobox with a list). */
export function PathField({ side, store }: PathFieldProps) {
  const t = useText();
  const { app, connections } = useServices();
  const { fs, path, open, setEditingPath } = useStore(store);
  const info = useStore(app, (state) => state.info);
  const remoteHome = useStore(connections, (state) => state.byId.get(fs)?.home);
  const context: TypedPathContext = {
    current: path,
    home: (fs === LOCAL ? info?.localHome : remoteHome) ?? path,
    nativePlatform: fs === LOCAL ? info?.platform : undefined,
  };

  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(path);
  const [chosen, setChosen] = useState(-1);
  const suggestions = useSuggestions(fs, typed, typed !== path, context);

  useEffect(() => input.current?.select(), []);

  function leave(): void {
    setEditingPath(false);
    focusGrid(side);
  }

  function take(suggestion: RemotePath): void {
    setTyped(`${suggestion}/`);
    setChosen(-1);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const count = suggestions.length;
    const suggestion = suggestions[chosen];
    if (event.key === 'Escape') leave();
    else if (event.key === 'Enter') {
      open(suggestion ?? resolveTypedPath(typed, context));
      leave();
    } else if (event.key === 'ArrowDown' && count > 0) setChosen((chosen + 1) % count);
    else if (event.key === 'ArrowUp' && count > 0) setChosen((chosen - 1 + count) % count);
    else if (event.key === 'Tab' && !event.shiftKey && count > 0) take(suggestion ?? (suggestions[0] as string));
    else return;
    event.preventDefault();
  }

  return (
    <div className={styles.pathField}>
      <input
        ref={input}
        className={styles.pathInput}
        {...comboboxOf(listId, suggestions, chosen)}
        aria-label={t(`path.${side}`)}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setChosen(-1);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setEditingPath(false)}
      />
      <Suggestions
        id={listId}
        label={t('path.suggestions')}
        suggestions={suggestions}
        chosen={chosen}
        keyOf={(suggestion) => suggestion}
        onTake={take}
      >
        {(suggestion) => <span>{visibleName(suggestion)}</span>}
      </Suggestions>
    </div>
  );
}

function useSuggestions(fs: string, typed: string, isWanted: boolean, context: TypedPathContext): RemotePath[] {
  const { client } = useServices();
  const { directory, start } = completionQuery(typed, context);
  const [known, setKnown] = useState<ReadonlyMap<RemotePath, readonly string[]>>(new Map());
  const names = known.get(directory);

  useEffect(() => {
    if (!isWanted || names !== undefined) return;
    let cancel = () => {};
    const timer = setTimeout(() => {
      const rows: Entry[] = [];
      const listing = listDirectory(client, { fs, path: directory }, (entries) => rows.push(...entries));
      cancel = listing.cancel;
      const learn = () => {
        const found = rows.filter((entry) => isDirectoryLike(entry) && !entry.unusable).map((entry) => entry.name);
        setKnown((before) => new Map(before).set(directory, found.sort()));
      };
      // A directory that cannot be read has nothing to suggest; opening it will say why.
      listing.done.then(learn, learn);
    }, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      cancel();
    };
  }, [client, fs, directory, isWanted, names]);

  return isWanted && names ? completePath(directory, start, names) : [];
}
