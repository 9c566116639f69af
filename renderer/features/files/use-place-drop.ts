import { type DragEvent, useEffect, useRef, useState } from 'react';
import type { Place } from '../../../shared/model/connection.ts';
import { useServices } from '../../app/services-context.ts';
import { type DropTarget, keysOf } from '../../file-grid/file-drag.ts';
import { useDragEnd } from '../../ui/use-drag-end.ts';
import { createDropTarget } from './file-drop.ts';

/** A drag that rests this long on something opens it. */
const SPRING_MS = 700;

/**
 * Lets files be dropped onto something that stands for a folder: a part of the path, a tab.
 * @param onSpring Called where a drag rests on it.
 */
export function usePlaceDrop(placeNow: () => Place, onSpring?: () => void) {
  const services = useServices();
  return useDrop(() => createDropTarget(services, placeNow(), () => ''), onSpring);
}

/**
 * Makes a landing place of something that is no grid.
 * @param targetNow What it does with a drag that is over it now.
 * @param onSpring Called where a drag rests on it.
 */
export function useDrop(targetNow: () => DropTarget, onSpring?: () => void) {
  const [isTarget, setIsTarget] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const leave = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setIsTarget(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  useDragEnd(isTarget, leave);

  const handlers = {
    onDragOver(event: DragEvent) {
      if (onSpring && timer.current === undefined) timer.current = setTimeout(onSpring, SPRING_MS);
      const drop = targetNow();
      if (!drop.accepts(event.dataTransfer, undefined)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = drop.effect(undefined, keysOf(event));
      setIsTarget(true);
    },
    onDragLeave: leave,
    onDrop(event: DragEvent) {
      leave();
      const drop = targetNow();
      if (!drop.accepts(event.dataTransfer, undefined)) return;
      event.preventDefault();
      drop.onDrop(event.dataTransfer, undefined, keysOf(event));
    },
  };
  return { isTarget, handlers };
}
