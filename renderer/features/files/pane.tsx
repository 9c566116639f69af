import { useStore } from 'zustand';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
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
