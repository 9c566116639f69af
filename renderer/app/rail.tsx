import { Eye, Files, Keyboard, Server, Settings } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, MenuTrigger } from 'react-aria-components';
import { useStore } from 'zustand';
import type { Theme } from '../../shared/model/settings.ts';
import { type CommandId, shortcutText } from '../features/files/commands.ts';
import { Hint } from '../ui/button.tsx';
import { MenuChoice, MenuChoices, MenuPopover } from '../ui/menu.tsx';
import { useKeyboard, useServices } from './services-context.ts';
import styles from './shell.module.css';
import { useFormatters, useText } from './text.ts';
import { themeIcons } from './theme-icons.ts';

const themes: readonly Theme[] = ['system', 'light', 'dark'];

/** The places of the window above, its settings below. */
export function Rail() {
  const t = useText();
  const { settings, dialogs, workspace } = useServices();
  const { page, showPage } = useStore(workspace);
  const theme = useStore(settings, (state) => state.theme);
  const ThemeIcon = themeIcons[theme];
  return (
    <nav className={styles.rail} aria-label={t('rail.label')}>
      <div className={styles.railGroup}>
        <RailItem
          label={t('rail.files')}
          command="files"
          isCurrent={page === 'files'}
          onPress={() => showPage('files')}
        >
          <Files size={19} strokeWidth={1.75} aria-hidden="true" />
        </RailItem>
        <RailItem
          label={t('rail.sites')}
          command="sites"
          isCurrent={page === 'sites'}
          onPress={() => showPage('sites')}
        >
          <Server size={18} strokeWidth={1.75} aria-hidden="true" />
        </RailItem>
        <SessionsPlace isCurrent={page === 'sessions'} onPress={() => showPage('sessions')} />
      </div>
      <div className={styles.railGroup}>
        <RailItem
          label={t('keys.title')}
          command="cheatSheet"
          onPress={() => dialogs.getState().show({ kind: 'shortcuts' })}
        >
          <Keyboard size={18} strokeWidth={1.75} aria-hidden="true" />
        </RailItem>
        <RailItem
          label={t('rail.settings')}
          command="settings"
          isCurrent={page === 'settings'}
          onPress={() => showPage('settings')}
        >
          <Settings size={18} strokeWidth={1.75} aria-hidden="true" />
        </RailItem>
        <MenuTrigger>
          <Hint label={t('theme.label')}>
            <Button className={styles.railItem as string} aria-label={t('theme.label')}>
              <ThemeIcon size={18} strokeWidth={1.75} aria-hidden="true" />
            </Button>
          </Hint>
          <MenuPopover label={t('theme.label')} placement="right bottom">
            <MenuChoices
              label={t('theme.label')}
              mode="single"
              selected={[theme]}
              onChange={([chosen]) => chosen !== undefined && settings.getState().change({ theme: chosen as Theme })}
            >
              {themes.map((id) => (
                <MenuChoice key={id} id={id} label={t(`theme.${id}`)} />
              ))}
            </MenuChoices>
          </MenuPopover>
        </MenuTrigger>
      </div>
    </nav>
  );
}

/** With the number of sessions on all watched servers, and a mark while an alert waits. */
function SessionsPlace({ isCurrent, onPress }: { readonly isCurrent: boolean; readonly onPress: () => void }) {
  const t = useText();
  const format = useFormatters();
  const { monitor } = useServices();
  const isWatching = useStore(monitor.store, (state) => state.watches.some(({ readAt }) => readAt !== undefined));
  const sessions = useStore(monitor.store, (state) => state.watches.reduce((sum, watch) => sum + watch.sessions, 0));
  const alerts = useStore(monitor.store, (state) => state.alerts.length);
  const label = isWatching ? t('rail.sessionsCount', { sessions, alerts }) : t('rail.sessions');
  return (
    <RailItem label={label} command="sessions" isCurrent={isCurrent} onPress={onPress}>
      <Eye size={19} strokeWidth={1.75} aria-hidden="true" />
      {isWatching && (
        <span className={styles.railCount} data-alert={alerts > 0 || undefined} aria-hidden="true">
          {format.count(sessions)}
        </span>
      )}
    </RailItem>
  );
}

interface RailItemProps {
  readonly label: string;
  /** Whose keys do the same. */
  readonly command: CommandId;
  readonly isCurrent?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function RailItem({ label, command, isCurrent = false, onPress, children }: RailItemProps) {
  const keyboard = useKeyboard();
  return (
    <Hint label={label} shortcut={shortcutText(command, keyboard)}>
      <Button
        className={styles.railItem as string}
        aria-label={label}
        {...(isCurrent ? { 'aria-current': 'page' } : {})}
        onPress={onPress}
      >
        {children}
      </Button>
    </Hint>
  );
}
