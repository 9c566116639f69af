import { z } from 'zod';
import { ConnectionTarget } from './connection.ts';

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

/** A link that another program opened Portside with. The window shows where it leads and connects only when told to. */
export const DeepLink = z.object({
  target: ConnectionTarget,
  /** Where the link carried one. */
  password: z.string().optional(),
});
export type DeepLink = z.infer<typeof DeepLink>;
