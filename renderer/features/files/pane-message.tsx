import { CircleAlert, CircleStop, FolderOpen, Lock, Plug, PlugZap, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { RemoteErrorKind } from '../../../shared/model/remote-error.ts';
import { ROOT } from '../../../shared/model/remote-path.ts';
import { runCommand } from '../../app/command-runner.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useSentence, useText } from '../../app/text.ts';
import type { Side } from '../../app/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { errorSentences } from '../../ui/error-text.ts';
import { LoadingMessage, Message } from '../../ui/message.tsx';
import { LineActions } from '../connections/line-actions.tsx';
import { shortcutText } from './commands.ts';
import styles from './pane.module.css';
import type { PaneStore } from './pane-store.ts';
import { usePane } from './use-pane.ts';

interface PaneMessageProps {
  readonly side: Side;
  readonly store: PaneStore;
}

/** What stands in place of rows where there are none: nothing here, still reading, or why not. */
export function PaneMessage(props: PaneMessageProps) {
  return (
    <div className={styles.inPlaceOfRows}>
      <WhyNoRows {...props} />
    </div>
  );
}

function WhyNoRows({ side, store }: PaneMessageProps) {
  const t = useText();
  const { fs, path, found, status, rows, total, filter, showHidden, setShowHidden, setFilter, open } = usePane(
    store,
    'fs',
    'path',
    'found',
    'status',
    'rows',
    'total',
    'filter',
    'showHidden',
    'setShowHidden',
    'setFilter',
    'open',
  );
  const keyboard = useKeyboard();
  const services = useServices();
  const { connections } = services;
  const unopened = useStore(connections, (state) => (state.unopened.has(fs) ? state.byId.get(fs) : undefined));
  if (unopened) {
    return (
      <Message
        icon={<Plug size={30} strokeWidth={1.5} />}
        title={t('security.noLine')}
        text={t('message.notConnected', { label: unopened.label, path })}
      >
        <LineActions fs={fs} />
      </Message>
    );
  }
  if (status === 'failed' && rows.length === 0) return <PaneFailure side={side} store={store} />;
  if (rows.length > 0) return null;
  if (status === 'listing') {
    return <LoadingMessage>{found ? t('found.searching', { folder: path }) : t('message.loading')}</LoadingMessage>;
  }
  if (total === 0 && found) {
    return (
      <Message
        icon={<SearchX size={30} strokeWidth={1.5} />}
        title={t('found.nothing')}
        text={t('found.nothingHint', { directory: path })}
      >
        <Button size="small" onPress={() => runCommand(services, 'search', side)}>
          {t('found.change')}
        </Button>
        <Button size="small" onPress={() => open(path)}>
          {t('found.close')}
        </Button>
      </Message>
    );
  }
  if (total === 0) {
    return (
      <Message
        icon={<FolderOpen size={30} strokeWidth={1.5} />}
        title={t('message.empty')}
        text={t('message.emptyHint', { key: shortcutText('newFolder', keyboard) ?? 'none' })}
      >
        <Button size="small" onPress={() => runCommand(services, 'newFolder', side)}>
          {t('command.newFolder')}
        </Button>
      </Message>
    );
  }
  if (filter !== '') {
    return (
      <Message icon={<SearchX size={30} strokeWidth={1.5} />} title={t('message.noMatch', { filter })}>
        <Button size="small" onPress={() => setFilter('')}>
          {t('filter.clear')}
        </Button>
      </Message>
    );
  }
  return (
    <Message icon={<FolderOpen size={30} strokeWidth={1.5} />} title={t('message.allHidden', { count: total })}>
      {!showHidden && (
        <Button size="small" onPress={() => setShowHidden(true)}>
          {t('command.showHidden')}
        </Button>
      )}
    </Message>
  );
}

const failureIcons: Partial<Record<RemoteErrorKind, ReactNode>> = {
  denied: <Lock size={30} strokeWidth={1.5} />,
  disconnected: <PlugZap size={30} strokeWidth={1.5} />,
  unreachable: <PlugZap size={30} strokeWidth={1.5} />,
  cancelled: <CircleStop size={30} strokeWidth={1.5} />,
};

function PaneFailure({ side, store }: PaneMessageProps) {
  const t = useText();
  const sentence = useSentence();
  const services = useServices();
  const { fs, path, error, back } = usePane(store, 'fs', 'path', 'error', 'back');
  const line = useStore(services.connections, (state) => state.byId.get(fs)?.state ?? 'open');
  if (!error) return null;

  // What the user stopped is no failure.
  const isStopped = error.kind === 'cancelled';
  return (
    <Message
      tone={isStopped ? 'plain' : 'danger'}
      icon={failureIcons[error.kind] ?? <CircleAlert size={30} strokeWidth={1.5} />}
      title={t(`error.kind.${error.kind}`)}
      text={isStopped ? undefined : errorSentences(error, sentence)}
    >
      {line === 'open' ? (
        <Button size="small" tone="primary" onPress={() => runCommand(services, 'refresh', side)}>
          {t('message.retry')}
        </Button>
      ) : (
        <LineActions fs={fs} />
      )}
      {back.length > 0 && (
        <Button size="small" onPress={() => runCommand(services, 'goBack', side)}>
          {t('command.goBack')}
        </Button>
      )}
      {path !== ROOT && (
        <Button size="small" onPress={() => runCommand(services, 'goUp', side)}>
          {t('command.goUp')}
        </Button>
      )}
      {!isStopped && (
        <Button
          size="small"
          tone="quiet"
          onPress={() =>
            services.dialogs.getState().show({ kind: 'error', error, title: t(`error.kind.${error.kind}`) })
          }
        >
          {t('error.details')}
        </Button>
      )}
    </Message>
  );
}
