import { createContext, useContext, useMemo } from 'react';
import { useStore } from 'zustand';
import type { Keyboard, Platform } from '../features/files/commands.ts';
import { keyNamesIn } from '../features/files/key-names.ts';
import type { Services } from './services.ts';
import { useText } from './text.ts';

export const ServicesContext = createContext<Services | undefined>(undefined);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error('Services are provided by the App.');
  return services;
}

/** The system that Portside runs on. */
export function usePlatform(): Platform {
  return useStore(useServices().app, (state) => state.info?.platform ?? 'linux');
}

/** The keys of the commands, as the user has them and as the window's language names them. */
export function useKeyboard(): Keyboard {
  const t = useText();
  const platform = usePlatform();
  const chosen = useStore(useServices().settings, (state) => state.shortcuts);
  return useMemo(() => ({ platform, chosen, names: keyNamesIn(t) }), [platform, chosen, t]);
}
