import { type DragEvent, useState } from 'react';
import { useServices } from '../../app/services-context.ts';
import type { Side } from '../../app/workspace-store.ts';
import { useDragEnd } from '../../ui/use-drag-end.ts';

/** What a dragged tab carries; no file system takes it. */
const TAB_TYPE = 'application/x-portside-tab';

/** Whether a tab is being dragged, and no files. */
export function carriesTab({ dataTransfer }: DragEvent): boolean {
  return dataTransfer.types.includes(TAB_TYPE);
}

/**
 * Lets the user put tabs in another order, or into the other pane, by dragging them onto others.
 * @param next The tab behind this one.
 */
export function useTabDrag(side: Side, id: string, next: string | undefined) {
  const { workspace } = useServices();
  const [over, setOver] = useState<'before' | 'after' | undefined>(undefined);

  useDragEnd(over !== undefined, () => setOver(undefined));

  const handlers = {
    draggable: true,
    onDragStart(event: DragEvent) {
      event.dataTransfer.setData(TAB_TYPE, id);
      event.dataTransfer.effectAllowed = 'move';
    },
    onDragOver(event: DragEvent) {
      event.preventDefault();
      event.dataTransfer.dropEffect = 'move';
      const { left, width } = event.currentTarget.getBoundingClientRect();
      setOver(event.clientX < left + width / 2 ? 'before' : 'after');
    },
    onDragLeave: () => setOver(undefined),
    onDrop(event: DragEvent) {
      event.preventDefault();
      setOver(undefined);
      workspace.getState().moveTab(event.dataTransfer.getData(TAB_TYPE), side, over === 'after' ? next : id);
    },
  };
  return { over, handlers };
}
