import { useEffect, useState } from 'react';
import type { DropTarget } from '../../file-grid/file-drag.ts';
import styles from './pane.module.css';
import { useDrop } from './use-place-drop.ts';

/** Whether a menu is open that a drag can open as well: however the drag ends, the menu goes. */
export function useDropMenu() {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    if (!isOpen) return undefined;
    const close = () => setIsOpen(false);
    const ends = ['dragend', 'drop'] as const;
    for (const end of ends) window.addEventListener(end, close);
    return () => {
      for (const end of ends) window.removeEventListener(end, close);
    };
  }, [isOpen]);
  return { isOpen, setIsOpen };
}

/** Covers a menu's item: React Aria hands no drag on to it. */
export function Landing({ targetNow }: { readonly targetNow: () => DropTarget }) {
  const { isTarget, handlers } = useDrop(targetNow);
  return <span className={styles.landingItem} data-drop={isTarget || undefined} {...handlers} />;
}
