import { type KeyboardEvent, useState } from 'react';
import { useStore } from 'zustand';
import type { LogLine, Watch } from '../../../shared/model/monitor.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { AlertsPanel } from './alerts-panel.tsx';
import { Remedies } from './remedies.tsx';
import { ServerLogPanel } from './server-log-panel.tsx';
import styles from './sessions.module.css';

const tabs = ['log', 'alerts', 'rights'] as const;
type DockTab = (typeof tabs)[number];

/** Below the table: what the server's log says, what stands out, and what this account may not see or do. */
export function WatchDock({ watch, lines }: { readonly watch: Watch; readonly lines: readonly LogLine[] }) {
  const t = useText();
  const format = useFormatters();
  const { monitor } = useServices();
  const all = useStore(monitor.store, (state) => state.alerts);
  const alerts = all.filter(({ watchId }) => watchId === watch.id);
  const [chosen, setChosen] = useState<DockTab>('log');
  const counts: Record<DockTab, number> = { log: 0, alerts: alerts.length, rights: watch.missing.length };

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    const next = tabs.at((tabs.indexOf(chosen) + step) % tabs.length);
    if (step === 0 || next === undefined) return;
    setChosen(next);
    document.getElementById(`watch-dock-tab-${next}`)?.focus();
  }

  return (
    <section className={styles.dock} aria-label={t('watch.dock')}>
      <div role="tablist" aria-label={t('watch.dock')} className={styles.dockTabs} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab}
            id={`watch-dock-tab-${tab}`}
            type="button"
            role="tab"
            tabIndex={tab === chosen ? 0 : -1}
            aria-selected={tab === chosen}
            aria-controls="watch-dock-panel"
            className={styles.dockTab}
            onClick={() => setChosen(tab)}
          >
            {t(`watch.dock.${tab}`)}
            {counts[tab] > 0 && (
              <span className={styles.badge} data-tone={tab === 'alerts' ? 'danger' : undefined}>
                {format.count(counts[tab])}
              </span>
            )}
          </button>
        ))}
      </div>
      <div
        id="watch-dock-panel"
        role="tabpanel"
        aria-labelledby={`watch-dock-tab-${chosen}`}
        className={styles.dockBody}
      >
        {chosen === 'log' && <ServerLogPanel watch={watch} lines={lines} />}
        {chosen === 'alerts' && <AlertsPanel alerts={alerts} />}
        {chosen === 'rights' && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
          <section className={styles.rights} tabIndex={0} aria-label={t('watch.dock.rights')}>
            {watch.missing.length === 0 ? <p>{t('rights.all')}</p> : <Remedies missing={watch.missing} />}
          </section>
        )}
      </div>
    </section>
  );
}
