import { ChevronUp } from 'lucide-react';
import { Button, MenuTrigger } from 'react-aria-components';
import { LineEnds, type TextEncoding, textEncodings } from '../../../shared/model/edit.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { MenuChoice, MenuChoices, MenuPopover } from '../../ui/menu.tsx';
import styles from './edit.module.css';
import type { TextFormat } from './text-file.ts';
import type { TextPosition } from './text-view.ts';

interface EditorFootProps {
  readonly position: TextPosition;
  readonly format: TextFormat;
  readonly status: 'saving' | 'unsaved' | 'unchanged';
  readonly savedAt: number | undefined;
  readonly onFormat: (format: TextFormat) => void;
  readonly onReadAgain: (encoding: TextEncoding) => void;
}

/** Where the cursor is, how the file is written, and whether it is saved. */
export function EditorFoot({ position, format, status, savedAt, onFormat, onReadAgain }: EditorFootProps) {
  const t = useText();
  const { time } = useFormatters();
  const { encoding, lineEnds } = format;
  const said =
    status === 'unchanged' && savedAt !== undefined ? t('edit.saved', { time: time(savedAt) }) : t(`edit.${status}`);
  return (
    <footer className={styles.foot}>
      <span role="status" data-status={status} className={styles.status}>
        {said}
      </span>
      <span className={styles.position}>
        {t('edit.position', { line: position.line, column: position.column })}
        {position.selected > 0 && ` · ${t('edit.selected', { count: position.selected })}`}
      </span>
      <MenuTrigger>
        <Button
          className={styles.choice as string}
          aria-label={t('edit.lineEnds', { name: t(`edit.lineEnds.${lineEnds}`) })}
        >
          {lineEnds.toUpperCase()} <ChevronUp size={12} aria-hidden="true" />
        </Button>
        <MenuPopover label={t('edit.lineEnds', { name: t(`edit.lineEnds.${lineEnds}`) })} placement="top start">
          <MenuChoices
            label={t('edit.saveAs')}
            mode="single"
            selected={[lineEnds]}
            onChange={([chosen]) => onFormat({ encoding, lineEnds: LineEnds.parse(chosen) })}
          >
            {LineEnds.options.map((id) => (
              <MenuChoice key={id} id={id} label={t(`edit.lineEnds.${id}`)} />
            ))}
          </MenuChoices>
        </MenuPopover>
      </MenuTrigger>
      <EncodingMenu
        label="edit.saveAs"
        encoding={encoding}
        onChoose={(chosen) => onFormat({ encoding: chosen, lineEnds })}
      >
        {t(`edit.encoding.${encoding}`)}
      </EncodingMenu>
      <EncodingMenu label="edit.readAgainAs" encoding={encoding} onChoose={onReadAgain}>
        {t('edit.readAgainAs')}
      </EncodingMenu>
    </footer>
  );
}

interface EncodingMenuProps {
  readonly label: 'edit.saveAs' | 'edit.readAgainAs';
  readonly encoding: TextEncoding;
  readonly onChoose: (encoding: TextEncoding) => void;
  readonly children: string;
}

function EncodingMenu({ label, encoding, onChoose, children }: EncodingMenuProps) {
  const t = useText();
  const name = t('edit.encoding', { name: t(`edit.encoding.${encoding}`) });
  return (
    <MenuTrigger>
      <Button className={styles.choice as string} {...(label === 'edit.saveAs' ? { 'aria-label': name } : {})}>
        {children} <ChevronUp size={12} aria-hidden="true" />
      </Button>
      <MenuPopover label={t(label)} placement="top start">
        <MenuChoices
          label={t(label)}
          mode="single"
          selected={[encoding]}
          onChange={([chosen]) => onChoose(chosen as TextEncoding)}
        >
          {textEncodings.map((id) => (
            <MenuChoice key={id} id={id} label={t(`edit.encoding.${id}`)} />
          ))}
        </MenuChoices>
      </MenuPopover>
    </MenuTrigger>
  );
}
