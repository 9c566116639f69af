import { Coffee, Lock, PlugZap, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Watch } from '../../../shared/model/monitor.ts';
import { useServices } from '../../app/services-context.ts';
import { useSentence, useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { errorSentences } from '../../ui/error-text.ts';
import { Spinner } from '../../ui/progress.tsx';
import { Remedies } from './remedies.tsx';
import styles from './sessions.module.css';

interface NoSessionsProps {
  readonly watch: Watch;
  readonly filter: string;
  readonly onClearFilter: () => void;
}

/** What stands in place of rows: why there are none, and what to do. */
export function NoSessions({ watch, filter, onClearFilter }: NoSessionsProps) {
  const t = useText();
  const sentence = useSentence();
  const { monitor, dialogs } = useServices();
  const { state, error, missing, kind } = watch;
  const label = sentence(watch.label);
  if (error) {
    const remedies = missing.filter(({ remedy }) => remedy !== undefined);
    const denied = error.kind === 'denied';
    return (
      <Message
        tone="danger"
        icon={denied ? <Lock size={30} strokeWidth={1.5} /> : <PlugZap size={30} strokeWidth={1.5} />}
        title={t(`error.kind.${error.kind}`)}
        text={errorSentences(error, sentence)}
      >
        {remedies.length > 0 && <Remedies missing={remedies} />}
        <div className={styles.messageActions}>
          <Button size="small" tone="primary" onPress={() => void monitor.reload(watch.id)}>
            {t('message.retry')}
          </Button>
          <Button
            size="small"
            tone="quiet"
            onPress={() => dialogs.getState().show({ kind: 'error', error, title: t(`error.kind.${error.kind}`) })}
          >
            {t('error.details')}
          </Button>
        </div>
      </Message>
    );
  }
  if (state === 'starting') {
    return (
      <div className={styles.message} role="status">
        <Spinner size={22} />
        <p>{t('sessions.starting')}</p>
      </div>
    );
  }
  if (watch.sessions > 0 && filter !== '') {
    return (
      <Message icon={<SearchX size={30} strokeWidth={1.5} />} title={t('sessions.noMatch', { filter })}>
        <div className={styles.messageActions}>
          <Button size="small" onPress={onClearFilter}>
            {t('filter.clear')}
          </Button>
        </div>
      </Message>
    );
  }
  const blind = missing.filter(({ right }) => right === 'sessions' || right === 'titles');
  return (
    <Message
      icon={<Coffee size={30} strokeWidth={1.5} />}
      title={t(blind.length > 0 ? 'sessions.emptyBlind' : 'sessions.empty')}
      text={t('sessions.emptyHint', { label, kind: t(`watch.kind.${kind}`) })}
    >
      {blind.length > 0 && <Remedies missing={blind} />}
    </Message>
  );
}

interface MessageProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text?: string;
  readonly tone?: 'plain' | 'danger';
  readonly children?: ReactNode;
}

function Message({ icon, title, text, tone = 'plain', children }: MessageProps) {
  return (
    <div className={styles.message} role={tone === 'danger' ? 'alert' : undefined}>
      <span className={styles.messageIcon} data-tone={tone} aria-hidden="true">
        {icon}
      </span>
      <p className={styles.messageTitle}>{title}</p>
      {text !== undefined && <p className={styles.messageText}>{text}</p>}
      {children}
    </div>
  );
}
