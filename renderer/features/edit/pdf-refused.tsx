import { LOCAL } from '../../../shared/model/connection.ts';
import { LARGEST_PDF } from '../../../shared/model/edit.ts';
import { isCommandEnabled, runCommand } from '../../app/command-runner.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { otherSide } from '../../app/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import styles from './edit.module.css';

/** Why a PDF is not shown, and what to do instead. */
export function PdfRefused({ why }: { readonly why: 'broken' | 'protected' | 'too-large' }) {
  const t = useText();
  const format = useFormatters();
  return (
    <div className={styles.waiting} role="alert">
      <p>{t(`look.pdf.${why}`, { bytes: format.bytes(LARGEST_PDF) })}</p>
      <DownloadInstead />
    </div>
  );
}

/** The file that quick look shows is the one that the pane's commands mean. A local one is where a PDF viewer finds it. */
function DownloadInstead() {
  const t = useText();
  const services = useServices();
  const { activeSide } = services.workspace.getState();
  const [from, to] = [activeSide, otherSide[activeSide]].map((side) => services.activePane(side)?.getState().fs);
  if (from === LOCAL) return null;
  if (to !== LOCAL || !isCommandEnabled(services, 'copy', activeSide)) {
    return <p className={styles.note}>{t('look.pdfHint')}</p>;
  }
  return (
    <Button
      size="small"
      onPress={() => {
        services.dialogs.getState().close();
        runCommand(services, 'copy', activeSide);
      }}
    >
      {t('command.download')}
    </Button>
  );
}
