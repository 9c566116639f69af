import { HardDrive } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { useAbilities } from './abilities.ts';
import styles from './pane.module.css';
import type { PaneStore } from './pane-store.ts';

/** How much space is left where the pane is, asked whenever the folder has been read. Nothing where the server does not say. */
export function FreeSpace({ store }: { readonly store: PaneStore }) {
  const t = useText();
  const format = useFormatters();
  const { client } = useServices();
  const fs = useStore(store, (state) => state.fs);
  const path = useStore(store, (state) => state.path);
  const isRead = useStore(store, (state) => state.status === 'ready' && !state.refreshing);
  const isTold = useAbilities(fs).includes('free-space');
  const [free, setFree] = useState<number | undefined>(undefined);

  useEffect(() => {
    if (!isTold || !isRead) return undefined;
    let current = true;
    client.request('files.freeSpace', { place: { fs, path } }).then(
      (space) => current && setFree(space.free),
      // Not worth a word: nothing fails without it.
      () => current && setFree(undefined),
    );
    return () => {
      current = false;
    };
  }, [client, fs, path, isTold, isRead]);

  if (!isTold || free === undefined) return null;
  return (
    <span className={styles.free}>
      <HardDrive size={13} aria-hidden="true" />
      {t('status.free', { bytes: format.bytes(free) })}
    </span>
  );
}
