import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../app/services-context.ts';

/** A chunk of its own: the window starts without it. */
const TextEditor = lazy(() => import('./text-editor.tsx'));

/** The built-in editor, where a text is open in it. */
export function OpenEditor() {
  const open = useStore(useServices().edits.store, (state) => state.open);
  if (!open) return null;
  return (
    <Suspense fallback={null}>
      <TextEditor key={open.key} open={open} />
    </Suspense>
  );
}
