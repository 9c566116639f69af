import { ChevronRight, Ellipsis, Folder, HardDrive, Server } from 'lucide-react';
import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { Button, MenuTrigger } from 'react-aria-components';
import { LOCAL } from '../../../shared/model/connection.ts';
import { pathSegments, type RemotePath, ROOT } from '../../../shared/model/remote-path.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import type { Side } from '../../app/workspace-store.ts';
import { MenuItem, MenuPopover } from '../../ui/menu.tsx';
import { useWidth } from '../../ui/use-width.ts';
import { visibleName } from '../../ui/visible-name.ts';
import { Landing, useDropMenu } from './drop-menu.tsx';
import { createDropTarget } from './file-drop.ts';
import styles from './pane.module.css';
import type { PaneStore } from './pane-store.ts';
import { usePane } from './use-pane.ts';
import { useDrop, usePlaceDrop } from './use-place-drop.ts';

interface BreadcrumbProps {
  readonly side: Side;
  readonly store: PaneStore;
}

/**
 * The path in parts, each a way there and a place to drop onto. Where there is no room for all of them, the first ones stand in a
 * menu. A click beside them edits the path as text.
 */
export function Breadcrumb({ side, store }: BreadcrumbProps) {
  const t = useText();
  const { fs, path, open, setEditingPath } = usePane(store, 'fs', 'path', 'open', 'setEditingPath');
  const list = useRef<HTMLOListElement>(null);
  const bar = useRef<HTMLElement>(null);
  const segments = pathSegments(path);
  const parts = segments.map((name, index) => ({ name, path: `/${segments.slice(0, index + 1).join('/')}` }));
  const folded = useFolded(list, `${useWidth(bar)} ${path}`, parts.length - 1);

  const RootIcon = fs === LOCAL ? HardDrive : Server;
  return (
    <nav ref={bar} aria-label={t(`path.${side}`)} className={styles.breadcrumb}>
      <ol ref={list} className={styles.crumbs}>
        <Crumb fs={fs} path={ROOT} isCurrent={parts.length === 0} label={t('path.root')} onOpen={open}>
          <RootIcon size={14} aria-hidden="true" />
        </Crumb>
        {folded > 0 && <FoldedCrumbs fs={fs} parts={parts.slice(0, folded)} onOpen={open} />}
        {parts.slice(folded).map((part) => (
          <Crumb key={part.path} fs={fs} path={part.path} isCurrent={part.path === path} onOpen={open}>
            {visibleName(part.name)}
          </Crumb>
        ))}
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

/**
 * How many of the first parts have no room: one more is taken away until the rest fits.
 * @param situation What the answer belongs to; with another one it is looked for anew.
 */
function useFolded(list: RefObject<HTMLOListElement | null>, situation: string, most: number): number {
  const [found, setFound] = useState({ situation, folded: 0 });
  const folded = found.situation === situation ? found.folded : 0;
  useLayoutEffect(() => {
    const last = list.current?.querySelector('li:last-child button');
    const isCut = [list.current, last].some((element) => element && element.scrollWidth > element.clientWidth);
    if (isCut && folded < most) setFound({ situation, folded: folded + 1 });
  }, [list, situation, folded, most]);
  return folded;
}

interface FoldedCrumbsProps {
  readonly fs: string;
  readonly parts: readonly { readonly name: string; readonly path: RemotePath }[];
  readonly onOpen: (path: RemotePath) => void;
}

/** A menu of the first parts. A drag that rests on its button opens it, and what is dropped onto a part goes there. */
function FoldedCrumbs({ fs, parts, onOpen }: FoldedCrumbsProps) {
  const t = useText();
  const services = useServices();
  const { isOpen, setIsOpen } = useDropMenu();
  const targetOf = (path: RemotePath) => createDropTarget(services, { fs, path }, () => '');
  // The button itself stands for no folder.
  const { handlers } = useDrop(
    () => ({ ...targetOf(ROOT), accepts: () => false }),
    () => setIsOpen(true),
  );
  return (
    <li className={styles.crumbItem}>
      <ChevronRight size={12} aria-hidden="true" className={styles.crumbArrow} />
      <MenuTrigger isOpen={isOpen} onOpenChange={setIsOpen}>
        <span className={styles.landing} {...handlers}>
          <Button aria-label={t('path.folded')} className={styles.crumb as string}>
            <Ellipsis size={14} aria-hidden="true" />
          </Button>
        </span>
        <MenuPopover label={t('path.folded')}>
          {parts.map(({ name, path }) => (
            <MenuItem
              key={path}
              id={path}
              label={visibleName(name)}
              icon={<Folder size={15} aria-hidden="true" />}
              onAction={() => onOpen(path)}
            >
              <Landing targetNow={() => targetOf(path)} />
            </MenuItem>
          ))}
        </MenuPopover>
      </MenuTrigger>
    </li>
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
