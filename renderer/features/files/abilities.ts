import { useStore } from 'zustand';
import { type Ability, type FileSystemId, LOCAL } from '../../../shared/model/connection.ts';
import type { Services } from '../../app/services.ts';
import { useServices } from '../../app/services-context.ts';

const none: readonly Ability[] = [];

/** What can be done on a file system, the usual things left out. */
export function abilitiesOf(services: Services, fs: FileSystemId): readonly Ability[] {
  if (fs === LOCAL) return services.app.getState().info?.localAbilities ?? none;
  return services.connections.getState().byId.get(fs)?.abilities ?? none;
}

export function useAbilities(fs: FileSystemId): readonly Ability[] {
  const services = useServices();
  const local = useStore(services.app, (state) => state.info?.localAbilities);
  const remote = useStore(services.connections, (state) => state.byId.get(fs)?.abilities);
  return (fs === LOCAL ? local : remote) ?? none;
}
