import { isThere, type PaneActions, type PaneState } from '../features/files/pane-state.ts';
import type { Services } from './services.ts';
import type { Side } from './workspace-store.ts';

export type Pane = PaneState & PaneActions;

/** What a command does in a pane with a tab, and whether it would. */
export interface PaneCommand {
  enabled(pane: Pane, services: Services, side: Side): boolean;
  run(pane: Pane, services: Services, side: Side): void;
}

/** A folder that is there, to put something into: no error, and not what was found in many. */
export function isFolder(pane: Pane): boolean {
  return isThere(pane) && !pane.found;
}
