import { PanelBottomClose, PanelBottomOpen } from 'lucide-react';
import { useEffect } from 'react';
import { Panel, usePanelRef } from 'react-resizable-panels';
import { useStore } from 'zustand';
import { LogPanel } from '../features/transcript/log-panel.tsx';
import { TransfersPanel } from '../features/transfers/transfers-panel.tsx';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { TabbedPanel } from '../ui/tabbed-panel.tsx';
import { dockId, leaveDockPanel } from './focus.ts';
import { useServices } from './services-context.ts';
import { useFormatters, useText } from './text.ts';
import type { DockTab } from './workspace-store.ts';

const tabs: readonly DockTab[] = ['transfers', 'log'];
/** The bar of tabs alone. */
const COLLAPSED = 33;
/** A window that has no room for the files and a dock; twice as large as usual, many have not. */
const LOW = '(max-height: 540px)';

/** Whether the edge between the panels is being moved, by the pointer or by keys. */
function isEdgeMoved(): boolean {
  const [active, focused] = [document.querySelector('[data-separator="active"]'), document.activeElement];
  return active !== null || focused?.getAttribute('role') === 'separator';
}

/** Transfers and the log; folds down to its tabs. */
export function Dock() {
  const t = useText();
  const { workspace } = useServices();
  const { dockTab, setDockTab, dockFolded, setDockFolded } = useStore(workspace);
  const panel = usePanelRef();

  useEffect(() => {
    if (dockFolded) panel.current?.collapse();
    else panel.current?.expand();
  }, [dockFolded, panel]);

  useEffect(() => {
    const low = matchMedia(LOW);
    let wasOpen = false;
    const makeRoom = () => {
      if (low.matches) {
        wasOpen = !workspace.getState().dockFolded;
        leaveDockPanel();
        setDockFolded(true);
      } else if (wasOpen) setDockFolded(false);
    };
    makeRoom();
    low.addEventListener('change', makeRoom);
    return () => low.removeEventListener('change', makeRoom);
  }, [workspace, setDockFolded]);

  /** Some time after the window's size has changed, the panels give a folded dock its old height back: nobody has opened it. */
  function onResize(height: number): void {
    const isFolded = height <= COLLAPSED + 1;
    if (!isFolded && workspace.getState().dockFolded && !isEdgeMoved()) panel.current?.collapse();
    else setDockFolded(isFolded);
  }

  function select(tab: DockTab): void {
    setDockTab(tab);
    setDockFolded(false);
  }

  return (
    <Panel
      id="dock"
      panelRef={panel}
      defaultSize={220}
      minSize={120}
      collapsible
      collapsedSize={COLLAPSED}
      groupResizeBehavior="preserve-pixel-size"
      onResize={({ inPixels }) => onResize(inPixels)}
    >
      <TabbedPanel
        id={dockId}
        label={t('dock.label')}
        tabsLabel={t('dock.tabs')}
        prefix="dock"
        tabs={tabs}
        chosen={dockTab}
        onChoose={select}
        tab={(tab) => (
          <>
            {t(`dock.${tab}`)}
            {tab === 'transfers' && <TransferBadges />}
          </>
        )}
        action={
          <IconButton
            label={t(dockFolded ? 'dock.open' : 'dock.fold')}
            icon={
              dockFolded ? (
                <PanelBottomOpen size={16} aria-hidden="true" />
              ) : (
                <PanelBottomClose size={16} aria-hidden="true" />
              )
            }
            onPress={() => setDockFolded(!dockFolded)}
          />
        }
      >
        {!dockFolded && (dockTab === 'transfers' ? <TransfersPanel /> : <LogPanel />)}
      </TabbedPanel>
    </Panel>
  );
}

/** What is under way and what failed, for a glance at the folded dock. */
function TransferBadges() {
  const t = useText();
  const format = useFormatters();
  const { transfers } = useServices();
  const waiting = useStore(transfers, ({ totals }) => totals.active + totals.queued + totals.asking);
  const failed = useStore(transfers, ({ totals }) => totals.failed);
  return (
    <>
      {waiting > 0 && <Badge title={t('dock.waiting', { count: waiting })}>{format.count(waiting)}</Badge>}
      {failed > 0 && (
        <Badge tone="danger" title={t('dock.failed', { count: failed })}>
          {format.count(failed)}
        </Badge>
      )}
    </>
  );
}
