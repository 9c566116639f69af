import { useStore } from 'zustand';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useSentence, useText } from '../../app/text.ts';
import { emptyView } from './monitor-store.ts';

/** A clock that is off by less is nothing to speak of. */
const NOTABLE_SKEW_MS = 2_000;

/** What the status bar says of the server that the page shows. */
export function WatchStatus() {
  const t = useText();
  const sentence = useSentence();
  const format = useFormatters();
  const { monitor } = useServices();
  const watch = useStore(monitor.store, ({ watches, active }) => watches.find(({ id }) => id === active));
  const { rows } = useStore(monitor.store, ({ views, active }) => views.get(active ?? '') ?? emptyView);
  if (!watch) return <span>{t('watch.status.none')}</span>;
  let transfers = 0;
  let rate = 0;
  for (const { session, endedAt } of rows.values()) {
    if (endedAt !== undefined) continue;
    if (session.status === 'downloading' || session.status === 'uploading') transfers++;
    rate += session.rate ?? 0;
  }
  const skew = watch.clockSkewMs ?? 0;
  return (
    <>
      <span>{t(`watch.status.${watch.state}`, { label: sentence(watch.label) })}</span>
      {watch.readAt !== undefined && (
        <span>{t('watch.status.transfers', { count: transfers, rate: format.rate(rate) })}</span>
      )}
      {Math.abs(skew) >= NOTABLE_SKEW_MS && (
        <span>
          {t(skew > 0 ? 'watch.status.ahead' : 'watch.status.behind', {
            time: format.duration(Math.round(Math.abs(skew) / 1_000)),
          })}
        </span>
      )}
    </>
  );
}
