import { z } from 'zod';
import { ConnectionTarget } from './connection.ts';
import { RemotePath } from './remote-path.ts';

/** How a site is marked in lists and on its tab. */
export const siteColours = ['red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'pink'] as const;
export const SiteColour = z.enum(siteColours);
export type SiteColour = z.infer<typeof SiteColour>;

/** What becomes of a site's password: `save` puts it into the vault, `session` forgets it when Portside quits, `always` asks at every connect. */
export const PasswordKeeping = z.enum(['save', 'session', 'always']);
export type PasswordKeeping = z.infer<typeof PasswordKeeping>;

export const SiteId = z.string().min(1).max(100);
const SiteName = z.string().trim().min(1).max(200);

/** A folder of the site manager. */
export const SiteFolder = z.object({
  id: SiteId,
  name: SiteName,
  /** Absent at the top. */
  parentId: SiteId.optional(),
});
export type SiteFolder = z.infer<typeof SiteFolder>;

/** A saved server. Holds no secret: these are in the vault. */
export const Site = z.object({
  id: SiteId,
  name: SiteName,
  folderId: SiteId.optional(),
  colour: SiteColour.optional(),
  notes: z.string().max(10_000).optional(),
  target: ConnectionTarget,
  keeping: PasswordKeeping,
  /** Shown in the other pane when the site is opened. */
  localPath: RemotePath.optional(),
  /** Ms since 1970, UTC. */
  lastUsedAt: z.number().optional(),
});
export type Site = z.infer<typeof Site>;

/** A site as the editor hands it over: without an id it is a new one. */
export const SiteDraft = Site.omit({ id: true, lastUsedAt: true }).extend({ id: SiteId.optional() });
export type SiteDraft = z.infer<typeof SiteDraft>;

/** A server that was connected to without being saved; newest first in lists. */
export const RecentConnection = z.object({ target: ConnectionTarget, at: z.number() });
export type RecentConnection = z.infer<typeof RecentConnection>;

/** Everything that the site manager shows. The order of the arrays is the order of the rows within their folder. */
export const SiteBook = z.object({
  folders: z.array(SiteFolder),
  sites: z.array(Site),
  recent: z.array(RecentConnection),
  /** The sites whose password is in the vault. */
  withSecret: z.array(SiteId),
});
export type SiteBook = z.infer<typeof SiteBook>;

/**
 * Where secrets are kept: in the system's own vault, or in a file that a master password opens. `not-set-up`: no master
 * password was chosen yet; `locked`: it has to be given first.
 */
export const VaultStatus = z.object({
  kind: z.enum(['system', 'master-password']),
  state: z.enum(['ready', 'locked', 'not-set-up']),
  /** Minutes of rest after which it locks itself; 0: never. Master password only. */
  autoLockMinutes: z.number().int().min(0).max(1440),
});
export type VaultStatus = z.infer<typeof VaultStatus>;

export const MasterPassword = z.string().min(8).max(1024);
