import { Eye, Files, Keyboard, Moon, Server, Settings, Sun, SunMoon } from 'lucide-react';
import { Button, MenuTrigger } from 'react-aria-components';
import { useStore } from 'zustand';
import type { Theme } from '../../shared/model/settings.ts';
import { shortcutText } from '../features/files/commands.ts';
import { Hint } from '../ui/button.tsx';
import { MenuChoice, MenuChoices, MenuPopover } from '../ui/menu.tsx';
import { useKeyboard, useServices } from './services-context.ts';
import styles from './shell.module.css';
import { useFormatters, useText } from './text.ts';

const themes: readonly Theme[] = ['system', 'light', 'dark'];
const themeIcons = { system: SunMoon, light: Sun, dark: Moon };

/** The places of the window above, its settings below. */
export function Rail() {
  const t = useText();
  const { settings, dialogs, workspace } = useServices();
  const { page, showPage } = useStore(workspace);
  const keyboard = useKeyboard();
  const theme = useStore(settings, (state) => state.theme);
  const ThemeIcon = themeIcons[theme];
  return (
    <nav className={styles.rail} aria-label={t('rail.label')}>
      <div className={styles.railGroup}>
        <Hint label={t('rail.files')} shortcut={shortcutText('files', keyboard)}>
          <Button
            className={styles.railItem as string}
            aria-label={t('rail.files')}
            {...(page === 'files' ? { 'aria-current': 'page' } : {})}
            onPress={() => showPage('files')}
          >
            <Files size={19} strokeWidth={1.75} aria-hidden="true" />
          </Button>
        </Hint>
        <Hint label={t('rail.sites')} shortcut={shortcutText('sites', keyboard)}>
          <Button
            className={styles.railItem as string}
            aria-label={t('rail.sites')}
            {...(page === 'sites' ? { 'aria-current': 'page' } : {})}
            onPress={() => showPage('sites')}
          >
            <Server size={18} strokeWidth={1.75} aria-hidden="true" />
          </Button>
        </Hint>
        <SessionsPlace isCurrent={page === 'sessions'} onPress={() => showPage('sessions')} />
      </div>
      <div className={styles.railGroup}>
        <Hint label={t('keys.title')} shortcut={shortcutText('cheatSheet', keyboard)}>
          <Button
            className={styles.railItem as string}
            aria-label={t('keys.title')}
            onPress={() => dialogs.getState().show({ kind: 'shortcuts' })}
          >
            <Keyboard size={18} strokeWidth={1.75} aria-hidden="true" />
          </Button>
        </Hint>
        <Hint label={t('rail.settings')} shortcut={shortcutText('settings', keyboard)}>
          <Button
            className={styles.railItem as string}
            aria-label={t('rail.settings')}
            {...(page === 'settings' ? { 'aria-current': 'page' } : {})}
            onPress={() => showPage('settings')}
          >
            <Settings size={18} strokeWidth={1.75} aria-hidden="true" />
          </Button>
        </Hint>
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
  const keyboard = useKeyboard();
  const isWatching = useStore(monitor.store, (state) => state.watches.length > 0);
  const sessions = useStore(monitor.store, (state) => state.watches.reduce((sum, watch) => sum + watch.sessions, 0));
  const alerts = useStore(monitor.store, (state) => state.alerts.length);
  const label = isWatching ? t('rail.sessionsCount', { sessions, alerts }) : t('rail.sessions');
  return (
    <Hint label={label} shortcut={shortcutText('sessions', keyboard)}>
      <Button
        className={styles.railItem as string}
        aria-label={label}
        {...(isCurrent ? { 'aria-current': 'page' } : {})}
        onPress={onPress}
      >
        <Eye size={19} strokeWidth={1.75} aria-hidden="true" />
        {isWatching && (
          <span className={styles.railCount} data-alert={alerts > 0 || undefined} aria-hidden="true">
            {format.count(sessions)}
          </span>
        )}
      </Button>
    </Hint>
  );
}
