import { Laptop, Plug, Plus, Server } from 'lucide-react';
import { Button, MenuTrigger } from 'react-aria-components';
import { useStore } from 'zustand';
import { type FileSystemId, LOCAL } from '../../../shared/model/connection.ts';
import type { SiteColour } from '../../../shared/model/site.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import type { Side, Tab } from '../../app/workspace-store.ts';
import { Hint, iconButtonClass } from '../../ui/button.tsx';
import { MenuItem, MenuPopover, MenuSeparator } from '../../ui/menu.tsx';
import { ClosableTab, TabList } from '../../ui/tabs.tsx';
import { SiteMark } from '../sites/site-mark.tsx';
import styles from './pane.module.css';
import { usePlaceDrop } from './use-place-drop.ts';

interface PaneTabsProps {
  readonly side: Side;
  readonly tabs: readonly Tab[];
  readonly active: string | undefined;
}

export function PaneTabs({ side, tabs, active }: PaneTabsProps) {
  const t = useText();
  const services = useServices();
  const { selectTab } = services.workspace.getState();

  return (
    <div className={styles.tabBar}>
      {tabs.length > 0 && (
        <TabList
          label={t(`pane.tabs.${side}`)}
          tabs={tabs}
          active={active}
          onSelect={(id) => selectTab(side, id)}
          onClose={(id) => services.closeTab(id)}
        >
          {(tab) => (
            <PaneTab
              key={tab.id}
              tab={tab}
              side={side}
              isActive={tab.id === active}
              onSelect={() => selectTab(side, tab.id)}
              onClose={() => services.closeTab(tab.id)}
            />
          )}
        </TabList>
      )}
      <NewTabMenu side={side} />
    </div>
  );
}

interface PaneTabProps {
  readonly tab: Tab;
  readonly side: Side;
  readonly isActive: boolean;
  readonly onSelect: () => void;
  readonly onClose: () => void;
}

function PaneTab({ tab, side, isActive, onSelect, onClose }: PaneTabProps) {
  const t = useText();
  const services = useServices();
  const label = useFileSystemLabel(tab.fs);
  const line = useStore(services.connections, ({ byId, unopened }) =>
    unopened.has(tab.fs) ? 'unopened' : (byId.get(tab.fs)?.state ?? 'open'),
  );
  const colour = useSiteColour(tab.fs);
  const placeNow = () => ({ fs: tab.fs, path: services.pane(tab.id).getState().path });
  const { isTarget, handlers } = usePlaceDrop(placeNow, onSelect);
  const Icon = tab.fs === LOCAL ? Laptop : Server;
  return (
    <ClosableTab
      id={tab.id}
      look="pane"
      isActive={isActive}
      controls={`files-${side}`}
      label={label}
      icon={
        <>
          <Icon size={14} aria-hidden="true" />
          {colour !== undefined && <SiteMark colour={colour} />}
        </>
      }
      closeTitle={tab.fs === LOCAL ? t('tab.close') : t('tab.disconnect', { label })}
      onSelect={onSelect}
      onClose={onClose}
      data-line={line}
      data-drop={isTarget || undefined}
      {...handlers}
    />
  );
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

function NewTabMenu({ side }: { readonly side: Side }) {
  const t = useText();
  const services = useServices();
  const connections = useStore(services.connections, (state) => state.byId);
  const open = [...connections.values()].filter((connection) => connection.state === 'open');
  return (
    <MenuTrigger>
      <Hint label={t('tab.new')}>
        <Button aria-label={t('tab.new')} className={iconButtonClass}>
          <Plus size={15} aria-hidden="true" />
        </Button>
      </Hint>
      <MenuPopover label={t('tab.new')}>
        <MenuItem
          id="connect"
          label={t('connect.new')}
          icon={<Plug size={15} aria-hidden="true" />}
          onAction={() => {
            services.workspace.getState().activate(side);
            services.dialogs.getState().show({ kind: 'connect', start: 'later', side });
          }}
        />
        <MenuItem
          id="local"
          label={t('tab.local')}
          icon={<Laptop size={15} aria-hidden="true" />}
          onAction={() => services.openLocalTab(side)}
        />
        {open.length > 0 && <MenuSeparator />}
        {open.map((connection) => (
          <MenuItem
            key={connection.id}
            id={connection.id}
            label={t('tab.show', { label: connection.label })}
            icon={<Server size={15} aria-hidden="true" />}
            onAction={() => services.openConnected(side, connection)}
          />
        ))}
      </MenuPopover>
    </MenuTrigger>
  );
}
