import { useMemo } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useSentence, useText } from '../../app/text.ts';
import { countRows } from '../../file-grid/folder-size.ts';
import { Button } from '../../ui/button.tsx';
import { errorSentences } from '../../ui/error-text.ts';
import { Spinner } from '../../ui/progress.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import { FreeSpace } from './free-space.tsx';
import styles from './pane.module.css';
import type { PaneStore } from './pane-store.ts';
import { tabFolder } from './tab-folder.ts';
import { usePane } from './use-pane.ts';

/** How many files and folders there are and what the files amount to, live while they arrive, and what could not be shown. */
export function PaneFooter({ store }: { readonly store: PaneStore }) {
  const t = useText();
  const sentence = useSentence();
  const format = useFormatters();
  const { dialogs, connections } = useServices();
  const { fs, path, found, status, error, rows, total, filter, unparsed, refreshing, countingSizes, stop, refresh } =
    usePane(
      store,
      'fs',
      'path',
      'found',
      'status',
      'error',
      'rows',
      'total',
      'filter',
      'unparsed',
      'refreshing',
      'countingSizes',
      'stop',
      'refresh',
    );
  const isOpen = useStore(connections, (state) => (state.byId.get(fs)?.state ?? 'open') === 'open');
  const unseen = total - rows.length;
  const { files, folders, bytes } = useMemo(() => countRows(rows), [rows]);
  const items = t('footer.items', { files, folders, bytes: format.bytes(bytes) });
  return (
    <footer className={styles.footer}>
      {(status === 'listing' || refreshing || countingSizes) && <Spinner size={13} />}
      {/* The running count is for the eye; the result is read out. */}
      <span role="status" className={styles.footerText} aria-live={status === 'listing' ? 'off' : 'polite'}>
        {/* Seen above, in the path; who hears what is here has to hear where that is. */}
        {status === 'ready' && !found && (
          <span className="visually-hidden">{t('footer.folder', { folder: visibleName(tabFolder(path)) })} </span>
        )}
        {status === 'listing' && !found && t('footer.listing', { items: rows.length === 0 ? '' : items })}
        {status === 'listing' && found && t('search.searching', { count: total, folder: found.folder })}
        {status === 'ready' && found?.result && `${t('search.done', { ...found.result, count: total })} `}
        {status === 'ready' && items}
        {status === 'ready' && unseen > 0 && filter === '' && t('footer.hidden', { count: unseen })}
      </span>
      {countingSizes && <span>{t('sizes.counting')}</span>}
      {(status === 'listing' || refreshing || countingSizes) && (
        <span className={styles.late}>
          <Button tone="quiet" size="small" onPress={stop}>
            {t('footer.stop')}
          </Button>
        </span>
      )}
      {status === 'failed' && error?.kind === 'cancelled' && rows.length > 0 && (
        <>
          <span role={found && 'status'} className={styles.warningText}>
            {found ? t('search.stopped', { count: total }) : t('footer.stopped')}
          </span>
          <Button tone="quiet" size="small" onPress={refresh}>
            {t('command.refresh')}
          </Button>
        </>
      )}
      {found && status === 'failed' && error && error.kind !== 'cancelled' && rows.length > 0 && (
        <>
          <span role="alert" className={styles.warningText} title={errorSentences(error, sentence)}>
            {t('search.failed', { count: total })} {sentence(error.message)}
          </span>
          {/* Without a line it would take away what was found. */}
          {isOpen && (
            <Button tone="quiet" size="small" onPress={refresh}>
              {t('command.refresh')}
            </Button>
          )}
        </>
      )}
      {unparsed.length > 0 && (
        <span className={styles.unparsed}>
          <span className={styles.warningText}>{t('footer.unparsed', { count: unparsed.length })}</span>
          <Button
            tone="quiet"
            size="small"
            onPress={() => dialogs.getState().show({ kind: 'unparsed', lines: unparsed })}
          >
            {t('footer.showUnparsed')}
          </Button>
        </span>
      )}
      <FreeSpace store={store} />
    </footer>
  );
}
