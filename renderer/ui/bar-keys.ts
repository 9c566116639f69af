import type { KeyboardEvent } from 'react';

/**
 * Makes the buttons of a bar one stop of the Tab key (WAI-ARIA APG, toolbar pattern): the arrows, Home and End go from one to the
 * other. For `onKeyDownCapture`. Keys in a field are the field's.
 */
export function barKeys(event: KeyboardEvent<HTMLElement>): void {
  const { key, currentTarget: bar, target } = event;
  if (event.altKey || event.ctrlKey || event.metaKey || !(target instanceof HTMLButtonElement)) return;
  const stops = [...bar.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')].filter((button) =>
    button.checkVisibility(),
  );
  const at = stops.indexOf(target);
  if (at < 0) return;
  // From the end of the bar the browser itself goes on.
  if (key === 'Tab') stops.at(event.shiftKey ? 0 : -1)?.focus();
  const to = { ArrowLeft: at - 1, ArrowRight: (at + 1) % stops.length, Home: 0, End: -1 }[key];
  if (to === undefined || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  stops.at(to)?.focus();
}
