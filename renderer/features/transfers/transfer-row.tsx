import { ArrowDownToLine, ArrowUpFromLine, Folder, MoveRight, RotateCw, X } from 'lucide-react';
import { useStore } from 'zustand';
import type { Place } from '../../../shared/model/connection.ts';
import { baseName, parentPath } from '../../../shared/model/remote-path.ts';
import type { TransferItem } from '../../../shared/model/transfer.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { errorSentences } from '../../ui/error-text.ts';
import { ProgressBar } from '../../ui/progress.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import { useFileSystemLabel } from '../files/pane-tabs.tsx';
import styles from './transfers.module.css';
import { directionOf, secondsLeft, shareOf } from './transfers-store.ts';

interface TransferRowProps {
  readonly id: string;
  readonly index: number;
  readonly count: number;
  readonly top: number;
}

/** Subscribes to its own item only: progress of one row draws one row. */
export function TransferRow({ id, index, count, top }: TransferRowProps) {
  const t = useText();
  const services = useServices();
  const item = useStore(services.transfers, (state) => state.byId.get(id));
  if (!item) return null;
  const name = visibleName(baseName(item.target.path)) || '/';
  const canCancel = item.state === 'queued' || item.state === 'active' || item.state === 'asking';
  const canRetry = item.state === 'failed' || item.state === 'cancelled' || item.state === 'skipped';
  return (
    <li
      className={styles.row}
      aria-setsize={count}
      aria-posinset={index + 1}
      aria-label={t('transfers.row', { name, state: t(`transfers.state.${item.state}`) })}
      data-state={item.state}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span className={styles.rowIcon} data-state={item.state} aria-hidden="true">
        <DirectionIcon item={item} />
      </span>
      <div className={styles.rowText}>
        <div className={styles.rowLine}>
          <span className={styles.rowName}>{name}</span>
          <Route source={item.source} target={item.target} />
          <span className={styles.rowAmount}>
            <Amount item={item} />
          </span>
        </div>
        <div className={styles.rowLine}>
          <Outcome item={item} name={name} />
        </div>
      </div>
      <div className={styles.rowActions}>
        {canRetry && (
          <IconButton
            label={t('transfers.retry', { name })}
            icon={<RotateCw size={14} aria-hidden="true" />}
            onPress={() => services.retryTransfers([id])}
          />
        )}
        {canCancel && (
          <IconButton
            label={t('transfers.cancel', { name })}
            icon={<X size={15} aria-hidden="true" />}
            onPress={() => services.cancelTransfers([id])}
          />
        )}
      </div>
    </li>
  );
}

function DirectionIcon({ item }: { readonly item: TransferItem }) {
  if (item.kind === 'folder') return <Folder size={16} />;
  const direction = directionOf(item);
  if (direction === 'download') return <ArrowDownToLine size={16} />;
  return direction === 'upload' ? <ArrowUpFromLine size={16} /> : <MoveRight size={16} />;
}

function Route({ source, target }: { readonly source: Place; readonly target: Place }) {
  const t = useText();
  const from = useFileSystemLabel(source.fs);
  const to = useFileSystemLabel(target.fs);
  const fromLabel = source.fs.startsWith('drop:') ? t('place.dropped') : from;
  return (
    <span className={styles.route} title={visibleName(`${source.path} → ${target.path}`)}>
      {t('transfers.route', { from: fromLabel, to, directory: parentPath(target.path) })}
    </span>
  );
}

function Amount({ item }: { readonly item: TransferItem }) {
  const t = useText();
  const format = useFormatters();
  if (item.kind === 'folder') return null;
  if (item.state === 'active') {
    const left = item.size === undefined ? undefined : secondsLeft(item.size - item.bytes, item.rate);
    const amount =
      item.size === undefined
        ? format.bytes(item.bytes)
        : t('transfers.amount', { done: format.bytes(item.bytes), total: format.bytes(item.size) });
    return [
      amount,
      item.rate === undefined ? undefined : format.rate(item.rate),
      left === undefined ? undefined : t('transfers.left', { time: format.duration(left) }),
    ]
      .filter(Boolean)
      .join(' · ');
  }
  return item.size === undefined ? null : format.bytes(item.size);
}

function Outcome({ item, name }: { readonly item: TransferItem; readonly name: string }) {
  const t = useText();
  const { dialogs } = useServices();
  const { state, error, note } = item;
  if (state === 'active') {
    if (item.kind === 'folder') return <span className={styles.outcome}>{t('transfers.walking')}</span>;
    return <ProgressBar label={t('transfers.progress', { name })} share={shareOf(item)} />;
  }
  if (state === 'failed' && error) {
    const sentences = errorSentences(error);
    return (
      <>
        <span className={styles.failure} title={sentences}>
          {sentences}
        </span>
        <Button
          size="small"
          tone="quiet"
          onPress={() => dialogs.getState().show({ kind: 'error', error, title: t('error.transferOf', { name }) })}
        >
          {t('error.details')}
        </Button>
      </>
    );
  }
  return (
    <span className={styles.outcome} data-state={state}>
      {t(`transfers.state.${state}`)}
      {note !== undefined && ` · ${note}`}
    </span>
  );
}
