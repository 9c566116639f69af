import { CircleAlert, Hourglass } from 'lucide-react';
import type { Watch } from '../../../shared/model/monitor.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useSentence, useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { useNow } from './clock.ts';
import { momentOf } from './moment.ts';
import styles from './sessions.module.css';

/** Rows that are not fresh say so: since when, why, and when the next attempt follows. */
export function WatchNotice({ watch, hasRows }: { readonly watch: Watch; readonly hasRows: boolean }) {
  const t = useText();
  const sentence = useSentence();
  const { monitor } = useServices();
  const { state, error } = watch;
  if (state !== 'stale' && state !== 'stopped') return null;
  // Without rows the message in their place says why, and has the button.
  if (!hasRows && watch.nextAttemptAt === undefined) return null;
  return (
    <div className={styles.notice} data-state={state} role="status">
      {state === 'stale' ? <Hourglass size={15} aria-hidden="true" /> : <CircleAlert size={15} aria-hidden="true" />}
      <span className={styles.noticeText}>
        {hasRows && <StaleSince watch={watch} />} {hasRows && error && sentence(error.message)}{' '}
        <NextAttempt watch={watch} />
      </span>
      {hasRows && (
        <Button size="small" onPress={() => void monitor.reload(watch.id)}>
          {t('watch.tryNow')}
        </Button>
      )}
    </div>
  );
}

function StaleSince({ watch: { readAt } }: { readonly watch: Watch }) {
  const t = useText();
  const format = useFormatters();
  return (
    <strong>
      {readAt === undefined ? t('watch.noAnswer') : t('watch.staleSince', { time: momentOf(readAt, format) })}
    </strong>
  );
}

/** Counts down, without being read aloud every second. */
function NextAttempt({ watch: { nextAttemptAt } }: { readonly watch: Watch }) {
  const t = useText();
  const format = useFormatters();
  const now = useNow();
  if (nextAttemptAt === undefined) return null;
  const seconds = Math.ceil((nextAttemptAt - now) / 1_000);
  return (
    <span aria-live="off">
      {seconds > 0 ? t('watch.nextAttempt', { time: format.duration(seconds) }) : t('watch.trying')}
    </span>
  );
}
