import { Link2 } from 'lucide-react';
import { useStore } from 'zustand';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { IconToggle } from '../../ui/button.tsx';
import { shortcutText } from './commands.ts';

/** Seen while the two panes go together: says so, and lets them go their own ways. */
export function TogetherToggle() {
  const t = useText();
  const { together } = useServices();
  const keyboard = useKeyboard();
  const isTied = useStore(together.store, ({ pair }) => pair !== undefined);
  if (!isTied) return null;
  return (
    <IconToggle
      label={t('command.together')}
      shortcut={shortcutText('together', keyboard)}
      icon={<Link2 size={15} aria-hidden="true" />}
      isSelected
      onChange={() => together.toggle()}
    />
  );
}
