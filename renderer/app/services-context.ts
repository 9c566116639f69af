import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Platform } from '../features/files/commands.ts';
import type { Services } from './services.ts';

export const ServicesContext = createContext<Services | undefined>(undefined);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error('Services are provided by the App.');
  return services;
}

/** The system that Portside runs on, for the words of shortcuts. */
export function usePlatform(): Platform {
  return useStore(useServices().app, (state) => state.info?.platform ?? 'linux');
}
