import { useState } from 'react';
import { useStore } from 'zustand';
import type { LogLine, Watch } from '../../../shared/model/monitor.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { Badge } from '../../ui/badge.tsx';
import { TabbedPanel } from '../../ui/tabbed-panel.tsx';
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

  return (
    <TabbedPanel
      label={t('watch.dock')}
      tabsLabel={t('watch.dock')}
      prefix="watch-dock"
      tabs={tabs}
      chosen={chosen}
      onChoose={setChosen}
      tab={(tab) => (
        <>
          {t(`watch.dock.${tab}`)}
          {counts[tab] > 0 && <Badge tone={tab === 'alerts' ? 'danger' : 'plain'}>{format.count(counts[tab])}</Badge>}
        </>
      )}
    >
      {chosen === 'log' && <ServerLogPanel watch={watch} lines={lines} />}
      {chosen === 'alerts' && <AlertsPanel alerts={alerts} />}
      {chosen === 'rights' && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
        <section className={styles.rights} tabIndex={0} aria-label={t('watch.dock.rights')}>
          {watch.missing.length === 0 ? (
            <p>{t(watch.readAt === undefined ? 'watch.notKnown' : 'rights.all')}</p>
          ) : (
            <Remedies missing={watch.missing} />
          )}
        </section>
      )}
    </TabbedPanel>
  );
}
