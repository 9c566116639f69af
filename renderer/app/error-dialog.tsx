import { CircleAlert } from 'lucide-react';
import type { RemoteErrorData } from '../../shared/model/remote-error.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../ui/dialog.tsx';
import { ErrorFacts } from '../ui/error-report.tsx';
import { useServices } from './services-context.ts';
import { useSentence, useText } from './text.ts';

interface ErrorDialogProps {
  readonly error: RemoteErrorData;
  readonly title: string;
}

export function ErrorDialog({ error, title }: ErrorDialogProps) {
  const t = useText();
  const sentence = useSentence();
  const { dialogs } = useServices();
  const close = () => dialogs.getState().close();
  return (
    <Dialog
      width="wide"
      tone="danger"
      icon={<CircleAlert size={18} />}
      title={title}
      lead={sentence(error.message)}
      onClose={close}
    >
      <DialogBody>
        {error.hint !== undefined && <p>{sentence(error.hint)}</p>}
        <div>
          <ErrorFacts error={error} />
        </div>
      </DialogBody>
      <DialogActions>
        <Button tone="primary" autoFocus onPress={close}>
          {t('action.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
