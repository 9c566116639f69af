import type { ReactNode } from 'react';
import { Button, MenuTrigger } from 'react-aria-components';
import { Hint, iconButtonClass } from './button.tsx';
import { MenuPopover, type MenuPopoverProps } from './menu.tsx';

interface IconMenuProps extends Pick<MenuPopoverProps, 'disabledKeys' | 'placement' | 'children'> {
  /** Of the button and of its menu. */
  readonly label: string;
  readonly icon: ReactNode;
  /** Something of it is in force. */
  readonly isActive?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
}

/** A button with an icon alone, and the menu that it opens. */
export function IconMenu({ label, icon, isActive = false, onOpenChange, ...menu }: IconMenuProps) {
  return (
    <MenuTrigger {...(onOpenChange && { onOpenChange })}>
      <Hint label={label}>
        <Button aria-label={label} className={iconButtonClass} data-active={isActive || undefined}>
          {icon}
        </Button>
      </Hint>
      <MenuPopover label={label} {...menu} />
    </MenuTrigger>
  );
}
