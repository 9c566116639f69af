import { Check } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  Header,
  Popover,
  Separator,
  Text,
} from 'react-aria-components';
import { classNames } from './class-names.ts';
import styles from './menu.module.css';

interface MenuPopoverProps {
  readonly label: string;
  readonly disabledKeys?: Iterable<string>;
  /** For a menu without a trigger component: where it stands, and what closes it. */
  readonly anchor?: RefObject<Element | null>;
  readonly isOpen?: boolean;
  readonly onClose?: () => void;
  readonly placement?: 'bottom start' | 'bottom end' | 'top start' | 'right bottom';
  readonly children: ReactNode;
}

/** A floating menu; inside a `MenuTrigger` it needs no anchor. */
export function MenuPopover({
  label,
  disabledKeys,
  anchor,
  isOpen,
  onClose,
  placement = 'bottom start',
  children,
}: MenuPopoverProps) {
  return (
    <Popover
      className={styles.popover as string}
      aria-label={label}
      placement={placement}
      offset={4}
      {...(anchor === undefined ? {} : { triggerRef: anchor })}
      {...(isOpen === undefined ? {} : { isOpen })}
      {...(onClose === undefined ? {} : { onOpenChange: (open: boolean) => !open && onClose() })}
    >
      <AriaMenu
        className={styles.menu as string}
        aria-label={label}
        {...(anchor === undefined ? {} : { autoFocus: true })}
        {...(disabledKeys === undefined ? {} : { disabledKeys })}
        {...(onClose === undefined ? {} : { onClose })}
      >
        {children}
      </AriaMenu>
    </Popover>
  );
}

interface MenuItemProps {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly shortcut?: string | undefined;
  readonly tone?: 'plain' | 'danger';
  readonly onAction?: () => void;
  /** Lies over the item: a place to drop onto. */
  readonly children?: ReactNode;
}

export function MenuItem({ id, label, icon, shortcut, tone = 'plain', onAction, children }: MenuItemProps) {
  return (
    <AriaMenuItem
      id={id}
      textValue={label}
      className={classNames(styles.item, tone === 'danger' && styles.danger)}
      {...(onAction === undefined ? {} : { onAction })}
    >
      {icon}
      <Text slot="label">{label}</Text>
      {/* Written by the style sheet: seen, but no part of the item's name. */}
      {shortcut !== undefined && <span className={styles.shortcut} data-shortcut={shortcut} />}
      {children}
    </AriaMenuItem>
  );
}

interface MenuChoicesProps {
  readonly label: string;
  readonly mode: 'single' | 'multiple';
  readonly selected: readonly string[];
  readonly onChange: (selected: string[]) => void;
  readonly children: ReactNode;
}

/** A titled group of items of which one or several are ticked. */
export function MenuChoices({ label, mode, selected, onChange, children }: MenuChoicesProps) {
  return (
    <AriaMenuSection
      selectionMode={mode}
      selectedKeys={selected}
      disallowEmptySelection={mode === 'single'}
      onSelectionChange={(keys) => onChange(keys === 'all' ? [] : [...keys].map(String))}
    >
      <Header className={styles.heading as string}>{label}</Header>
      {children}
    </AriaMenuSection>
  );
}

export function MenuChoice({ id, label }: { readonly id: string; readonly label: string }) {
  return (
    <AriaMenuItem id={id} textValue={label} className={styles.item as string}>
      {({ isSelected }) => (
        <>
          <span className={styles.check} aria-hidden="true">
            {isSelected && <Check size={14} />}
          </span>
          {label}
        </>
      )}
    </AriaMenuItem>
  );
}

export function MenuSeparator() {
  return <Separator className={styles.separator as string} />;
}
