import { ArrowRight, History, Link2, Plug, Server } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { parseConnectionUrl, withoutPassword } from '../../../shared/model/connection-url.ts';
import { focusGrid, quickConnectId } from '../../app/focus.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { comboboxOf, Suggestions } from '../../ui/suggestions.tsx';
import { shortcutText } from '../files/commands.ts';
import { SiteMark } from '../sites/site-mark.tsx';
import { addressOf } from '../sites/site-tree.ts';
import type { Connectable } from '../sites/sites.ts';
import styles from './connections.module.css';
import { suggestionsFor } from './quick-suggestions.ts';

const listId = `${quickConnectId}-list`;

/** One line that takes an address as people paste it, or a saved site by a part of its name. Incomplete ones go on in the dialog. */
export function QuickConnectBar() {
  const t = useText();
  const keyboard = useKeyboard();
  const services = useServices();
  const { dialogs, sites } = services;
  const book = useStore(sites.store, (state) => state.book);
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string | undefined>(undefined);

  const suggestions = useMemo(() => (isOpen ? suggestionsFor(book, typed) : []), [isOpen, book, typed]);

  function close(): void {
    setOpen(false);
    setChosen(-1);
  }

  function take(entry: Connectable): void {
    setTyped('');
    close();
    if (entry.kind === 'site') services.openSite(entry.site.id);
    else services.connectTo(entry.recent.target);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      const count = suggestions.length;
      if (!isOpen) setOpen(true);
      else if (count > 0) setChosen((Math.max(chosen, step > 0 ? -1 : 0) + step + count) % count);
    } else if (event.key === 'Escape' && isOpen) close();
    else if (event.key === 'Escape') focusGrid(services.workspace.getState().activeSide);
    else return;
    event.preventDefault();
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    const suggestion = suggestions[chosen];
    close();
    if (suggestion) {
      take(suggestion);
      return;
    }
    const parsed = parseConnectionUrl(typed);
    if (!parsed.ok) {
      if (parsed.problem === 'empty') dialogs.getState().show({ kind: 'connect', start: 'later' });
      else setProblem(t(`quickConnect.problem.${parsed.problem}`));
      return;
    }
    const { target, password } = parsed;
    setTyped(withoutPassword(typed));
    setProblem(undefined);
    dialogs.getState().show({
      kind: 'connect',
      target,
      ...(password === undefined ? {} : { password }),
      start: target.user === '' ? 'later' : 'now',
    });
  }

  return (
    <div className={styles.bar}>
      <form
        className={styles.quick}
        aria-label={t('quickConnect.label')}
        onSubmit={submit}
        // What was wrong would lie over what is gone to.
        onBlur={({ currentTarget, relatedTarget }) => {
          if (!currentTarget.contains(relatedTarget)) setProblem(undefined);
        }}
        noValidate
      >
        <Link2 size={15} aria-hidden="true" className={styles.quickIcon} />
        <input
          id={quickConnectId}
          className={styles.quickInput}
          {...comboboxOf(listId, suggestions, chosen)}
          aria-label={t('quickConnect.address')}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${quickConnectId}-problem`}
          placeholder={t('quickConnect.placeholder')}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setProblem(undefined);
            setOpen(true);
            setChosen(-1);
          }}
          onKeyDown={onKeyDown}
          // As in a browser: another address is typed over the one that stands there.
          onFocus={({ currentTarget }) => currentTarget.select()}
          onBlur={close}
        />
        <Suggestions
          id={listId}
          label={t('quickConnect.suggestions')}
          suggestions={suggestions}
          chosen={chosen}
          keyOf={(entry) => (entry.kind === 'site' ? entry.site.id : `recent ${entry.recent.at}`)}
          onTake={take}
        >
          {(entry) => <Suggestion entry={entry} />}
        </Suggestions>
        {typed === '' && <kbd className={styles.quickKey}>{shortcutText('quickConnect', keyboard)}</kbd>}
        {typed !== '' && (
          <IconButton
            label={t('quickConnect.connect')}
            icon={<ArrowRight size={15} aria-hidden="true" />}
            onPress={() => document.querySelector<HTMLFormElement>(`form:has(#${quickConnectId})`)?.requestSubmit()}
          />
        )}
        {problem !== undefined && (
          <p id={`${quickConnectId}-problem`} role="alert" className={styles.quickProblem}>
            {problem}
          </p>
        )}
      </form>
      <Button size="small" onPress={() => dialogs.getState().show({ kind: 'connect', start: 'later' })}>
        <Plug size={14} aria-hidden="true" />
        {t('connect.new')}
      </Button>
    </div>
  );
}

function Suggestion({ entry }: { readonly entry: Connectable }) {
  const isSite = entry.kind === 'site';
  const Icon = isSite ? Server : History;
  return (
    <>
      <Icon size={15} aria-hidden="true" />
      <span>{isSite ? entry.site.name : addressOf(entry.recent)}</span>
      {isSite && <SiteMark colour={entry.site.colour} />}
      {isSite && <span className={styles.suggestionNote}>{addressOf(entry.site)}</span>}
    </>
  );
}
