import { ChevronDown, Laptop, Server } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import { useStore } from 'zustand';
import { type FileSystemId, LOCAL } from '../../../shared/model/connection.ts';
import type { SiteColour } from '../../../shared/model/site.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import type { Side, Tab } from '../../app/workspace-store.ts';
import { IconMenu } from '../../ui/icon-menu.tsx';
import { MenuChoice, MenuChoices } from '../../ui/menu.tsx';
import { ClosableTab, TabList } from '../../ui/tabs.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import { SiteMark } from '../sites/site-mark.tsx';
import { NewTabMenu } from './new-tab-menu.tsx';
import styles from './pane.module.css';
import { tabFolder } from './tab-folder.ts';
import { usePlaceDrop } from './use-place-drop.ts';
import { carriesTab, useTabDrag } from './use-tab-drag.ts';

interface PaneTabsProps {
  readonly side: Side;
  readonly tabs: readonly Tab[];
  readonly active: string | undefined;
}

export function PaneTabs({ side, tabs, active }: PaneTabsProps) {
  const t = useText();
  const services = useServices();
  const { selectTab, moveTab } = services.workspace.getState();
  const [isOverflowing, setOverflowing] = useState(false);

  return (
    <div className={styles.tabBar}>
      {tabs.length > 0 && (
        <TabList
          label={t(`pane.tabs.${side}`)}
          tabs={tabs}
          active={active}
          onSelect={(id) => selectTab(side, id)}
          onClose={(id) => services.closeTab(id)}
          onMove={(id, before) => moveTab(id, side, before)}
          onOverflow={setOverflowing}
        >
          {(tab) => (
            <PaneTab
              key={tab.id}
              tab={tab}
              side={side}
              next={tabs[tabs.indexOf(tab) + 1]?.id}
              isActive={tab.id === active}
              onSelect={() => selectTab(side, tab.id)}
              onClose={() => services.closeTab(tab.id)}
            />
          )}
        </TabList>
      )}
      {isOverflowing && tabs.length > 1 && (
        <AllTabsMenu tabs={tabs} active={active} onSelect={(id) => selectTab(side, id)} />
      )}
      <NewTabMenu side={side} />
    </div>
  );
}

interface PaneTabProps {
  readonly tab: Tab;
  readonly side: Side;
  /** The tab behind this one. */
  readonly next: string | undefined;
  readonly isActive: boolean;
  readonly onSelect: () => void;
  readonly onClose: () => void;
}

function PaneTab({ tab, side, next, isActive, onSelect, onClose }: PaneTabProps) {
  const t = useText();
  const services = useServices();
  const label = useFileSystemLabel(tab.fs);
  const title = useTabTitle(tab);
  const path = useStore(services.pane(tab.id), (state) => state.path);
  const line = useStore(services.connections, ({ byId, unopened }) =>
    unopened.has(tab.fs) ? 'unopened' : (byId.get(tab.fs)?.state ?? 'open'),
  );
  const isLast = useStore(services.workspace, ({ panes }) => {
    const all = [...panes.left.tabs, ...panes.right.tabs];
    return tab.fs !== LOCAL && all.filter(({ fs }) => fs === tab.fs).length === 1;
  });
  const colour = useSiteColour(tab.fs);
  const placeNow = () => ({ fs: tab.fs, path: services.pane(tab.id).getState().path });
  const files = usePlaceDrop(placeNow, onSelect);
  const tabs = useTabDrag(side, tab.id, next);
  const onto = (event: DragEvent) => (carriesTab(event) ? tabs : files).handlers;
  const Icon = tab.fs === LOCAL ? Laptop : Server;
  return (
    <ClosableTab
      id={tab.id}
      look="pane"
      isActive={isActive}
      controls={`files-${side}`}
      label={title}
      icon={
        <>
          <Icon size={14} aria-hidden="true" />
          {colour !== undefined && <SiteMark colour={colour} />}
        </>
      }
      closeTitle={isLast ? t('tab.disconnect', { label }) : t('tab.close', { title })}
      onSelect={onSelect}
      onClose={onClose}
      title={visibleName(path)}
      data-line={line}
      data-drop={files.isTarget || undefined}
      data-over={tabs.over}
      draggable
      onDragStart={tabs.handlers.onDragStart}
      onDragOver={(event) => onto(event).onDragOver(event)}
      onDragLeave={(event) => onto(event).onDragLeave()}
      onDrop={(event) => onto(event).onDrop(event)}
    />
  );
}

interface AllTabsMenuProps {
  readonly tabs: readonly Tab[];
  readonly active: string | undefined;
  readonly onSelect: (id: string) => void;
}

/** Every tab by its name, where there are more than fit. */
function AllTabsMenu({ tabs, active, onSelect }: AllTabsMenuProps) {
  const t = useText();
  return (
    <IconMenu label={t('tab.all')} icon={<ChevronDown size={15} aria-hidden="true" />} placement="bottom end">
      <MenuChoices
        label={t('tab.all')}
        mode="single"
        selected={active === undefined ? [] : [active]}
        onChange={([id]) => id !== undefined && onSelect(id)}
      >
        {tabs.map((tab) => (
          <TabChoice key={tab.id} tab={tab} />
        ))}
      </MenuChoices>
    </IconMenu>
  );
}

function TabChoice({ tab }: { readonly tab: Tab }) {
  return <MenuChoice id={tab.id} label={useTabTitle(tab)} />;
}

/** The folder, and whose it is. */
function useTabTitle({ id, fs }: Tab): string {
  const t = useText();
  const label = useFileSystemLabel(fs);
  const path = useStore(useServices().pane(id), (state) => state.path);
  return t('tab.title', { folder: tabFolder(path), label });
}

/** The colour of the site that was opened. */
function useSiteColour(fs: FileSystemId): SiteColour | undefined {
  const { connections, sites } = useServices();
  const siteId = useStore(connections, (state) => state.byId.get(fs)?.siteId);
  return useStore(sites.store, ({ book }) => book.sites.find(({ id }) => id === siteId)?.colour);
}

/** `Local`, or the connection's `user@host`. */
export function useFileSystemLabel(fs: FileSystemId): string {
  const t = useText();
  const label = useStore(useServices().connections, (state) => state.byId.get(fs)?.label);
  return fs === LOCAL ? t('place.local') : (label ?? t('place.closed'));
}
