import { useEffect } from 'react';
import { useStore } from 'zustand';
import { LOCAL } from '../../shared/model/connection.ts';
import type { PaneStore } from '../features/files/pane-store.ts';
import { useFileSystemLabel } from '../features/files/pane-tabs.tsx';
import { visibleName } from '../ui/visible-name.ts';
import { useServices } from './services-context.ts';
import { useSentence, useText } from './text.ts';

/** Names in the window's title what is in front, and how much is under way: the list of windows and the browser's tabs show it. */
export function WindowTitle() {
  const t = useText();
  const sentence = useSentence();
  const services = useServices();
  const page = useStore(services.workspace, (state) => state.page);
  const tab = useStore(services.workspace, ({ panes, activeSide }) => panes[activeSide].active);
  const watched = useStore(services.monitor.store, ({ watches, active }) => watches.find(({ id }) => id === active));
  if (page === 'files' && tab !== undefined) return <TitleOfPane key={tab} store={services.pane(tab)} />;
  const label = page === 'sessions' && watched ? sentence(watched.label) : t(`shell.${page}`);
  return <Title place={label} />;
}

/** A server by its name, of this computer the folder. */
function TitleOfPane({ store }: { readonly store: PaneStore }) {
  const fs = useStore(store, (state) => state.fs);
  const path = useStore(store, (state) => state.path);
  const label = useFileSystemLabel(fs);
  return <Title place={fs === LOCAL ? path : label} />;
}

function Title({ place }: { readonly place: string }) {
  const t = useText();
  const { app, monitor, transfers } = useServices();
  const isTab = useStore(app, (state) => state.info?.host === 'loopback');
  const watches = useStore(monitor.store, (state) => state.watches);
  const alerts = useStore(monitor.store, (state) => state.alerts.length);
  const underWay = useStore(transfers, ({ totals }) => totals.active + totals.queued + totals.asking);
  const title = t('title.place', { place: visibleName(place), transfers: underWay });
  const count = watches.reduce((sum, watch) => sum + watch.sessions, 0);
  // What the tray tells on the desktop.
  const told = isTab && watches.length > 0 ? t(alerts > 0 ? 'title.alert' : 'title.watching', { count, title }) : title;

  useEffect(() => {
    document.title = told;
  }, [told]);
  return null;
}
