import { useEffect, useState } from 'react';
import { type ChecksumAlgorithm, checksumAlgorithms } from '../../../../shared/model/checksum.ts';
import type { Place } from '../../../../shared/model/connection.ts';
import type { RemoteErrorData } from '../../../../shared/model/remote-error.ts';
import { useServices } from '../../../app/services-context.ts';
import { useText } from '../../../app/text.ts';
import { errorDataOf } from '../../../client/error-data.ts';
import { type ComputedChecksum, computeChecksum, type Operation } from '../../../client/operation.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorReport } from '../../../ui/error-report.tsx';
import { Select } from '../../../ui/field.tsx';
import { Spinner } from '../../../ui/progress.tsx';
import styles from './properties.module.css';

const names: Record<ChecksumAlgorithm, string> = {
  'sha-512': 'SHA-512',
  'sha-256': 'SHA-256',
  'sha-1': 'SHA-1',
  md5: 'MD5',
  crc32: 'CRC-32',
};

/** The checksum of one file, computed when it is asked for. */
export function ChecksumSection({ place }: { readonly place: Place }) {
  const t = useText();
  const { client } = useServices();
  const [algorithm, setAlgorithm] = useState<ChecksumAlgorithm>('sha-256');
  const [running, setRunning] = useState<Operation<ComputedChecksum> | undefined>(undefined);
  const [sum, setSum] = useState<ComputedChecksum | undefined>(undefined);
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);

  useEffect(() => () => running?.cancel(), [running]);

  async function compute(): Promise<void> {
    const operation = computeChecksum(client, place, algorithm);
    setRunning(operation);
    setSum(undefined);
    setError(undefined);
    try {
      setSum(await operation.done);
    } catch (failure) {
      const data = errorDataOf(failure);
      if (data.kind !== 'cancelled') setError(data);
    } finally {
      setRunning(undefined);
    }
  }

  return (
    <section className={styles.section} aria-label={t('checksum.title')}>
      <div className={styles.checksum}>
        <Select
          label={t('checksum.title')}
          value={algorithm}
          isDisabled={running !== undefined}
          options={checksumAlgorithms.map((id) => ({ id, label: names[id] }))}
          onChange={(chosen) => {
            setAlgorithm(chosen);
            setSum(undefined);
          }}
        />
        {running ? (
          <Button onPress={() => running.cancel()}>{t('action.cancel')}</Button>
        ) : (
          <Button onPress={() => void compute()}>{t('checksum.compute')}</Button>
        )}
        {sum && (
          <Button tone="quiet" onPress={() => void navigator.clipboard.writeText(sum.value)}>
            {t('action.copy')}
          </Button>
        )}
      </div>
      {running && (
        <p role="status" className={styles.status}>
          <Spinner size={14} /> {t('checksum.computing')}
        </p>
      )}
      {sum && (
        <div role="status">
          <code className={styles.sum}>{sum.value}</code>
          <p className={styles.status}>{t(`checksum.by.${sum.by}`)}</p>
        </div>
      )}
      {error && <ErrorReport error={error} title={t(`error.kind.${error.kind}`)} />}
    </section>
  );
}
