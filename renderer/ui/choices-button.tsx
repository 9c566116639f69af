import { ChevronDown } from 'lucide-react';
import { MenuTrigger, Button as TriggerButton } from 'react-aria-components';
import styles from './choices-button.module.css';
import { MenuChoice, MenuChoices, MenuPopover } from './menu.tsx';

interface ChoicesButtonProps {
  readonly label: string;
  /** What stands on it while nothing is chosen. */
  readonly none: string;
  readonly some: string;
  readonly options: readonly { readonly id: string; readonly label: string }[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** Any number of a few things, out of a menu above the button. */
export function ChoicesButton({ label, none, some, options, chosen, onChange }: ChoicesButtonProps) {
  const words = chosen.length === 0 ? none : some;
  return (
    <MenuTrigger>
      <TriggerButton className={styles.button as string} aria-label={`${label}: ${words}`}>
        {words}
        <ChevronDown size={13} aria-hidden="true" />
      </TriggerButton>
      <MenuPopover label={label} placement="top start">
        <MenuChoices label={label} mode="multiple" selected={chosen} onChange={onChange}>
          {options.map((option) => (
            <MenuChoice key={option.id} {...option} />
          ))}
        </MenuChoices>
      </MenuPopover>
    </MenuTrigger>
  );
}
