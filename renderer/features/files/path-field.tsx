import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { type FileSystemId, LOCAL } from '../../../shared/model/connection.ts';
import { type Entry, isDirectoryLike } from '../../../shared/model/entry.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { focusGrid } from '../../app/focus.ts';
import type { Services } from '../../app/services.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import type { Side } from '../../app/workspace-store.ts';
import { listDirectory } from '../../client/operation.ts';
import { comboboxOf, Suggestions } from '../../ui/suggestions.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import styles from './pane.module.css';
import type { PaneStore } from './pane-store.ts';
import { completePath, completionQuery, resolveTypedPath, type TypedPathContext } from './path-completion.ts';
import { destinationOf, isAddress } from './typed-address.ts';

const ASK_AFTER_MS = 150;

interface PathFieldProps {
  readonly side: Side;
  readonly store: PaneStore;
}

/** The path as text, with the directories that could come next (WAI-ARIA 1.2, combobox with a list). */
export function PathField({ side, store }: PathFieldProps) {
  const t = useText();
  const services = useServices();
  const { app, connections } = services;
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
  const suggestions = useSuggestions(fs, typed, typed !== path && !isAddress(typed), context);

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
      if (suggestion === undefined && isAddress(typed)) followAddress(services, side, fs, typed);
      else open(suggestion ?? resolveTypedPath(typed, context));
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

/** To the server of the address, in this tab where it shows that server already. */
function followAddress(services: Services, side: Side, fs: FileSystemId, typed: string): void {
  const connections = [...services.connections.getState().byId.values()];
  const here = connections.filter(({ id }) => id === fs);
  const destination = destinationOf(typed, [...here, ...connections.filter(({ state }) => state === 'open')]);
  if (destination.kind === 'problem') {
    services.notices.getState().fail(`quickConnect.problem.${destination.problem}`, undefined);
  } else if (destination.kind === 'elsewhere') {
    const { target, password } = destination;
    const secret = password === undefined ? {} : { password };
    services.dialogs
      .getState()
      .show({ kind: 'connect', side, target, ...secret, start: target.user === '' ? 'later' : 'now' });
  } else if (destination.fs === fs) services.activePane(side)?.getState().open(destination.path);
  else services.openTab(side, destination.fs, destination.path);
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
