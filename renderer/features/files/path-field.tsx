import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import type { FileSystemId } from '../../../shared/model/connection.ts';
import { focusGrid } from '../../app/focus.ts';
import type { Services } from '../../app/services.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import type { Side } from '../../app/workspace-store.ts';
import { comboboxOf } from '../../ui/suggestions.tsx';
import { openTypedPath } from './open-typed-path.ts';
import styles from './pane.module.css';
import type { PaneStore } from './pane-store.ts';
import { resolveTypedPath } from './path-completion.ts';
import { PathSuggestions } from './path-suggestions.tsx';
import { destinationOf, isAddress } from './typed-address.ts';
import { usePane } from './use-pane.ts';
import { usePathCompletion } from './use-path-completion.ts';

interface PathFieldProps {
  readonly side: Side;
  readonly store: PaneStore;
}

/** The path as text, with the directories that could come next (WAI-ARIA 1.2, combobox with a list). */
export function PathField({ side, store }: PathFieldProps) {
  const t = useText();
  const services = useServices();
  const { fs, path, setEditingPath } = usePane(store, 'fs', 'path', 'setEditingPath');
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const { typed, type, context, suggestions, chosen, take, takeKey } = usePathCompletion(fs, path);

  useEffect(() => input.current?.select(), []);

  function leave(): void {
    setEditingPath(false);
    focusGrid(side);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (takeKey(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'Escape') leave();
    else if (event.key === 'Enter') {
      const suggestion = suggestions[chosen];
      if (suggestion === undefined && isAddress(typed)) followAddress(services, side, fs, typed);
      else openTypedPath(services.client, store, suggestion ?? resolveTypedPath(typed, context));
      leave();
    } else return;
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
        onChange={(event) => type(event.target.value)}
        onKeyDown={onKeyDown}
        // Who fetches a path from another window comes back to the field.
        onBlur={({ currentTarget }) => document.activeElement !== currentTarget && setEditingPath(false)}
      />
      <PathSuggestions id={listId} completion={{ suggestions, chosen, take }} />
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
