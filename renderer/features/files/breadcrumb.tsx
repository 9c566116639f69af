import { ChevronRight, HardDrive, Server } from 'lucide-react';
import { type DragEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { LOCAL } from '../../../shared/model/connection.ts';
import { pathSegments, type RemotePath, ROOT } from '../../../shared/model/remote-path.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import type { Side } from '../../app/workspace-store.ts';
import { type DropTarget, keysOf } from '../../file-grid/file-drag.ts';
import { visibleName } from '../../ui/visible-name.ts';
import { createDropTarget } from './file-drop.ts';
import styles from './pane.module.css';
import type { PaneStore } from './pane-store.ts';

interface BreadcrumbProps {
  readonly side: Side;
  readonly store: PaneStore;
  readonly drop: DropTarget;
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
  const services = useServices();
  const [isTarget, setIsTarget] = useState(false);
  const drop = createDropTarget(services, { fs, path }, () => '');
  const handlers = {
    onDragOver(event: DragEvent) {
      if (!drop.accepts(event.dataTransfer, undefined)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = drop.effect(undefined, keysOf(event));
      setIsTarget(true);
    },
    onDragLeave: () => setIsTarget(false),
    onDrop(event: DragEvent) {
      setIsTarget(false);
      if (!drop.accepts(event.dataTransfer, undefined)) return;
      event.preventDefault();
      drop.onDrop(event.dataTransfer, undefined, keysOf(event));
    },
  };
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
