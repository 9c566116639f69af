import { z } from 'zod';
import { ConnectionInfo, FileSystemId } from './connection.ts';
import { RemotePath } from './remote-path.ts';

export const languages = ['en', 'de'] as const;
export const Language = z.enum(languages);
export type Language = z.infer<typeof Language>;

export const Theme = z.enum(['system', 'light', 'dark']);
export type Theme = z.infer<typeof Theme>;

/** A key with its modifiers, as the window's commands know it. */
const ChosenShortcut = z.object({
  /** As `KeyboardEvent.key` has it; letters in lower case. */
  key: z.string().min(1).max(32),
  primary: z.literal(true).optional(),
  alt: z.literal(true).optional(),
  shift: z.literal(true).optional(),
  /** Which commands had it before, the last one at the end: it goes back there when it is let go. */
  takenFrom: z.array(z.string().max(64)).max(100).readonly().optional(),
});

const ColumnName = z.string().min(1).max(32);
const Id = z.string().min(1).max(100);

/** What it takes to open a connection again that is only remembered. */
export const RememberedConnection = ConnectionInfo.pick({
  id: true,
  siteId: true,
  label: true,
  target: true,
  home: true,
});
export type RememberedConnection = z.infer<typeof RememberedConnection>;

/** A folder that the user wants to find again. */
export const Bookmark = z.object({
  id: Id,
  name: z.string().min(1).max(200),
  path: RemotePath,
  /** Absent: on this machine. */
  connection: RememberedConnection.optional(),
});
export type Bookmark = z.infer<typeof Bookmark>;

/** What the user has chosen; both hosts share it. A member that an older Portside does not know is left out by it. */
export const Settings = z.object({
  language: z.literal('system').or(Language),
  theme: Theme,
  density: z.enum(['comfortable', 'compact']),
  showHidden: z.boolean(),
  foldersFirst: z.boolean(),
  /** Whether the tabs of last time stand there again. */
  restoreTabs: z.boolean(),
  /** What Enter and a double click do on a file. */
  onOpenFile: z.enum(['transfer', 'edit']),
  columns: z.object({
    /** The names of those that are shown, from the left. */
    shown: z.array(ColumnName).max(20),
    /** Pixels, where they were changed. */
    widths: z.record(ColumnName, z.number().min(20).max(4000)),
  }),
  /** By the command's name; absent commands keep the keys they came with. */
  shortcuts: z.record(z.string().max(64), z.array(ChosenShortcut).max(4).readonly()),
  bookmarks: z.array(Bookmark).max(500),
});
export type Settings = z.infer<typeof Settings>;

export const defaultSettings: Settings = {
  language: 'system',
  theme: 'system',
  density: 'comfortable',
  showHidden: false,
  foldersFirst: true,
  restoreTabs: true,
  onOpenFile: 'transfer',
  columns: { shown: ['name', 'size', 'modified', 'kind', 'permissions', 'owner'], widths: {} },
  shortcuts: {},
  bookmarks: [],
};

const SavedTab = z.object({
  fs: FileSystemId,
  path: RemotePath,
  /** Absent: on this machine. */
  connection: RememberedConnection.optional(),
  /** Absent: by name. */
  sort: z.object({ column: ColumnName, direction: z.enum(['ascending', 'descending']) }).optional(),
});

const SavedTabs = z.object({ tabs: z.array(SavedTab).max(100), active: z.number().int().min(-1) });

/** Which tabs stand where, to be found again after a restart. */
export const Workspace = z.object({ left: SavedTabs, right: SavedTabs });
export type Workspace = z.infer<typeof Workspace>;
