import type { Shortcut } from '../files/commands.ts';
import type { TransferCommand } from './transfer-commands.ts';

/** The keys of the list of transfers, as the menu and the cheat sheet show them. */
export const transferKeys = {
  pause: { key: 'Space' },
  resume: { key: 'Space' },
  showTarget: { key: 'Enter' },
  details: { key: 'Enter', alt: true },
  top: { key: 'Home', alt: true },
  up: { key: 'ArrowUp', alt: true },
  down: { key: 'ArrowDown', alt: true },
  bottom: { key: 'End', alt: true },
  cancel: { key: 'Delete' },
  remove: { key: 'Delete' },
} as const satisfies Partial<Record<TransferCommand | 'details', Shortcut>>;
