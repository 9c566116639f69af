import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { focusPage } from '../../app/focus.ts';
import { useServices } from '../../app/services-context.ts';
import { useSentence, useText } from '../../app/text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { errorSentences } from '../../ui/error-text.ts';
import { ProgressBar, Spinner } from '../../ui/progress.tsx';
import styles from './notices.module.css';
import type { Notice } from './notices-store.ts';

const PASSING_STAYS_MS = 4_000;
/** Long enough to reach its button. */
const PASSING_WITH_ACTION_STAYS_MS = 10_000;

/**
 * What failed: it interrupts, and stays until it is dismissed. It takes a place of its own from the page, and lies over nothing that
 * could be in use.
 */
export function Failures() {
  const t = useText();
  const services = useServices();
  const notices = useStore(services.notices, (state) => state.notices);
  return (
    <section
      className={styles.failures}
      aria-label={t('notices.label')}
      onKeyDown={({ key }) => key === 'Escape' && services.notices.getState().dismissAllFailures()}
    >
      {/* Always there: a live region that appears with its text is not read. */}
      <div role="alert" className={styles.list}>
        {notices
          .filter((notice) => notice.tone === 'error')
          .map((notice) => (
            <NoticeCard key={notice.id} notice={notice} />
          ))}
      </div>
    </section>
  );
}

/** Results of what was asked for, which go by themselves, and work that is under way: one line in the status bar. */
export function PassingNotices() {
  const notices = useStore(useServices().notices, (state) => state.notices);
  return (
    <div role="status" className={styles.passing}>
      {notices
        .filter((notice) => notice.tone !== 'error')
        .map((notice) => (
          <NoticeCard key={notice.id} notice={notice} />
        ))}
    </div>
  );
}

function NoticeCard({ notice }: { readonly notice: Notice }) {
  const t = useText();
  const sentence = useSentence();
  const { notices, dialogs, workspace } = useServices();
  const { id, tone, error, action, progress } = notice;
  const { dismiss } = notices.getState();
  const title = t(notice.message, notice.values);

  useEffect(() => {
    if (tone === 'error' || tone === 'work') return;
    const timer = setTimeout(() => dismiss(id), action ? PASSING_WITH_ACTION_STAYS_MS : PASSING_STAYS_MS);
    return () => clearTimeout(timer);
  }, [id, tone, action, dismiss]);

  // Its button goes with it: the keys are for the page again, where what was pressed gave them to nothing else.
  const hasFocus = useRef(false);
  useEffect(
    () => () => {
      if (!hasFocus.current) return;
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          if (document.activeElement === document.body) focusPage(workspace.getState());
        }),
      );
    },
    [workspace],
  );

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches where the focus is
    <div
      className={styles.notice}
      data-tone={tone}
      onFocus={() => {
        hasFocus.current = true;
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        hasFocus.current = relatedTarget === null || currentTarget.contains(relatedTarget);
      }}
    >
      <ToneIcon tone={tone} />
      <div className={styles.text}>
        <p className={styles.title} title={tone === 'error' ? undefined : title}>
          {title}
        </p>
        {progress && (
          <div className={styles.progress}>
            <ProgressBar label={title} share={progress.done / progress.count} />
            {/* The bar tells it where it is asked; read out at each step it would never end. */}
            <span aria-hidden="true">{t('notice.progress', { done: progress.done, count: progress.count })}</span>
          </div>
        )}
        {error && <p>{errorSentences(error, sentence)}</p>}
        {error && (
          <Button size="small" tone="quiet" onPress={() => dialogs.getState().show({ kind: 'error', error, title })}>
            {t('error.details')}
          </Button>
        )}
      </div>
      {action && (
        <Button
          size="small"
          tone="quiet"
          onPress={() => {
            dismiss(id);
            action.run();
          }}
        >
          {t(action.label)}
        </Button>
      )}
      {tone === 'error' && (
        <IconButton
          label={t('notices.dismiss')}
          icon={<X size={14} aria-hidden="true" />}
          onPress={() => dismiss(id)}
        />
      )}
    </div>
  );
}

const icons = { success: CircleCheck, info: Info, error: CircleAlert };

function ToneIcon({ tone }: Pick<Notice, 'tone'>) {
  if (tone === 'work') return <Spinner size={17} />;
  const Icon = icons[tone];
  return <Icon size={17} aria-hidden="true" />;
}
