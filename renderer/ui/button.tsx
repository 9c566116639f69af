import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  ToggleButton as AriaToggleButton,
  Tooltip,
  TooltipTrigger,
} from 'react-aria-components';
import styles from './button.module.css';
import { classNames } from './class-names.ts';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style'> {
  readonly tone?: 'plain' | 'primary' | 'danger' | 'quiet';
  readonly size?: 'medium' | 'small';
}

export function Button({ tone = 'plain', size = 'medium', ...props }: ButtonProps) {
  return (
    <AriaButton
      {...props}
      className={classNames(styles.button, tone !== 'plain' && styles[tone], size === 'small' && styles.small)}
    />
  );
}

interface IconButtonProps {
  readonly label: string;
  readonly icon: ReactNode;
  /** The key that does the same, shown in the tooltip. */
  readonly shortcut?: string | undefined;
  readonly onPress: () => void;
  readonly isDisabled?: boolean;
}

export function IconButton({ label, icon, shortcut, ...props }: IconButtonProps) {
  return (
    <Hint label={label} shortcut={shortcut}>
      <AriaButton {...props} aria-label={label} className={styles.icon as string}>
        {icon}
      </AriaButton>
    </Hint>
  );
}

interface IconToggleProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly shortcut?: string | undefined;
  readonly isSelected: boolean;
  readonly onChange: (selected: boolean) => void;
}

export function IconToggle({ label, icon, shortcut, ...props }: IconToggleProps) {
  return (
    <Hint label={label} shortcut={shortcut}>
      <AriaToggleButton {...props} aria-label={label} className={styles.icon as string}>
        {icon}
      </AriaToggleButton>
    </Hint>
  );
}

interface HintProps {
  readonly label: string;
  readonly shortcut?: string | undefined;
  readonly children: ReactNode;
}

/** A tooltip for something that can take the focus. */
export function Hint({ label, shortcut, children }: HintProps) {
  return (
    <TooltipTrigger delay={600} closeDelay={0}>
      {children}
      <Tooltip className={styles.tooltip as string} offset={6}>
        {label}
        {shortcut !== undefined && <kbd>{shortcut}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}

/** The class of a bare icon button, for triggers that bring their own component. */
export const iconButtonClass = styles.icon as string;
