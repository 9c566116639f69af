import { join } from 'node:path';
import { z } from 'zod';
import { ConnectionTarget } from '../../shared/model/connection.ts';
import type { TransferTotals } from '../../shared/model/transfer.ts';
import type { Logger } from '../log/logger.ts';
import { beThriftyWith } from '../memory.ts';
import type { Connections } from '../remote/connections.ts';
import { type FileSystems, isDropped } from '../remote/file-systems.ts';
import type { WindowEvents } from '../window-events.ts';
import { TransferEngine, type TransferEngineOptions } from './transfer-engine.ts';
import type { Servers } from './transfer-servers.ts';
import { TransferSettingsFile } from './transfer-settings-file.ts';

export interface TransfersOptions extends Pick<TransferEngineOptions, 'carrier' | 'onChanged'> {
  readonly dataDirectory: string;
  readonly fileSystems: FileSystems;
  readonly connections: Connections;
  readonly windows: Pick<WindowEvents, 'emit'>;
  readonly logger: Logger;
}

/** The queue with its settings, as the app has it: kept in the data folder, told to every window. */
export async function createTransfers(
  options: TransfersOptions,
): Promise<{ transfers: TransferEngine; settings: TransferSettingsFile }> {
  const { dataDirectory, fileSystems, connections, windows, logger, carrier, onChanged } = options;
  const settings = await TransferSettingsFile.open({
    file: join(dataDirectory, 'transfer-settings.json'),
    onSetAside: (message) => logger.info(message),
    onChange: (changed) => {
      windows.emit('transfers.settings', changed);
      transfers.settingsChanged();
    },
  });
  connections.followParallel(() => settings.current.parallel);
  const onUnexpected = (error: unknown) => logger.error('a transfer failed unexpectedly', error);
  const transfers = await TransferEngine.open({
    ...{ fileSystems, carrier, onChanged, onUnexpected },
    servers: serversOf(connections),
    settings: () => settings.current,
    onRuleChosen: (onConflict) => void settings.set({ onConflict }).catch(onUnexpected),
    onDelta: (delta) => {
      beThriftyWith(itemsIn(delta.totals));
      windows.emit('transfers.delta', delta);
    },
    onConflicts: (conflicts, waiting) => windows.emit('transfers.conflicts', { conflicts, waiting }),
    journalFile: join(dataDirectory, 'transfers.journal'),
    onTrouble: (message, error) => (error === undefined ? logger.info(message) : logger.error(message, error)),
  });
  return { transfers, settings };
}

/** All that the list holds, in whatever state. */
function itemsIn(totals: TransferTotals): number {
  const { queued, active, asking, paused, done, failed, skipped, cancelled } = totals;
  return queued + active + asking + paused + done + failed + skipped + cancelled;
}

/** What the journal keeps of a connection. */
const Description = z.union([z.object({ siteId: z.string() }), z.object({ target: ConnectionTarget })]);

function serversOf(connections: Connections): Servers {
  const infoOf = (fs: string) => connections.list().find(({ id }) => id === fs);
  return {
    describe: (fs) => {
      const info = infoOf(fs);
      return info && { label: info.label, about: connections.describe(fs) };
    },
    isOpen: (fs) => isDropped(fs) || fs === 'local' || infoOf(fs) !== undefined,
    isAway: (fs) => (infoOf(fs)?.state ?? 'open') !== 'open',
    reopen: async (_fs, about, signal) => {
      await connections.reopen(Description.parse(about), signal);
    },
    protocol: (fs) => infoOf(fs)?.target.protocol,
  };
}
