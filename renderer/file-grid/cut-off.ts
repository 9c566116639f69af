/** Says at a cell whose text is cut off, where the pointer comes to it, all of the text; what has a title says more already. */
export function tellCutOff({ target }: { readonly target: EventTarget }): void {
  if (!(target instanceof HTMLElement) || !target.matches('[role="gridcell"], [data-handle]')) return;
  if (target.title !== '' && !('cutOff' in target.dataset)) return;
  if (target.scrollWidth > target.clientWidth) {
    target.title = target.textContent ?? '';
    target.dataset['cutOff'] = '';
  } else {
    target.removeAttribute('title');
    delete target.dataset['cutOff'];
  }
}
