import { PlugZap } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { IntlProvider } from 'react-intl';
import { useStore } from 'zustand';
import type { RemoteErrorData } from '../../shared/model/remote-error.ts';
import { errorDataOf } from '../client/error-data.ts';
import { Button } from '../ui/button.tsx';
import { errorSentences } from '../ui/error-text.ts';
import { createFormatters } from '../ui/format.ts';
import { LoadingMessage, Message } from '../ui/message.tsx';
import { ErrorDialog } from './error-dialog.tsx';
import { englishVocabulary, loadVocabulary, type Vocabulary, windowLanguageOf } from './languages/language.ts';
import type { Services } from './services.ts';
import { ServicesContext, useServices } from './services-context.ts';
import styles from './shell.module.css';
import { Shell } from './shell.tsx';
import { FormattersContext, SayContext, useSentence, useText } from './text.ts';

interface AppProps {
  readonly services: Services;
  /** Of the system or browser (BCP 47). */
  readonly locale: string;
}

export function App({ services, locale }: AppProps) {
  const { habits, catalogue, say } = useLanguage(services, locale);
  const formatters = useMemo(() => createFormatters(habits), [habits]);
  const theme = useStore(services.settings, (state) => state.theme);
  const density = useStore(services.settings, (state) => state.density);

  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);

  useEffect(() => {
    document.documentElement.dataset['density'] = density;
  }, [density]);

  return (
    <IntlProvider locale={habits} messages={catalogue}>
      <I18nProvider locale={habits}>
        <FormattersContext value={formatters}>
          <SayContext value={say}>
            <ServicesContext value={services}>
              <Start services={services} />
            </ServicesContext>
          </SayContext>
        </FormattersContext>
      </I18nProvider>
    </IntlProvider>
  );
}

interface Spoken extends Vocabulary {
  /** Of numbers and dates (BCP 47). */
  readonly habits: string;
}

/** The chosen language; the one before is spoken until its words are there. */
function useLanguage(services: Services, locale: string): Spoken {
  const chosen = useStore(services.settings, (state) => state.language);
  const [spoken, setSpoken] = useState<Spoken>({ habits: 'en', ...englishVocabulary });
  useEffect(() => {
    let current = true;
    const { language, habits } = windowLanguageOf(chosen, locale);
    loadVocabulary(language, habits).then(
      (vocabulary) => current && setSpoken({ habits, ...vocabulary }),
      (error: unknown) => services.notices.getState().fail('error.language', errorDataOf(error)),
    );
    return () => {
      current = false;
    };
  }, [services, chosen, locale]);
  useEffect(() => {
    document.documentElement.lang = spoken.habits;
  }, [spoken]);
  return spoken;
}

type Starting =
  | { readonly state: 'starting' }
  | { readonly state: 'started' }
  | { readonly state: 'failed'; readonly error: RemoteErrorData };

/** The window once the main process has said what there is. */
function Start({ services }: { readonly services: Services }) {
  const t = useText();
  const [start, setStart] = useState<Starting>({ state: 'starting' });
  const begin = () => {
    setStart({ state: 'starting' });
    services.start().then(
      () => setStart({ state: 'started' }),
      (error: unknown) => setStart({ state: 'failed', error: errorDataOf(error) }),
    );
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for the life of the window
  useEffect(begin, []);
  const link = useStore(services.app, (state) => state.link);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what the link does by itself
  useEffect(() => {
    if (link === 'up' && start.state === 'failed') begin();
  }, [link]);

  if (start.state === 'started') return <Shell />;
  if (start.state === 'failed') return <NotStarted error={start.error} onRetry={begin} />;
  return (
    <div className={styles.splash}>
      <LoadingMessage role="status">{t('app.starting')}</LoadingMessage>
    </div>
  );
}

interface NotStartedProps {
  readonly error: RemoteErrorData;
  readonly onRetry: () => void;
}

/** In place of the window: why there is none. */
function NotStarted({ error, onRetry }: NotStartedProps) {
  const t = useText();
  const sentence = useSentence();
  const { dialogs } = useServices();
  const dialog = useStore(dialogs, (state) => state.open);
  const title = t('error.start');
  return (
    <div className={styles.splash}>
      <Message
        tone="danger"
        icon={<PlugZap size={30} strokeWidth={1.5} />}
        title={title}
        text={errorSentences(error, sentence)}
      >
        <Button size="small" tone="primary" onPress={onRetry}>
          {t('message.retry')}
        </Button>
        <Button size="small" tone="quiet" onPress={() => dialogs.getState().show({ kind: 'error', error, title })}>
          {t('error.details')}
        </Button>
      </Message>
      {dialog?.kind === 'error' && <ErrorDialog error={dialog.error} title={dialog.title} />}
    </div>
  );
}
