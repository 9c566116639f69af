import { baseName } from '../../../shared/model/remote-path.ts';
import type { TransferItem } from '../../../shared/model/transfer.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { visibleName } from '../../ui/visible-name.ts';

/** Shows why a transfer failed, in the server's own words too. Does nothing where none did. */
export function useFailureDetails(): (item: TransferItem | undefined) => void {
  const t = useText();
  const { dialogs } = useServices();
  return (item) => {
    if (!item?.error) return;
    const name = visibleName(baseName(item.target.path)) || '/';
    dialogs.getState().show({ kind: 'error', error: item.error, title: t('error.transferOf', { name }) });
  };
}
