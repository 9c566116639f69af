import { PlugZap } from 'lucide-react';
import { useStore } from 'zustand';
import { useServices } from './services-context.ts';
import styles from './shell.module.css';
import { useText } from './text.ts';

/** Says that Portside itself stopped, which is not the same as a server that went away. */
export function LinkBanner() {
  const t = useText();
  const link = useStore(useServices().app, (state) => state.link);
  return (
    <div role="alert">
      {link === 'down' && (
        <div className={styles.banner}>
          <PlugZap size={16} aria-hidden="true" />
          <span>{t('link.down')}</span>
        </div>
      )}
    </div>
  );
}
