import { FileLock, FileX, ImageOff } from 'lucide-react';
import { LOCAL } from '../../../shared/model/connection.ts';
import { LARGEST_IMAGE, LARGEST_PDF } from '../../../shared/model/edit.ts';
import { isCommandEnabled, runCommand } from '../../app/command-runner.ts';
import type { MessageId } from '../../app/messages.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { otherSide } from '../../app/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { Message } from '../../ui/message.tsx';
import styles from './edit.module.css';

type Why = Extract<MessageId, `look.image.${string}` | `look.pdf.${string}`>;

const icons: Partial<Record<Why, typeof FileX>> = {
  'look.image.broken': ImageOff,
  'look.image.too-large': ImageOff,
  'look.pdf.protected': FileLock,
};

interface LookRefusedProps {
  readonly why: Why;
}

/** Why a picture or a document is not shown, and what to do instead. */
export function LookRefused({ why }: LookRefusedProps) {
  const t = useText();
  const format = useFormatters();
  const Icon = icons[why] ?? FileX;
  const most = why === 'look.image.too-large' ? LARGEST_IMAGE : LARGEST_PDF;
  return (
    <div className={styles.waiting}>
      <Message tone="danger" icon={<Icon size={30} strokeWidth={1.5} />} title={t(why, { bytes: format.bytes(most) })}>
        <DownloadInstead />
      </Message>
    </div>
  );
}

/** The file that quick look shows is the one that the pane's commands mean. A local one is where other programs find it. */
function DownloadInstead() {
  const t = useText();
  const services = useServices();
  const { activeSide } = services.workspace.getState();
  const [from, to] = [activeSide, otherSide[activeSide]].map((side) => services.activePane(side)?.getState().fs);
  if (from === LOCAL) return null;
  if (to !== LOCAL || !isCommandEnabled(services, 'copy', activeSide)) {
    return <p className={styles.note}>{t('look.downloadHint')}</p>;
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
