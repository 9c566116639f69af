import { useEffect, useMemo, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { IntlProvider } from 'react-intl';
import { useStore } from 'zustand';
import type { RemoteErrorData } from '../../shared/model/remote-error.ts';
import { errorDataOf } from '../client/error-data.ts';
import { Button } from '../ui/button.tsx';
import { ErrorReport } from '../ui/error-report.tsx';
import { createFormatters } from '../ui/format.ts';
import { Spinner } from '../ui/progress.tsx';
import { englishVocabulary, loadVocabulary, type Vocabulary, windowLanguageOf } from './languages/language.ts';
import type { MessageId } from './messages.ts';
import type { Services } from './services.ts';
import { ServicesContext } from './services-context.ts';
import styles from './shell.module.css';
import { Shell } from './shell.tsx';
import { FormattersContext, SayContext, useText } from './text.ts';

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

  if (start.state === 'started') return <Shell />;
  const failed: MessageId = 'error.start';
  return (
    <div className={styles.splash}>
      {start.state !== 'failed' ? (
        <p role="status">
          <Spinner size={22} />
          <span className="visually-hidden">{t('app.starting')}</span>
        </p>
      ) : (
        <>
          <ErrorReport error={start.error} title={t(failed)} />
          <Button tone="primary" onPress={begin}>
            {t('message.retry')}
          </Button>
        </>
      )}
    </div>
  );
}
