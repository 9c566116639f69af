import { Laptop, Lock, LockOpen, Unplug } from 'lucide-react';
import { useMemo } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { type ConnectionInfo, LOCAL } from '../../shared/model/connection.ts';
import { Facts } from '../features/connections/facts.tsx';
import { useRetryText } from '../features/connections/retry-text.ts';
import { ExternalStatus } from '../features/edit/external-status.tsx';
import { Counterpart } from '../features/files/counterpart.tsx';
import type { PaneStore } from '../features/files/pane-store.ts';
import { WatchStatus } from '../features/monitor/watch-status.tsx';
import { PassingNotices } from '../features/notices/notices.tsx';
import { sumOf } from '../file-grid/folder-size.ts';
import { securityWords } from './security-text.ts';
import { useServices } from './services-context.ts';
import styles from './shell.module.css';
import { Speeds } from './speeds.tsx';
import { useFormatters, useText } from './text.ts';
import type { Side } from './workspace-store.ts';

/** How safe the active pane's line is, what is selected there, what was just done, and how much flows. */
export function StatusBar() {
  const services = useServices();
  const { side, id } = useStore(
    services.workspace,
    useShallow((state) => ({ side: state.activeSide, id: state.panes[state.activeSide].active })),
  );
  const page = useStore(services.workspace, (state) => state.page);
  const t = useText();
  return (
    <section className={styles.status} aria-label={t('status.label')}>
      {page === 'sessions' && <WatchStatus />}
      {page === 'files' && id !== undefined && <PaneStatus key={id} side={side} store={services.pane(id)} />}
      <ExternalStatus />
      <PassingNotices />
      <Speeds />
    </section>
  );
}

interface PaneStatusProps {
  readonly side: Side;
  readonly store: PaneStore;
}

function PaneStatus({ side, store }: PaneStatusProps) {
  return (
    <>
      <LineStatus store={store} />
      <Chosen side={side} store={store} />
    </>
  );
}

/** How safe the line of the pane is. */
function LineStatus({ store }: Pick<PaneStatusProps, 'store'>) {
  const t = useText();
  const fs = useStore(store, (state) => state.fs);
  const connection = useStore(useServices().connections, (state) => state.byId.get(fs));
  if (fs === LOCAL) {
    return (
      <span className={styles.security}>
        <Laptop size={14} aria-hidden="true" />
        {t('security.local')}
      </span>
    );
  }
  if (!connection) return null;
  return connection.state === 'open' ? <SecurityButton connection={connection} /> : <LineState {...connection} />;
}

/** How many rows are selected and what they amount to; of a single one also what the other pane has of its name. */
function Chosen({ side, store }: PaneStatusProps) {
  const t = useText();
  const format = useFormatters();
  const rows = useStore(store, (state) => state.rows);
  const selected = useStore(store, (state) => state.selection.selected);
  const folderSizes = useStore(store, (state) => state.folderSizes);
  const chosen = useMemo(() => sumOf(rows, selected, folderSizes), [rows, selected, folderSizes]);
  return (
    <span role="status" className={styles.selected}>
      {chosen.rows > chosen.uncounted &&
        t('status.selected', {
          count: chosen.rows,
          bytes: format.bytes(chosen.bytes),
          uncounted: chosen.uncounted,
        })}
      {chosen.rows > 0 && chosen.rows === chosen.uncounted && t('status.selectedFolders', { count: chosen.rows })}
      {chosen.rows === 1 && (
        <span className={styles.counterpart}>
          <Counterpart side={side} store={store} />
        </span>
      )}
    </span>
  );
}

/** In place of how safe the line is: that there is none. */
function LineState(connection: ConnectionInfo) {
  const t = useText();
  const retry = useRetryText(connection);
  const isUnopened = useStore(useServices().connections, (state) => state.unopened.has(connection.id));
  return (
    <span className={styles.security} data-level={isUnopened ? undefined : 'none'}>
      <Unplug size={13} aria-hidden="true" />
      {[t('security.noLine'), retry].filter(Boolean).join(' · ')}
    </span>
  );
}

function SecurityButton({ connection }: { readonly connection: ConnectionInfo }) {
  const t = useText();
  const { security } = connection;
  const { line, message } = securityWords(connection);
  const words = t(message, { line: line ?? '' });
  const Icon = security.level === 'plain' ? LockOpen : Lock;
  return (
    <DialogTrigger>
      <Button className={styles.security as string} data-level={security.level} aria-label={words}>
        <Icon size={13} aria-hidden="true" />
        {words}
      </Button>
      <Popover className={styles.securityPopover as string} placement="top start">
        <Dialog className={styles.securityDialog as string} aria-label={t('security.title')}>
          <p>{t(security.level === 'plain' ? 'security.plainLong' : 'security.encryptedLong')}</p>
          <Facts
            facts={[
              [t('security.server'), connection.label],
              [t('security.protocol'), line],
              [t('security.cipher'), security.cipher],
              [t('security.fingerprint'), security.fingerprint],
              [t('security.authority'), security.authority],
            ]}
          />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
