import { useLayoutEffect, useRef } from 'react';

/**
 * Says at a cell whose text is cut off, while the pointer is at it, all of the text; what has a title says more already. A cell
 * that was given another row meanwhile does not speak of the one before.
 */
export function useCutOff(): (event: { readonly target: EventTarget }) => void {
  const told = useRef<{ readonly cell: HTMLElement; readonly text: string }>(undefined);

  function forget(): void {
    if (told.current?.cell.title === told.current?.text) told.current?.cell.removeAttribute('title');
    told.current = undefined;
  }

  useLayoutEffect(() => {
    if (told.current && told.current.cell.textContent !== told.current.text) forget();
  });

  return ({ target }) => {
    if (told.current?.cell === target) return;
    forget();
    if (!(target instanceof HTMLElement) || !target.matches('[role="gridcell"], [data-handle]')) return;
    if (target.title !== '' || target.scrollWidth <= target.clientWidth) return;
    told.current = { cell: target, text: target.textContent };
    target.title = target.textContent;
  };
}
