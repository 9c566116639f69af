// biome-ignore-all lint/a11y/useSemanticElements: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
// biome-ignore-all lint/a11y/useFocusableInteractive: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
import {
  ArrowDownToLine,
  ArrowUpFromLine,
  ChevronDown,
  ChevronRight,
  ChevronsDown,
  ChevronsUp,
  Folder,
  MoveRight,
  Pause,
  Play,
  RotateCw,
  X,
} from 'lucide-react';
import { type DragEvent, type MouseEvent, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { LOCAL, type Place } from '../../../shared/model/connection.ts';
import { baseName, parentPath } from '../../../shared/model/remote-path.ts';
import type { TransferItem, TransferRow } from '../../../shared/model/transfer.ts';
import { focusDock } from '../../app/focus.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useSentence, useText } from '../../app/text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { errorSentences } from '../../ui/error-text.ts';
import { ProgressBar } from '../../ui/progress.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import { useFileSystemLabel } from '../files/pane-tabs.tsx';
import { chooseRange, chooseRow, toggleRow } from './row-selection.ts';
import styles from './transfers.module.css';
import {
  directionOf,
  isHeldItem,
  isTree,
  isUnderWay,
  mayRetry,
  secondsLeft,
  shareOf,
  shownState,
  stateWord,
} from './transfers-store.ts';
import { useFailureDetails } from './use-failure-details.ts';

/** How a row is named that is dragged to another place of the queue. */
const DRAGGED_ROWS = 'application/x-portside-transfers';

/** From this share of a row's height on its end is meant. */
const LOWER_PART = 0.7;

interface TransferRowViewProps {
  /** Absent until it has been fetched. */
  readonly row?: TransferRow;
  readonly index: number;
  readonly top: number;
}

/** Subscribes to its own item only: progress of one row draws one row. */
export function TransferRowView({ row, index, top }: TransferRowViewProps) {
  const t = useText();
  const services = useServices();
  const { transfers, queue } = services;
  const id = row?.item.id;
  const known = useStore(transfers, (state) => (id === undefined ? undefined : state.byId.get(id)));
  const isChosen = useStore(
    transfers,
    ({ selection }) => id !== undefined && (selection.everything === true || selection.chosen.has(id)),
  );
  const isFocused = useStore(transfers, ({ selection }) => id !== undefined && selection.focused === id);
  const isExpanded = useStore(transfers, ({ expanded }) => id !== undefined && expanded.has(id));
  const inTree = useStore(transfers, isTree);
  const [dropAt, setDropAt] = useState<'before' | 'after' | undefined>(undefined);
  const item = known ?? row?.item;
  const style = { transform: `translateY(${top}px)` };
  if (!item || !row) {
    return (
      <div role="row" aria-rowindex={index + 1} className={styles.row} style={style}>
        <span role="gridcell" className={styles.outcome}>
          {t('transfers.loading')}
        </span>
      </div>
    );
  }
  const name = visibleName(baseName(item.target.path)) || '/';
  const shown = shownState(item);
  const isFolder = item.kind === 'folder' && inTree;
  // How far it is, and why it failed, are heard where the row is.
  const [amountId, outcomeId] = [`transfer-${item.id}-amount`, `transfer-${item.id}-outcome`];

  function choose(event: MouseEvent): void {
    // One of several chosen rows may be about to be dragged, or to show the menu, with all of them.
    if (!item || (isChosen && (event.button !== 0 || isPlain(event)))) return;
    const adds = event.ctrlKey || event.metaKey;
    if (event.shiftKey) void chooseRange(services, index, adds ? transfers.getState().selection.chosen : undefined);
    else void (adds ? toggleRow(services, index, item) : chooseRow(services, index));
  }

  /** A press that was no drag leaves only this row chosen. */
  function chooseAlone(event: MouseEvent): void {
    if (event.button === 0 && isPlain(event)) void chooseRow(services, index);
  }

  function beginDrag(event: DragEvent): void {
    const { selection } = transfers.getState();
    const ids = item && selection.chosen.has(item.id) ? [...selection.chosen] : [item?.id ?? ''];
    event.dataTransfer.setData(DRAGGED_ROWS, JSON.stringify(ids));
    event.dataTransfer.effectAllowed = 'move';
  }

  /** Behind the last one that waits there is a place, too: the end. Everywhere else it is ahead of a row. */
  function placeUnder({ currentTarget, clientY }: DragEvent): 'before' | 'after' {
    const { top, height } = currentTarget.getBoundingClientRect();
    const next = transfers.getState().rows.get(index + 1);
    const isLast = next === undefined || !mayMove(next.item);
    return isLast && clientY > top + height * LOWER_PART ? 'after' : 'before';
  }

  function receive(event: DragEvent): void {
    setDropAt(undefined);
    const dragged = event.dataTransfer.getData(DRAGGED_ROWS);
    if (dragged === '' || !item) return;
    event.preventDefault();
    queue.move(JSON.parse(dragged) as string[], placeUnder(event) === 'after' ? 'bottom' : { before: item.id });
  }

  return (
    <div
      id={`transfer-${item.id}`}
      role="row"
      aria-rowindex={index + 1}
      aria-level={row.depth + 1}
      aria-selected={isChosen}
      {...(isFolder && { 'aria-expanded': isExpanded })}
      aria-label={t('transfers.row', { name, state: t(stateWord(item)) })}
      aria-describedby={`${amountId} ${outcomeId}`}
      className={styles.row}
      data-state={shown}
      data-focused={isFocused || undefined}
      data-drop={dropAt}
      style={{ ...style, paddingLeft: `calc(var(--space-4) + ${row.depth} * var(--space-6))` }}
      draggable={mayMove(item)}
      onDragStart={beginDrag}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(DRAGGED_ROWS) || !mayMove(item)) return;
        event.preventDefault();
        setDropAt(placeUnder(event));
      }}
      onDragLeave={() => setDropAt(undefined)}
      onDrop={receive}
      onMouseDown={choose}
      onMouseUp={chooseAlone}
      onDoubleClick={() => isFolder && transfers.getState().setExpanded(item.id, !isExpanded)}
    >
      <span role="gridcell" className={styles.rowLead}>
        {isFolder ? (
          <button
            type="button"
            tabIndex={-1}
            className={styles.twisty}
            aria-label={t(isExpanded ? 'transfers.collapse' : 'transfers.expand', { name })}
            onClick={() => {
              transfers.getState().setExpanded(item.id, !isExpanded);
              // The keys are the list's.
              focusDock();
            }}
          >
            {isExpanded ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
          </button>
        ) : (
          <span className={styles.twisty} />
        )}
        <span className={styles.rowIcon} data-state={shown} aria-hidden="true">
          <DirectionIcon item={item} />
        </span>
      </span>
      <div role="gridcell" className={styles.rowText}>
        <div className={styles.rowLine}>
          <span className={styles.rowName}>{name}</span>
          <Priority item={item} />
          <Route source={item.source} target={item.target} />
          <span id={amountId} className={styles.rowAmount}>
            <Amount item={item} />
          </span>
        </div>
        <div id={outcomeId} className={styles.rowLine}>
          <Outcome item={item} name={name} />
        </div>
      </div>
      <div role="gridcell" className={styles.rowActions}>
        <RowActions item={item} name={name} />
      </div>
    </div>
  );
}

function isPlain({ ctrlKey, metaKey, shiftKey }: MouseEvent): boolean {
  return !ctrlKey && !metaKey && !shiftKey;
}

function mayMove({ state, inside }: TransferItem): boolean {
  return state === 'queued' || state === 'paused' || (inside !== undefined && inside.ended < inside.items);
}

function RowActions({ item, name }: { readonly item: TransferItem; readonly name: string }) {
  const t = useText();
  const { queue } = useServices();
  const { id, state } = item;
  const selection = { ids: [id] };
  const isOpen = ['queued', 'active', 'asking', 'paused'].includes(state) || isUnderWay(item);
  return (
    <>
      {mayRetry(item) && (
        <IconButton
          label={t('transfers.retry', { name })}
          icon={<RotateCw size={14} aria-hidden="true" />}
          onPress={() => queue.retry(selection)}
        />
      )}
      {isOpen &&
        (isHeldItem(item) ? (
          <IconButton
            label={t('transfers.resume', { name })}
            icon={<Play size={14} aria-hidden="true" />}
            onPress={() => queue.resume(selection)}
          />
        ) : (
          <IconButton
            label={t('transfers.pause', { name })}
            icon={<Pause size={14} aria-hidden="true" />}
            onPress={() => queue.pause(selection)}
          />
        ))}
      {isOpen && (
        <IconButton
          label={t('transfers.cancel', { name })}
          icon={<X size={15} aria-hidden="true" />}
          onPress={() => queue.cancel(selection)}
        />
      )}
    </>
  );
}

function Priority({ item: { priority } }: { readonly item: TransferItem }) {
  const t = useText();
  if (priority === 'normal') return null;
  const Icon = priority === 'high' ? ChevronsUp : ChevronsDown;
  const label = t(`transfers.priority.${priority}`);
  return (
    <span className={styles.priority} title={label}>
      <Icon size={13} role="img" aria-label={label} />
    </span>
  );
}

function DirectionIcon({ item }: { readonly item: TransferItem }) {
  if (item.kind === 'folder') return <Folder size={16} />;
  const direction = directionOf(item);
  if (direction === 'download') return <ArrowDownToLine size={16} />;
  return direction === 'upload' ? <ArrowUpFromLine size={16} /> : <MoveRight size={16} />;
}

/** What a server is called, where its connection is closed as it was called then. */
function useServerLabel(fs: string): string {
  const t = useText();
  const services = useServices();
  const label = useFileSystemLabel(fs);
  const remembered = useStore(services.transfers, (state) => state.labels[fs]);
  const isOpen = useStore(services.connections, (state) => state.byId.has(fs));
  if (fs.startsWith('drop:')) return t('place.dropped');
  return fs === LOCAL || isOpen ? label : (remembered ?? label);
}

function Route({ source, target }: { readonly source: Place; readonly target: Place }) {
  const t = useText();
  const from = useServerLabel(source.fs);
  const to = useServerLabel(target.fs);
  return (
    <span className={styles.route} title={visibleName(`${source.path} → ${target.path}`)}>
      {t('transfers.route', { from, to, directory: visibleName(parentPath(target.path)) })}
    </span>
  );
}

function Amount({ item }: { readonly item: TransferItem }) {
  const t = useText();
  const format = useFormatters();
  const { inside, state, size, bytes, rate } = item;
  if (inside) {
    const parts = [
      t('transfers.inside', { ended: inside.ended, items: inside.items }),
      inside.failed > 0 && t('transfers.insideFailed', { failed: inside.failed }),
      inside.cancelled > 0 && t('transfers.insideCancelled', { cancelled: inside.cancelled }),
      item.operation === 'move' && inside.ended < inside.items && t('transfers.move.active'),
      inside.size > 0 && t('transfers.amount', { done: format.bytes(inside.bytes), total: format.bytes(inside.size) }),
    ];
    return parts.filter(Boolean).join(' · ');
  }
  if (item.kind === 'folder') return null;
  const isMoving = state === 'active' && item.operation === 'move';
  const isBegun = (state === 'paused' || state === 'queued') && bytes > 0;
  if (state !== 'active' && !isBegun) return size === undefined ? null : format.bytes(size);
  const left = size === undefined ? undefined : secondsLeft(size - bytes, rate);
  const amount =
    size === undefined
      ? format.bytes(bytes)
      : t('transfers.amount', { done: format.bytes(bytes), total: format.bytes(size) });
  const parts = [
    isMoving && t('transfers.move.active'),
    amount,
    rate !== undefined && rate > 0 && format.rate(rate),
    left !== undefined && t('transfers.left', { time: format.duration(left) }),
  ];
  return parts.filter(Boolean).join(' · ');
}

function Outcome({ item, name }: { readonly item: TransferItem; readonly name: string }) {
  const t = useText();
  const sentence = useSentence();
  const { state, error, note, inside, retryAt } = item;
  if (inside && inside.ended < inside.items && !isHeldItem(item)) {
    return <ProgressBar label={t('transfers.progress', { name })} share={shareOf(item)} />;
  }
  if (state === 'active') {
    if (item.kind === 'folder') return <span className={styles.outcome}>{t('transfers.walking')}</span>;
    return <ProgressBar label={t('transfers.progress', { name })} share={shareOf(item)} />;
  }
  if (state === 'queued' && error && retryAt !== undefined) return <TryingAgain item={item} retryAt={retryAt} />;
  if (error && (state === 'failed' || state === 'paused')) return <Failure item={item} error={error} />;
  return (
    <span className={styles.outcome} data-state={shownState(item)}>
      {t(stateWord(item))}
      {note !== undefined && ` · ${sentence(note)}`}
    </span>
  );
}

interface FailureProps {
  readonly item: TransferItem;
  readonly error: NonNullable<TransferItem['error']>;
}

function Failure({ item, error }: FailureProps) {
  const t = useText();
  const sentence = useSentence();
  const showDetails = useFailureDetails();
  const sentences = [errorSentences(error, sentence), item.note === undefined ? '' : sentence(item.note)]
    .filter(Boolean)
    .join(' ');
  return (
    <>
      <span className={styles.failure} title={sentences}>
        {sentences}
      </span>
      <Button size="small" tone="quiet" onPress={() => showDetails(item)}>
        {t('error.details')}
      </Button>
    </>
  );
}

function TryingAgain({ item, retryAt }: { readonly item: TransferItem; readonly retryAt: number }) {
  const t = useText();
  const sentence = useSentence();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const time = t('transfers.inSeconds', { seconds: Math.max(0, Math.round((retryAt - now) / 1_000)) });
  const reason = item.error ? sentence(item.error.message) : '';
  return (
    <span className={styles.outcome} data-state="asking" title={reason}>
      {t('transfers.tryingAgain', { time, attempts: item.attempts ?? 0, reason })}
    </span>
  );
}
