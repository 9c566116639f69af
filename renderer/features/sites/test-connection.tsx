import { CircleCheck, PlugZap } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ConnectionTarget } from '../../../shared/model/connection.ts';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import { securityWords } from '../../app/security-text.ts';
import { useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import type { Operation, TestedConnection } from '../../client/operation.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { Working } from '../../ui/progress.tsx';
import { Facts } from '../connections/facts.tsx';
import styles from './sites.module.css';

type Outcome =
  | { readonly state: 'running'; readonly operation: Operation<TestedConnection> }
  | { readonly state: 'works'; readonly found: TestedConnection }
  | { readonly state: 'failed'; readonly error: RemoteErrorData };

/** A try of what stands in the editor: one at a time; what it asks is answered in between. */
export function useConnectionTest() {
  const [outcome, setOutcome] = useState<Outcome | undefined>(undefined);

  // Whoever turns to another site does not wait for this one any more.
  const running = outcome?.state === 'running' ? outcome.operation : undefined;
  useEffect(() => () => running?.cancel(), [running]);

  async function start(operation: Operation<TestedConnection>): Promise<void> {
    setOutcome({ state: 'running', operation });
    try {
      setOutcome({ state: 'works', found: await operation.done });
    } catch (failure) {
      const error = errorDataOf(failure);
      setOutcome(error.kind === 'cancelled' ? undefined : { state: 'failed', error });
    }
  }

  return { outcome, start, clear: () => setOutcome(undefined) };
}

interface TestButtonProps {
  readonly outcome: Outcome | undefined;
  readonly onPress: () => void;
}

export function TestButton({ outcome, onPress }: TestButtonProps) {
  const t = useText();
  if (outcome?.state === 'running') {
    return (
      <>
        <Button onPress={outcome.operation.cancel}>{t('test.cancel')}</Button>
        <Working>{t('test.running')}</Working>
      </>
    );
  }
  return (
    <Button onPress={onPress}>
      <PlugZap size={15} aria-hidden="true" />
      {t('test.test')}
    </Button>
  );
}

interface TestResultProps {
  readonly outcome: Outcome | undefined;
  readonly target: ConnectionTarget | undefined;
}

/** What the try found: how it is protected, where it leads, what the server can do. */
export function TestResult({ outcome, target }: TestResultProps) {
  const t = useText();
  if (outcome?.state === 'failed') {
    return <ErrorReport error={outcome.error} title={t(`error.kind.${outcome.error.kind}`)} />;
  }
  if (outcome?.state !== 'works' || !target) return null;
  const { found } = outcome;
  const { line, message } = securityWords({ security: found.security, target });
  const abilities = found.abilities.map((ability) => t(`ability.${ability}`));
  return (
    <section className={styles.result} role="status" aria-label={t('test.works')}>
      <p className={styles.resultTitle}>
        <CircleCheck size={17} aria-hidden="true" />
        {t('test.works')}
      </p>
      <Facts
        facts={[
          [t('test.protection'), t(message, { line: line ?? '' }), 'words'],
          [t('security.cipher'), found.security.cipher],
          [t('security.fingerprint'), found.security.fingerprint],
          [t('security.authority'), found.security.authority],
          [t('test.home'), found.home],
          [t('test.abilities'), abilities.length === 0 ? t('test.basics') : abilities.join(', '), 'words'],
        ]}
      />
    </section>
  );
}
