import { useStore } from 'zustand';
import { focusGrid } from '../../app/focus.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { useLostFocus } from '../../app/use-lost-focus.ts';
import type { Side } from '../../app/workspace-store.ts';
import { StartPage } from '../connections/start-page.tsx';
import styles from './pane.module.css';
import { PaneFiles } from './pane-files.tsx';
import { PaneTabs } from './pane-tabs.tsx';

/** One side of the window: its tabs, and the files of the one that is chosen. */
export function Pane({ side }: { readonly side: Side }) {
  const t = useText();
  const services = useServices();
  const { tabs, active } = useStore(services.workspace, (state) => state.panes[side]);
  const isActive = useStore(services.workspace, (state) => state.activeSide === side);
  const tab = tabs.find(({ id }) => id === active);
  // What closed the tab may have gone with it: the tab itself, a button of its toolbar.
  const isAtWork = useStore(services.workspace, (state) => state.page === 'files') && isActive;
  useLostFocus(isAtWork && `at ${active}`, () => focusGrid(side));
  return (
    <section
      id={`pane-${side}`}
      className={styles.pane}
      aria-label={t(`pane.${side}`)}
      data-active={isActive || undefined}
      onFocusCapture={() => services.workspace.getState().activate(side)}
      onMouseDownCapture={() => services.workspace.getState().activate(side)}
    >
      <PaneTabs side={side} tabs={tabs} active={active} />
      {tab ? <PaneFiles key={tab.id} side={side} tab={tab} /> : <StartPage side={side} />}
    </section>
  );
}
