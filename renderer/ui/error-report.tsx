import { Check, CircleAlert, Copy } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { RemoteErrorData } from '../../shared/model/remote-error.ts';
import { useSentence, useText } from '../app/text.ts';
import { Button } from './button.tsx';
import styles from './error-report.module.css';
import { errorReport } from './error-text.ts';
import { visibleText } from './visible-name.ts';

interface ErrorReportProps {
  readonly error: RemoteErrorData;
  readonly title: string;
  /** What the hint speaks of, as buttons in its place. */
  readonly children?: ReactNode;
  /** What is well all the same. */
  readonly comfort?: string;
  /** `bar`: from edge to edge, and the way out at its end. */
  readonly form?: 'box' | 'bar';
  readonly wayOut?: ReactNode;
}

/** What happened, what to do, the server's own words, and a report to copy. */
export function ErrorReport({ error, title, children, comfort, form = 'box', wayOut }: ErrorReportProps) {
  const t = useText();
  const sentence = useSentence();
  const report = useRef<HTMLDivElement>(null);
  // In a long dialog it would appear below what can be seen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for every error
  useEffect(() => {
    report.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);
  return (
    <div ref={report} className={styles.report} data-form={form} role="alert">
      <CircleAlert size={17} aria-hidden="true" className={styles.icon} />
      <div className={styles.text}>
        <p className={styles.title}>{title}</p>
        <p>{sentence(error.message)}</p>
        {children === undefined && error.hint !== undefined && <p className={styles.hint}>{sentence(error.hint)}</p>}
        {children !== undefined && <div className={styles.actions}>{children}</div>}
        {comfort !== undefined && <p>{comfort}</p>}
        <details className={styles.details}>
          <summary>{t('error.details')}</summary>
          <ErrorFacts error={error} />
        </details>
      </div>
      {wayOut}
    </div>
  );
}

/** The facts of an error as a list, with a button that copies them. */
export function ErrorFacts({ error }: { readonly error: RemoteErrorData }) {
  const t = useText();
  const [copied, setCopied] = useState(false);
  const facts: [string, string | undefined][] = [
    [t('error.fact.kind'), error.kind],
    [t('error.fact.path'), error.path],
    [t('error.fact.code'), error.serverCode?.toString()],
    [t('error.fact.server'), error.serverText],
  ];
  return (
    <>
      <dl className={styles.facts}>
        {facts
          .filter(([, value]) => value !== undefined)
          .map(([name, value]) => (
            <div key={name} className={styles.fact}>
              <dt>{name}</dt>
              {/* The server's own words, and a kind as the report and the log name it: the same in every language. */}
              <dd translate="no">{visibleText(value ?? '')}</dd>
            </div>
          ))}
      </dl>
      <Button
        size="small"
        onPress={() => {
          void navigator.clipboard.writeText(errorReport(error)).then(() => setCopied(true));
        }}
      >
        {copied ? <Check size={13} aria-hidden="true" /> : <Copy size={13} aria-hidden="true" />}
        {t(copied ? 'error.copied' : 'error.copy')}
      </Button>
    </>
  );
}
