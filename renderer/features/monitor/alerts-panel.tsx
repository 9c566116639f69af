import { BellRing, Check, ShieldCheck, TriangleAlert } from 'lucide-react';
import type { Alert } from '../../../shared/model/monitor.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useSentence, useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Message } from '../../ui/message.tsx';
import { momentOf } from './moment.ts';
import styles from './sessions.module.css';

/** What stands out and why, newest first; each is dealt with by one click. */
export function AlertsPanel({ alerts }: { readonly alerts: readonly Alert[] }) {
  const t = useText();
  if (alerts.length === 0) {
    return (
      <Message
        icon={<ShieldCheck size={26} strokeWidth={1.5} />}
        title={t('alerts.none')}
        text={t('alerts.noneHint')}
      />
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <ul className={styles.alerts} aria-label={t('alerts.list')} tabIndex={0}>
      {alerts.map((alert) => (
        <AlertItem key={alert.id} alert={alert} />
      ))}
    </ul>
  );
}

function AlertItem({ alert }: { readonly alert: Alert }) {
  const t = useText();
  const sentence = useSentence();
  const format = useFormatters();
  const { monitor } = useServices();
  const { id, rule, at, reason, notify } = alert;
  return (
    <li className={styles.alert}>
      <TriangleAlert size={16} aria-hidden="true" />
      <div className={styles.alertText}>
        <p className={styles.alertRule}>
          {t(`alerts.rule.${rule}`)}
          <span className={styles.alertTime} title={format.exactDateTime(at)}>
            {momentOf(at, format)}
            {!notify && `, ${t('alerts.quiet')}`}
          </span>
        </p>
        <p>{sentence(reason)}</p>
      </div>
      <Button size="small" onPress={() => monitor.acceptAlert(id)}>
        <Check size={13} aria-hidden="true" />
        {t('alerts.knownGood')}
      </Button>
      <Button size="small" tone="quiet" onPress={() => monitor.dismissAlert(id)}>
        <BellRing size={13} aria-hidden="true" />
        {t('alerts.dismiss')}
      </Button>
    </li>
  );
}
