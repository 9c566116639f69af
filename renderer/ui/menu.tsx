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

export interface MenuPopoverProps {
  readonly label: string;
  readonly disabledKeys?: Iterable<string>;
  /** For a menu without a trigger component: where it stands, and what closes it. */
  readonly anchor?: RefObject<Element | null>;
  readonly isOpen?: boolean;
  readonly onClose?: () => void;
  readonly placement?: 'bottom start' | 'bottom end' | 'top start' | 'right bottom' | 'right top';
  readonly children: ReactNode;
}

/**
 * A floating menu; inside a `MenuTrigger` it needs no anchor. One at an anchor is a context menu: it begins there, and where
 * the window ends before it does it stands higher or to the left of it.
 */
export function MenuPopover({
  label,
  disabledKeys,
  anchor,
  isOpen,
  onClose,
  placement = anchor === undefined ? 'bottom start' : 'right top',
  children,
}: MenuPopoverProps) {
  return (
    <Popover
      className={classNames(styles.popover, anchor !== undefined && styles.atPlace)}
      aria-label={label}
      placement={placement}
      offset={anchor === undefined ? 4 : 0}
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
  /** Why it cannot be chosen. */
  readonly note?: string | undefined;
  readonly shortcut?: string | undefined;
  readonly tone?: 'plain' | 'danger';
  readonly onAction?: () => void;
  /** Where it is likely to be wanted again at once. */
  readonly staysOpen?: boolean;
  /** Lies over the item: a place to drop onto. */
  readonly children?: ReactNode;
}

export function MenuItem(props: MenuItemProps) {
  const { id, label, icon, note, shortcut, tone = 'plain', onAction, staysOpen = false, children } = props;
  return (
    <AriaMenuItem
      id={id}
      textValue={label}
      className={classNames(styles.item, tone === 'danger' && styles.danger)}
      shouldCloseOnSelect={!staysOpen}
      {...(onAction === undefined ? {} : { onAction })}
    >
      {icon}
      {/* What is read beside the label is in the item's name. */}
      <Text slot="label">
        {label}
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </Text>
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

interface MenuChoiceProps {
  readonly id: string;
  readonly label: string;
  /** What else is to be known of it. */
  readonly note?: string | undefined;
}

export function MenuChoice({ id, label, note }: MenuChoiceProps) {
  return (
    <AriaMenuItem id={id} textValue={label} className={styles.item as string}>
      {({ isSelected }) => (
        <>
          <span className={styles.check} aria-hidden="true">
            {isSelected && <Check size={14} />}
          </span>
          {label}
          {note !== undefined && <span className={styles.note}>{note}</span>}
        </>
      )}
    </AriaMenuItem>
  );
}

export function MenuSeparator() {
  return <Separator className={styles.separator as string} />;
}
