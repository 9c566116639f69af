import { ShieldAlert } from 'lucide-react';
import type { CertificatePrompt } from '../../../shared/model/prompt.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { Facts, Warning } from './facts.tsx';
import type { PromptProps } from './prompt-props.ts';

/** A certificate that the system does not vouch for: what is wrong with it, and what it says of itself. */
export function CertificateDialog({ question, onAnswer }: PromptProps<CertificatePrompt>) {
  const t = useText();
  const format = useFormatters();
  const changed = question.previousFingerprint !== undefined;
  const server = `${question.host}:${question.port}`;
  const refuse = () => onAnswer({ kind: 'refuse' });
  return (
    <Dialog
      role="alertdialog"
      width="wide"
      tone={changed ? 'danger' : 'warning'}
      icon={<ShieldAlert size={19} />}
      title={t(changed ? 'certificate.changedTitle' : 'certificate.title', { server })}
      lead={t(changed ? 'certificate.changedLead' : 'certificate.lead')}
      onClose={refuse}
    >
      <DialogBody>
        {changed && <Warning tone="danger">{t('certificate.changedWarning')}</Warning>}
        <Warning>
          <ul>
            {question.problems.map((problem) => (
              <li key={problem}>
                {problem === 'other'
                  ? question.problemText
                  : t(`certificate.problem.${problem}`, {
                      host: question.host,
                      date: format.date(problem === 'expired' ? question.validTo : question.validFrom),
                    })}
              </li>
            ))}
          </ul>
        </Warning>
        <Facts
          facts={[
            [t('certificate.subject'), question.subject],
            [t('certificate.names'), question.alternativeNames.join(', ') || undefined],
            [t('certificate.issuer'), question.issuer],
            [
              t('certificate.valid'),
              t('certificate.validRange', { from: format.date(question.validFrom), to: format.date(question.validTo) }),
            ],
            [t(changed ? 'hostKey.newFingerprint' : 'certificate.fingerprint'), question.fingerprint],
            [t('hostKey.previousFingerprint'), question.previousFingerprint],
          ]}
        />
        <p>{t('certificate.compare')}</p>
      </DialogBody>
      <DialogActions>
        <Button autoFocus tone={changed ? 'primary' : 'plain'} onPress={refuse}>
          {t('trust.refuse')}
        </Button>
        <Button onPress={() => onAnswer({ kind: 'trust', remember: false })}>{t('trust.once')}</Button>
        <Button onPress={() => onAnswer({ kind: 'trust', remember: true })}>{t('trust.always')}</Button>
      </DialogActions>
    </Dialog>
  );
}
