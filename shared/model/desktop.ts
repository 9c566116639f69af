import { z } from 'zod';
import { ConnectionTarget } from './connection.ts';
import { SessionIdentity } from './monitor.ts';

/** What the desktop's menu bar can ask of the window: the window's own commands, by the window's own names. */
export const WindowCommand = z.enum([
  'quickConnect',
  'disconnect',
  'newFolder',
  'rename',
  'remove',
  'copy',
  'copyPath',
  'refresh',
  'goBack',
  'goForward',
  'goUp',
  'editPath',
  'filter',
  'showHidden',
  'switchPane',
  'focusDock',
  'cheatSheet',
]);
export type WindowCommand = z.infer<typeof WindowCommand>;

/** Asked for in the tray: the window at a watched server; with a session, at the question whether to end it. */
export const SessionQuestion = z.object({
  watchId: z.string().optional(),
  identity: SessionIdentity.optional(),
});
export type SessionQuestion = z.infer<typeof SessionQuestion>;

/** A link that another program opened Portside with. The window shows where it leads and connects only when told to. */
export const DeepLink = z.object({
  target: ConnectionTarget,
  /** Where the link carried one. */
  password: z.string().optional(),
});
export type DeepLink = z.infer<typeof DeepLink>;
