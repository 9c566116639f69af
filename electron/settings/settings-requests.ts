import { join } from 'node:path';
import { z } from 'zod';
import type { Handlers } from '../../shared/ipc/dispatch.ts';
import { defaultSettings, Settings, Workspace } from '../../shared/model/settings.ts';
import { JsonFile } from '../storage/atomic-json.ts';

type SettingsRequests = Pick<Handlers, 'settings.get' | 'settings.set' | 'workspace.get' | 'workspace.set'>;

export interface SettingsRequestsOptions {
  readonly dataDirectory: string;
  readonly onChange: (settings: Settings) => void;
  /** Told where a file could not be understood and was put aside. */
  readonly onSetAside: (message: string) => void;
}

/** What is absent in the file is as it comes. */
const SettingsFile = z.object({ version: z.literal(1), settings: Settings.partial() });
const WorkspaceFile = z.object({ version: z.literal(1), workspace: Workspace.optional() });

/** What the user has chosen in the window, and which tabs stood there, kept in the data folder for every host. */
export function createSettingsRequests(options: SettingsRequestsOptions): SettingsRequests {
  const { dataDirectory, onChange, onSetAside } = options;
  const settingsFile = new JsonFile<z.infer<typeof SettingsFile>>({
    file: join(dataDirectory, 'settings.json'),
    schema: SettingsFile,
    empty: { version: 1, settings: {} },
    onSetAside,
  });
  const workspaceFile = new JsonFile<z.infer<typeof WorkspaceFile>>({
    file: join(dataDirectory, 'workspace.json'),
    schema: WorkspaceFile,
    empty: { version: 1 },
    onSetAside,
  });
  return {
    'settings.get': async () => complete((await settingsFile.read()).settings),

    'settings.set': async (change) => {
      const { settings } = await settingsFile.update((file) => ({
        ...file,
        settings: { ...file.settings, ...change },
      }));
      const now = complete(settings);
      onChange(now);
      return now;
    },

    'workspace.get': async () => (await workspaceFile.read()).workspace,

    'workspace.set': async (workspace) => {
      await workspaceFile.update((file) => ({ ...file, workspace }));
    },
  };
}

/** Chosen settings, and for the rest those that Portside comes with. */
function complete(chosen: z.infer<typeof SettingsFile>['settings']): Settings {
  const present = Object.entries(chosen).filter(([, value]) => value !== undefined);
  return { ...defaultSettings, ...(Object.fromEntries(present) as Partial<Settings>) };
}
