import { Bell, BellOff, Laptop, Plus, Server, Ship, TriangleAlert } from 'lucide-react';
import { useStore } from 'zustand';
import type { Watch } from '../../../shared/model/monitor.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useSentence, useText } from '../../app/text.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ClosableTab, TabList } from '../../ui/tabs.tsx';
import { NotificationButton } from './alert-call.tsx';
import { useNow } from './clock.ts';
import styles from './sessions.module.css';

const placeIcons = { 'this-machine': Laptop, connection: Server, demo: Ship } as const;

/** One tab for each watched server, and what begins another watch. */
export function WatchTabs({
  watches,
  active,
}: {
  readonly watches: readonly Watch[];
  readonly active: string | undefined;
}) {
  const t = useText();
  const { monitor, dialogs } = useServices();
  const { select } = monitor.store.getState();

  return (
    <div className={styles.tabBar}>
      {watches.length > 0 && (
        <TabList
          label={t('watch.tabs')}
          tabs={watches}
          active={active}
          onSelect={select}
          onClose={(id) => monitor.remove(id)}
        >
          {(watch) => <WatchTab key={watch.id} watch={watch} isActive={watch.id === active} />}
        </TabList>
      )}
      <Button size="small" tone="quiet" onPress={() => dialogs.getState().show({ kind: 'watch' })}>
        <Plus size={14} aria-hidden="true" />
        {t('watch.add')}
      </Button>
      <span className={styles.spring} />
      {watches.length > 0 && <PauseButton watches={watches} />}
      {watches.length > 0 && <NotificationButton />}
    </div>
  );
}

function WatchTab({ watch, isActive }: { readonly watch: Watch; readonly isActive: boolean }) {
  const t = useText();
  const sentence = useSentence();
  const format = useFormatters();
  const { monitor } = useServices();
  const alerts = useStore(monitor.store, (state) => state.alerts.filter(({ watchId }) => watchId === watch.id).length);
  const { id, kind, state, sessions, place, readAt } = watch;
  const label = sentence(watch.label);
  const Icon = placeIcons[place.on];
  return (
    <ClosableTab
      id={id}
      isActive={isActive}
      controls="watched-server"
      label={label}
      icon={<Icon size={14} aria-hidden="true" />}
      closeTitle={t('watch.remove', { label })}
      onSelect={() => monitor.store.getState().select(id)}
      onClose={() => monitor.remove(id)}
      data-state={state}
    >
      <span className={styles.tabKind}>{t(`watch.kind.${kind}`)}</span>
      {readAt !== undefined && <Badge title={t('sessions.count', { count: sessions })}>{format.count(sessions)}</Badge>}
      {alerts > 0 && (
        <span className={styles.tabAlert} role="img" aria-label={t('alerts.count', { count: alerts })}>
          <TriangleAlert size={13} aria-hidden="true" />
        </span>
      )}
      {(state === 'stale' || state === 'stopped') && (
        <span className={styles.tabState} data-state={state}>
          {t(`watch.state.${state}`)}
        </span>
      )}
    </ClosableTab>
  );
}

const PAUSE_MS = 60 * 60_000;

/** Alerts go on being listed, but call nobody for an hour. */
function PauseButton({ watches }: { readonly watches: readonly Watch[] }) {
  const t = useText();
  const format = useFormatters();
  const { monitor } = useServices();
  const now = useNow();
  const until = Math.min(...watches.map(({ snoozedUntil = 0 }) => snoozedUntil));
  const isPaused = until > now;
  return (
    <Button size="small" tone="quiet" onPress={() => monitor.snooze(isPaused ? 0 : Date.now() + PAUSE_MS)}>
      {isPaused ? <BellOff size={14} aria-hidden="true" /> : <Bell size={14} aria-hidden="true" />}
      {isPaused ? t('alerts.resume', { time: format.time(until) }) : t('alerts.pause')}
    </Button>
  );
}
