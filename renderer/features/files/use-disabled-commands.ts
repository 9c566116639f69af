import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { isCommandEnabled } from '../../app/command-runner.ts';
import { useServices } from '../../app/services-context.ts';
import type { Side } from '../../app/workspace-store.ts';
import type { CommandId } from './commands.ts';
import type { PaneStore } from './pane-store.ts';

/** Which of these commands would do nothing on a pane now: asked again with what the pane shows, the page, and the lines. */
export function useDisabledCommands(store: PaneStore, side: Side, ids: readonly CommandId[]): readonly CommandId[] {
  const services = useServices();
  const disabled = useShallow(() => ids.filter((id) => !isCommandEnabled(services, id, side)));
  useStore(services.workspace, disabled);
  useStore(services.connections, disabled);
  return useStore(store, disabled);
}
