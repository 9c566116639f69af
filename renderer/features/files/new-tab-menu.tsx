import { CopyPlus, Laptop, Plug, Plus, Server } from 'lucide-react';
import { useStore } from 'zustand';
import { runCommand } from '../../app/command-runner.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import type { Side } from '../../app/workspace-store.ts';
import { IconMenu } from '../../ui/icon-menu.tsx';
import { MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { shortcutText } from './commands.ts';

/** What another tab can show. */
export function NewTabMenu({ side }: { readonly side: Side }) {
  const t = useText();
  const services = useServices();
  const keyboard = useKeyboard();
  const isEmpty = useStore(services.workspace, (state) => state.panes[side].tabs.length === 0);
  const connections = useStore(services.connections, (state) => state.byId);
  const open = [...connections.values()].filter((connection) => connection.state === 'open');
  return (
    <IconMenu label={t('tab.new')} icon={<Plus size={15} aria-hidden="true" />}>
      <MenuItem
        id="connect"
        label={t('connect.new')}
        icon={<Plug size={15} aria-hidden="true" />}
        onAction={() => {
          services.workspace.getState().activate(side);
          services.dialogs.getState().show({ kind: 'connect', start: 'later', side });
        }}
      />
      <MenuItem
        id="local"
        label={t('tab.local')}
        icon={<Laptop size={15} aria-hidden="true" />}
        onAction={() => services.openLocalTab(side)}
      />
      {!isEmpty && (
        <MenuItem
          id="here"
          label={t('tab.here')}
          icon={<CopyPlus size={15} aria-hidden="true" />}
          shortcut={shortcutText('newTab', keyboard)}
          onAction={() => runCommand(services, 'newTab', side)}
        />
      )}
      {open.length > 0 && <MenuSeparator />}
      {open.map((connection) => (
        <MenuItem
          key={connection.id}
          id={connection.id}
          label={t('tab.show', { label: connection.label })}
          icon={<Server size={15} aria-hidden="true" />}
          onAction={() => services.openConnected(side, connection)}
        />
      ))}
    </IconMenu>
  );
}
