import type { Place } from '../../../shared/model/connection.ts';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import { baseName, parentPath } from '../../../shared/model/remote-path.ts';
import type { Services } from '../../app/services.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';

interface OpenRefusedProps {
  readonly error: RemoteErrorData;
  readonly place: Place;
  /** Closes the editor: another way to the file was chosen. */
  readonly onLeave: () => void;
}

/** Why a file is not in the editor, and for what is no text or too large for it the other ways to see or edit it. */
export function OpenRefused({ error, place, onLeave }: OpenRefusedProps) {
  const t = useText();
  const services = useServices();
  const name = baseName(place.path);
  const title = t('edit.failed.open', { name });
  if (error.kind !== 'unsupported') return <ErrorReport error={error} title={title} />;
  const tabId = tabInFocusOn(services, place);
  return (
    <ErrorReport error={error} title={title}>
      {tabId !== undefined && (
        <Button
          size="small"
          onPress={() => {
            onLeave();
            services.dialogs.getState().show({ kind: 'look', tabId, name });
          }}
        >
          {t('command.quickLook')}
        </Button>
      )}
      <Button
        size="small"
        onPress={() => {
          onLeave();
          void services.edits.openExternally(place);
        }}
      >
        {t('command.editExternally')}
      </Button>
    </ErrorReport>
  );
}

/** The active tab, where that file has the focus in it: quick look goes on from there. */
function tabInFocusOn(services: Services, { fs, path }: Place): string | undefined {
  const side = services.workspace.getState().activeSide;
  const pane = services.activePane(side)?.getState();
  const isThere = pane?.fs === fs && pane.path === parentPath(path) && pane.selection.focused === baseName(path);
  return isThere ? services.activeTab(side) : undefined;
}
