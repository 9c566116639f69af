import { Columns3, ListEnd, RefreshCw, Unplug } from 'lucide-react';
import { useState } from 'react';
import { MenuTrigger, Button as TriggerButton } from 'react-aria-components';
import type { Watch } from '../../../shared/model/monitor.ts';
import { sessionsFilterId } from '../../app/focus.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { barKeys } from '../../ui/bar-keys.ts';
import { Button } from '../../ui/button.tsx';
import { IconMenu } from '../../ui/icon-menu.tsx';
import { MenuChoice, MenuChoices, MenuPopover } from '../../ui/menu.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import type { Grouping } from './arrange-sessions.ts';
import { type SessionColumnId, sessionColumnIds, type TablePreferences } from './session-columns.ts';
import styles from './sessions.module.css';

const groupings: readonly Grouping[] = ['none', 'user', 'address'];

interface SessionsToolbarProps {
  readonly watch: Watch;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  /** Sessions that pass the filter. */
  readonly shown: number;
  readonly preferences: TablePreferences;
  readonly onPreferences: (preferences: TablePreferences) => void;
  /** Changes that wait until the table may move. */
  readonly waiting: number;
  readonly onRelease: () => void;
  readonly selected: number;
  readonly onDisconnect: (() => void) | undefined;
}

export function SessionsToolbar(props: SessionsToolbarProps) {
  const { watch, filter, onFilter, shown, preferences, onPreferences, waiting, selected, onDisconnect } = props;
  const t = useText();
  const { monitor } = useServices();
  const [reloading, setReloading] = useState(false);

  function reload(): void {
    setReloading(true);
    void monitor.reload(watch.id).finally(() => setReloading(false));
  }

  return (
    <div className={styles.toolbar} role="toolbar" aria-label={t('sessions.toolbar')} onKeyDownCapture={barKeys}>
      <SearchInput id={sessionsFilterId} label={t('sessions.filter')} value={filter} onChange={onFilter} />
      {/* What the user asked for is read out; who comes and goes on a busy server would never come to an end. */}
      {watch.readAt !== undefined && (
        <span className={styles.count} {...(filter === '' ? {} : { role: 'status' })}>
          {filter === '' ? t('sessions.count', { count: shown }) : t('filter.count', { shown, total: watch.sessions })}
        </span>
      )}
      {waiting > 0 && (
        <Button size="small" onPress={props.onRelease}>
          <ListEnd size={14} aria-hidden="true" />
          {t('sessions.waiting', { count: waiting })}
        </Button>
      )}
      <span className={styles.spring} />
      {onDisconnect && selected > 0 && (
        <Button size="small" tone="danger" onPress={onDisconnect}>
          <Unplug size={14} aria-hidden="true" />
          {t('sessions.disconnectSelected', { count: selected })}
        </Button>
      )}
      <MenuTrigger>
        <TriggerButton
          className={styles.menuButton as string}
          aria-label={`${t('sessions.grouping')}: ${t(`sessions.grouping.${preferences.grouping}`)}`}
        >
          {t(`sessions.grouping.${preferences.grouping}`)}
        </TriggerButton>
        <MenuPopover label={t('sessions.grouping')}>
          <MenuChoices
            label={t('sessions.grouping')}
            mode="single"
            selected={[preferences.grouping]}
            onChange={([chosen]) =>
              chosen !== undefined && onPreferences({ ...preferences, grouping: chosen as Grouping })
            }
          >
            {groupings.map((id) => (
              <MenuChoice key={id} id={id} label={t(`sessions.grouping.${id}`)} />
            ))}
          </MenuChoices>
        </MenuPopover>
      </MenuTrigger>
      <IconMenu label={t('sessions.columns')} icon={<Columns3 size={15} aria-hidden="true" />} placement="bottom end">
        <MenuChoices
          label={t('sessions.columns')}
          mode="multiple"
          selected={sessionColumnIds.filter((id) => !preferences.hidden.includes(id))}
          onChange={(chosen) => {
            const hidden = sessionColumnIds.filter((id: SessionColumnId) => !chosen.includes(id));
            if (hidden.length < sessionColumnIds.length) onPreferences({ ...preferences, hidden });
          }}
        >
          {sessionColumnIds.map((id) => (
            <MenuChoice key={id} id={id} label={t(`sessions.column.${id}`)} />
          ))}
        </MenuChoices>
      </IconMenu>
      <Button size="small" isPending={reloading} onPress={reload}>
        <RefreshCw size={14} aria-hidden="true" />
        {t('sessions.reload')}
      </Button>
    </div>
  );
}
