import { useEffect } from 'react';
import { setInteractionModality } from 'react-aria-components';
import { clipboardCommandFor, commandFor, commands, type Keyboard } from '../features/files/commands.ts';
import { isCommandEnabled, runCommand } from './command-runner.ts';
import type { Services } from './services.ts';
import { otherSide } from './workspace-store.ts';

/** The desktop's menu bar says the same commands. */
export function useMenuCommands(services: Services): void {
  useEffect(
    () =>
      services.client.on('desktop.command', ({ command }) => {
        if (isModalOpen()) return;
        byKeyboard();
        runCommand(services, command, services.workspace.getState().activeSide);
      }),
    [services],
  );
}

function keyboardOf({ app, settings }: Services): Omit<Keyboard, 'names'> {
  return { platform: app.getState().info?.platform ?? 'linux', chosen: settings.getState().shortcuts };
}

/**
 * Where a screen reader has moved the focus, React Aria holds what it opens for opened by that, takes no key with Ctrl for a key, and
 * lets a dialog have the focus only once everything stands still: too late, or never.
 */
function byKeyboard(): void {
  setInteractionModality('keyboard');
}

function isModalOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
}

/** Keys of the whole window. Dialogs and menus keep theirs; so do text fields and buttons, but for the keys that mean nothing there. */
export function useShortcuts(services: Services): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !(event.target instanceof HTMLElement)) return;
      if (isModalOpen()) return;
      const keyboard = keyboardOf(services);
      const id = commandFor(event, keyboard);
      const inGrid = event.target === document.body || event.target.getAttribute('role') === 'grid';
      const ofClipboard = clipboardCommandFor(event, keyboard.platform);
      // The event that follows does it; where the user has taken the key away, there is to be none.
      if (id === undefined && ofClipboard !== undefined && inGrid) event.preventDefault();
      if (id === undefined || id === ofClipboard) return;
      if (commands[id].where === 'grid' && !inGrid) return;
      const side = services.workspace.getState().activeSide;
      // Tab goes on where there is nothing to switch to.
      if (id === 'switchPane' && !isCommandEnabled(services, id, side)) return;
      if (id === 'switchPane' && !services.activePane(otherSide[side])) return;
      event.preventDefault();
      byKeyboard();
      if (isCommandEnabled(services, id, side)) runCommand(services, id, side);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [services]);
}
