import { LOCAL } from '../../shared/model/connection.ts';
import { formatConnectionUrl } from '../../shared/model/connection-url.ts';
import type { RemotePath } from '../../shared/model/remote-path.ts';
import { hasSubjects, pathsOf } from '../features/files/chosen-files.ts';
import type { CommandId } from '../features/files/commands.ts';
import { copyLines } from '../features/files/copy-text.ts';
import { nativeFromPath } from '../features/files/local-drop.ts';
import { isFolder, type PaneCommand } from './pane-command.ts';

/** What puts something onto the clipboard, or brings what lies there. */
export const clipboardCommands = {
  clipboardCut: { enabled: hasSubjects, run: (_pane, { clipboard }, side) => clipboard.takeByCommand(side, 'cut') },
  clipboardCopy: { enabled: hasSubjects, run: (_pane, { clipboard }, side) => clipboard.takeByCommand(side, 'copy') },
  clipboardPaste: {
    enabled: (pane, { clipboard }) => isFolder(pane) && clipboard.store.getState().taken !== undefined,
    run: (_pane, { clipboard }, side) => clipboard.pasteTaken(side),
  },
  copyUrl: {
    enabled: (pane) => pane.fs !== LOCAL,
    run: (pane, services) => {
      const target = services.connections.getState().byId.get(pane.fs)?.target;
      if (!target) return;
      const urls = pathsOf(pane).map((initialPath) => formatConnectionUrl({ ...target, initialPath }));
      void copyLines(services, urls, 'notice.urlsCopied');
    },
  },
  copyPath: {
    enabled: () => true,
    run: (pane, services) => {
      const platform = services.app.getState().info?.platform ?? 'linux';
      const nativeOf = (path: RemotePath) => (pane.fs === LOCAL ? nativeFromPath(path, platform) : path);
      void copyLines(services, pathsOf(pane).map(nativeOf), 'notice.pathsCopied');
    },
  },
} satisfies Partial<Record<CommandId, PaneCommand>>;
