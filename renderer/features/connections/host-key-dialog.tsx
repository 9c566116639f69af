import { ShieldAlert, ShieldQuestionMark } from 'lucide-react';
import type { HostKeyPrompt } from '../../../shared/model/prompt.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { Facts, Warning } from './facts.tsx';
import type { PromptProps } from './prompt-props.ts';

/** A key nobody has seen yet may be taken; a changed one is a warning, and "no" is what Enter means. */
export function HostKeyDialog({ question, onAnswer }: PromptProps<HostKeyPrompt>) {
  const t = useText();
  const format = useFormatters();
  const { host, port, keyType, fingerprint, previousFingerprint } = question;
  const { unreadFiles = [], certificateProblem, certificateNames = [], certificateTime } = question;
  const changed = previousFingerprint !== undefined;
  const server = port === 22 ? host : `${host}:${port}`;
  const refuse = () => onAnswer({ kind: 'refuse' });
  return (
    <Dialog
      role="alertdialog"
      width="wide"
      tone={changed ? 'danger' : 'warning'}
      icon={changed ? <ShieldAlert size={19} /> : <ShieldQuestionMark size={19} />}
      title={t(changed ? 'hostKey.changedTitle' : 'hostKey.title', { server })}
      lead={t(changed ? 'hostKey.changedLead' : 'hostKey.lead', { server })}
      onClose={refuse}
    >
      <DialogBody>
        {changed && <Warning tone="danger">{t('hostKey.changedWarning')}</Warning>}
        {unreadFiles.length > 0 && <Warning>{t('hostKey.unread', { files: unreadFiles.join(', ') })}</Warning>}
        {certificateProblem && (
          <Warning>
            {t(`hostKey.certificate.${certificateProblem}`, {
              count: certificateNames.length,
              names: certificateNames.join(', '),
              date: certificateTime === undefined ? '…' : format.date(certificateTime),
            })}
          </Warning>
        )}
        <Facts
          facts={[
            [t('hostKey.type'), keyType],
            [t(changed ? 'hostKey.newFingerprint' : 'hostKey.fingerprint'), fingerprint],
            [t('hostKey.previousFingerprint'), previousFingerprint],
          ]}
        />
        <p>{t('hostKey.compare')}</p>
      </DialogBody>
      <DialogActions>
        {changed ? (
          <>
            <Button onPress={() => onAnswer({ kind: 'trust', remember: true })}>{t('hostKey.replace')}</Button>
            <Button tone="primary" autoFocus onPress={refuse}>
              {t('trust.refuse')}
            </Button>
          </>
        ) : (
          <>
            <Button autoFocus onPress={refuse}>
              {t('trust.refuse')}
            </Button>
            <Button onPress={() => onAnswer({ kind: 'trust', remember: false })}>{t('trust.once')}</Button>
            <Button tone="primary" onPress={() => onAnswer({ kind: 'trust', remember: true })}>
              {t('trust.always')}
            </Button>
          </>
        )}
      </DialogActions>
    </Dialog>
  );
}
