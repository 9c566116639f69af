import { History, Server } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { useStore } from 'zustand';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import type { Side } from '../../app/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { SiteMark } from './site-mark.tsx';
import { addressOf } from './site-tree.ts';
import { type Connectable, lastUsed } from './sites.ts';
import styles from './start-sites.module.css';

const MOST_SHOWN = 7;

/** The servers that are most likely wanted; nothing where there are none. */
export function StartSites({ side }: { readonly side: Side }) {
  const t = useText();
  const services = useServices();
  const book = useStore(services.sites.store, (state) => state.book);
  const all = lastUsed(book);
  if (all.length === 0) return null;
  return (
    <section className={styles.sites} aria-label={t('start.sites')}>
      <ul className={styles.list}>
        {all.slice(0, MOST_SHOWN).map((entry) => (
          <li key={keyOf(entry)}>
            <Entry entry={entry} side={side} />
          </li>
        ))}
      </ul>
      <Button size="small" tone="quiet" onPress={() => services.workspace.getState().showPage('sites')}>
        {t(book.sites.length > MOST_SHOWN ? 'start.allSites' : 'start.manageSites', { count: book.sites.length })}
      </Button>
    </section>
  );
}

function Entry({ entry, side }: { readonly entry: Connectable; readonly side: Side }) {
  const t = useText();
  const services = useServices();
  const isSite = entry.kind === 'site';
  const name = isSite ? entry.site.name : addressOf(entry.recent);
  const note = isSite ? addressOf(entry.site) : t('start.notSaved');
  const Icon = isSite ? Server : History;
  return (
    <AriaButton
      className={styles.entry as string}
      onPress={() => (isSite ? services.openSite(entry.site.id, side) : services.connectTo(entry.recent.target, side))}
    >
      <Icon size={16} aria-hidden="true" className={styles.icon} />
      <span className={styles.name}>{name}</span>
      {isSite && <SiteMark colour={entry.site.colour} />}
      <span className={styles.note}>{note}</span>
    </AriaButton>
  );
}

function keyOf(entry: Connectable): string {
  return entry.kind === 'site' ? entry.site.id : `${entry.recent.at} ${addressOf(entry.recent)}`;
}
