import { Coffee, Lock, PlugZap, SearchX } from 'lucide-react';
import type { Watch } from '../../../shared/model/monitor.ts';
import type { RemoteErrorKind } from '../../../shared/model/remote-error.ts';
import { useServices } from '../../app/services-context.ts';
import { useSentence, useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { errorSentences } from '../../ui/error-text.ts';
import { LoadingMessage, Message } from '../../ui/message.tsx';
import { Remedies } from './remedies.tsx';

interface NoSessionsProps {
  readonly watch: Watch;
  readonly filter: string;
  readonly onClearFilter: () => void;
}

/** The server is there, and does not let this account see who is connected. */
const refusals: readonly RemoteErrorKind[] = ['denied', 'auth', 'unsupported'];

/** What stands in place of rows: why there are none, and what to do. */
export function NoSessions({ watch, filter, onClearFilter }: NoSessionsProps) {
  const t = useText();
  const sentence = useSentence();
  const { monitor, dialogs } = useServices();
  const { state, error, missing, kind } = watch;
  const label = sentence(watch.label);
  if (error) {
    const isRefused = refusals.includes(error.kind);
    const remedies = isRefused ? missing.filter(({ remedy }) => remedy !== undefined) : [];
    return (
      <Message
        tone="danger"
        icon={isRefused ? <Lock size={30} strokeWidth={1.5} /> : <PlugZap size={30} strokeWidth={1.5} />}
        title={t(`error.kind.${error.kind}`)}
        text={errorSentences(error, sentence)}
        details={remedies.length > 0 && <Remedies missing={remedies} />}
      >
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
      </Message>
    );
  }
  if (state === 'starting') {
    return <LoadingMessage role="status">{t('sessions.starting')}</LoadingMessage>;
  }
  if (watch.sessions > 0 && filter !== '') {
    return (
      <Message icon={<SearchX size={30} strokeWidth={1.5} />} title={t('sessions.noMatch', { filter })}>
        <Button size="small" onPress={onClearFilter}>
          {t('filter.clear')}
        </Button>
      </Message>
    );
  }
  const blind = missing.filter(({ right }) => right === 'sessions' || right === 'titles');
  return (
    <Message
      icon={<Coffee size={30} strokeWidth={1.5} />}
      title={t(blind.length > 0 ? 'sessions.emptyBlind' : 'sessions.empty')}
      text={t('sessions.emptyHint', { label, kind: t(`watch.kind.${kind}`) })}
      details={blind.length > 0 && <Remedies missing={blind} />}
    />
  );
}
