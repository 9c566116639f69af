import { Copy, Funnel, Unplug } from 'lucide-react';
import { useRef } from 'react';
import { useKeyboard } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { MenuItem, MenuPopover, MenuSeparator } from '../../ui/menu.tsx';
import { formatShortcut } from '../files/commands.ts';
import type { SessionRow } from './monitor-store.ts';
import styles from './sessions.module.css';

/** What this account may not do to sessions that are not its own, where it lacks the right. */
const DISCONNECTING = ['disconnect', 'all-user', 'all-address'];

interface SessionContextMenuProps {
  readonly at: { readonly x: number; readonly y: number };
  readonly row: SessionRow;
  readonly selected: readonly SessionRow[];
  readonly ask:
    | {
        readonly sessions: (rows: readonly SessionRow[]) => void;
        readonly all: (part: 'user' | 'address', subject: string) => void;
      }
    | undefined;
  readonly onFilter: (filter: string) => void;
  readonly onClose: () => void;
}

export function SessionContextMenu({ at, row, selected, ask, onFilter, onClose }: SessionContextMenuProps) {
  const t = useText();
  const { platform, names } = useKeyboard();
  const anchor = useRef<HTMLSpanElement>(null);
  const { user, address } = row.session;
  const chosen = selected.length > 0 ? selected : [row];
  const subjects = (['user', 'address'] as const).flatMap((part) => {
    const subject = row.session[part];
    return subject === undefined ? [] : [{ part, subject }];
  });
  return (
    <>
      <span ref={anchor} className={styles.menuAnchor} style={{ left: at.x, top: at.y }} />
      <MenuPopover
        label={t('sessions.menu')}
        anchor={anchor}
        isOpen
        onClose={onClose}
        disabledKeys={chosen.some(({ session }) => session.canDisconnect) ? [] : DISCONNECTING}
      >
        {ask && (
          <>
            <MenuItem
              id="disconnect"
              tone="danger"
              icon={<Unplug size={15} aria-hidden="true" />}
              label={t('sessions.disconnectSelected', { count: chosen.length })}
              shortcut={formatShortcut({ key: 'Delete' }, platform, names)}
              onAction={() => ask.sessions(chosen)}
            />
            {subjects.map(({ part, subject }) => (
              <MenuItem
                key={part}
                id={`all-${part}`}
                tone="danger"
                icon={<Unplug size={15} aria-hidden="true" />}
                label={t('sessions.disconnectAllOf', { subject })}
                onAction={() => ask.all(part, subject)}
              />
            ))}
            <MenuSeparator />
          </>
        )}
        {subjects.map(({ part, subject }) => (
          <MenuItem
            key={`only-${part}`}
            id={`only-${part}`}
            icon={<Funnel size={15} aria-hidden="true" />}
            label={t('sessions.showOnly', { subject })}
            onAction={() => onFilter(subject)}
          />
        ))}
        <MenuItem
          id="copy"
          icon={<Copy size={15} aria-hidden="true" />}
          label={t('sessions.copyFacts')}
          onAction={() => void navigator.clipboard.writeText([user, address].filter(Boolean).join(' '))}
        />
      </MenuPopover>
    </>
  );
}
