import { FileWarning } from 'lucide-react';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import styles from './dialogs.module.css';

/** The raw lines of a listing that Portside did not understand. */
export function UnparsedDialog({ lines }: { readonly lines: readonly string[] }) {
  const t = useText();
  const { dialogs } = useServices();
  const close = () => dialogs.getState().close();
  return (
    <Dialog
      width="wide"
      tone="warning"
      icon={<FileWarning size={18} />}
      title={t('unparsed.title', { count: lines.length })}
      lead={t('unparsed.lead')}
      onClose={close}
    >
      <DialogBody>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by the keys */}
        <section tabIndex={0} aria-label={t('unparsed.lines')} className={styles.raw}>
          <pre>{lines.map(visibleName).join('\n')}</pre>
        </section>
      </DialogBody>
      <DialogActions>
        <Button onPress={() => void navigator.clipboard.writeText(lines.join('\n'))}>{t('action.copy')}</Button>
        <Button tone="primary" autoFocus onPress={close}>
          {t('action.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
