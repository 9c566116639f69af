import { Files, Keyboard, Moon, Sun, SunMoon } from 'lucide-react';
import { Button, MenuTrigger } from 'react-aria-components';
import { useStore } from 'zustand';
import { shortcutText } from '../features/files/commands.ts';
import { Hint } from '../ui/button.tsx';
import { MenuChoice, MenuChoices, MenuPopover } from '../ui/menu.tsx';
import type { Theme } from './app-store.ts';
import { usePlatform, useServices } from './services-context.ts';
import styles from './shell.module.css';
import { useText } from './text.ts';

const themes: readonly Theme[] = ['system', 'light', 'dark'];
const themeIcons = { system: SunMoon, light: Sun, dark: Moon };

/** The places of the window above, its settings below. Files is the only place so far. */
export function Rail() {
  const t = useText();
  const { app, dialogs } = useServices();
  const platform = usePlatform();
  const { theme, setTheme } = useStore(app);
  const ThemeIcon = themeIcons[theme];
  return (
    <nav className={styles.rail} aria-label={t('rail.label')}>
      <div className={styles.railGroup}>
        <Hint label={t('rail.files')}>
          <Button className={styles.railItem as string} aria-label={t('rail.files')} aria-current="page">
            <Files size={19} strokeWidth={1.75} aria-hidden="true" />
          </Button>
        </Hint>
      </div>
      <div className={styles.railGroup}>
        <Hint label={t('keys.title')} shortcut={shortcutText('cheatSheet', platform)}>
          <Button
            className={styles.railItem as string}
            aria-label={t('keys.title')}
            onPress={() => dialogs.getState().show({ kind: 'shortcuts' })}
          >
            <Keyboard size={18} strokeWidth={1.75} aria-hidden="true" />
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
              onChange={([chosen]) => chosen !== undefined && setTheme(chosen as Theme)}
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
