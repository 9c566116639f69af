import { ChevronRight, HardDrive, Server } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { LOCAL } from '../../../shared/model/connection.ts';
import { pathSegments, type RemotePath, ROOT } from '../../../shared/model/remote-path.ts';
import { useText } from '../../app/text.ts';
import type { Side } from '../../app/workspace-store.ts';
import { visibleName } from '../../ui/visible-name.ts';
import styles from './pane.module.css';
import type { PaneStore } from './pane-store.ts';
import { usePlaceDrop } from './use-place-drop.ts';

interface BreadcrumbProps {
  readonly side: Side;
  readonly store: PaneStore;
}

/** The path in parts, each a way there and a place to drop onto. A click beside them edits the path as text. */
export function Breadcrumb({ side, store }: BreadcrumbProps) {
  const t = useText();
  const { fs, path, open, setEditingPath } = useStore(store);
  const list = useRef<HTMLOListElement>(null);
  const segments = pathSegments(path);

  useLayoutEffect(() => {
    // The end of a long path says more than its beginning.
    if (list.current) list.current.scrollLeft = path.length * 20;
  }, [path]);

  const RootIcon = fs === LOCAL ? HardDrive : Server;
  return (
    <nav aria-label={t(`path.${side}`)} className={styles.breadcrumb}>
      <ol ref={list} className={styles.crumbs}>
        <Crumb fs={fs} path={ROOT} isCurrent={segments.length === 0} label={t('path.root')} onOpen={open}>
          <RootIcon size={14} aria-hidden="true" />
        </Crumb>
        {segments.map((segment, index) => {
          const target = `/${segments.slice(0, index + 1).join('/')}`;
          return (
            <Crumb key={target} fs={fs} path={target} isCurrent={index === segments.length - 1} onOpen={open}>
              {visibleName(segment)}
            </Crumb>
          );
        })}
      </ol>
      <button
        type="button"
        className={styles.crumbRest}
        aria-label={t('command.editPath')}
        onClick={() => setEditingPath(true)}
      />
    </nav>
  );
}

interface CrumbProps {
  readonly fs: string;
  readonly path: RemotePath;
  readonly isCurrent: boolean;
  readonly label?: string;
  readonly onOpen: (path: RemotePath) => void;
  readonly children: ReactNode;
}

function Crumb({ fs, path, isCurrent, label, onOpen, children }: CrumbProps) {
  const { isTarget, handlers } = usePlaceDrop(() => ({ fs, path }));
  return (
    <li className={styles.crumbItem}>
      {path !== ROOT && <ChevronRight size={12} aria-hidden="true" className={styles.crumbArrow} />}
      <button
        type="button"
        className={styles.crumb}
        aria-label={label}
        aria-current={isCurrent ? 'location' : undefined}
        data-drop={isTarget || undefined}
        onClick={() => onOpen(path)}
        {...handlers}
      >
        {children}
      </button>
    </li>
  );
}
