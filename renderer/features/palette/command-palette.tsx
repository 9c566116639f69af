import { useMemo, useState } from 'react';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  Autocomplete,
  Dialog,
  Header,
  Input,
  MenuSection,
  Modal,
  ModalOverlay,
  Text,
  TextField,
} from 'react-aria-components';
import { flushSync } from 'react-dom';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import styles from './command-palette.module.css';
import { matching } from './match.ts';
import { type PaletteEntry, type PaletteGroup, usePaletteEntries } from './palette-entries.ts';

/** Everything that Portside can do here and now, found by typing. */
export function CommandPalette() {
  const t = useText();
  return (
    <Palette
      label={t('palette.title')}
      placeholder={t('palette.placeholder')}
      nothing={t('palette.nothing')}
      groups={usePaletteEntries()}
    />
  );
}

interface PaletteProps {
  readonly label: string;
  readonly placeholder: string;
  /** What stands there where nothing fits what was typed. */
  readonly nothing: string;
  readonly groups: readonly PaletteGroup[];
}

/** A list that is narrowed by typing; Enter runs the entry in focus. */
export function Palette({ label, placeholder, nothing, groups }: PaletteProps) {
  const services = useServices();
  const [typed, setTyped] = useState('');
  const shown = useMemo(() => matching(groups, typed), [groups, typed]);
  const close = () => services.dialogs.getState().close();

  function run(entry: PaletteEntry): void {
    // It is gone before anything runs: while it stands there it takes back every focus that is given to something else.
    flushSync(close);
    entry.run();
  }

  return (
    <ModalOverlay isOpen isDismissable className={styles.overlay as string} onOpenChange={(open) => !open && close()}>
      <Modal className={styles.modal as string}>
        <Dialog aria-label={label} className={styles.dialog as string}>
          <Autocomplete inputValue={typed} onInputChange={setTyped}>
            <TextField
              aria-label={label}
              autoFocus
              className={styles.search as string}
              onKeyDown={(event) => {
                if (event.key === 'Escape') close();
                // Where what was typed leaves the list as it was, React Aria puts no entry in focus.
                if (event.key !== 'Enter' || event.currentTarget.hasAttribute('aria-activedescendant')) return;
                const first = shown[0]?.entries[0];
                if (first) run(first);
              }}
            >
              <Input
                className={styles.input as string}
                placeholder={placeholder}
                spellCheck={false}
                // On a slow machine React Aria goes on naming an entry that is not there any more.
                {...(shown.length === 0 && { 'aria-activedescendant': '' })}
              />
            </TextField>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard */}
            <div className={styles.scroller} tabIndex={0}>
              {/* Always there: a region that comes with its words is not read. */}
              <p role="status" className={shown.length === 0 ? styles.empty : 'visually-hidden'}>
                {shown.length === 0 && nothing}
              </p>
              <AriaMenu aria-label={label} className={styles.list as string}>
                {shown.map(({ id, label: heading, entries }) => (
                  <MenuSection key={id} id={id}>
                    <Header className={styles.heading as string}>{heading}</Header>
                    {entries.map((entry) => (
                      <AriaMenuItem
                        key={entry.id}
                        id={entry.id}
                        textValue={entry.label}
                        className={styles.item as string}
                        onAction={() => run(entry)}
                      >
                        <entry.icon size={15} aria-hidden="true" />
                        <Text slot="label" className={styles.label as string}>
                          {entry.label}
                          {entry.note !== undefined && <span className={styles.note}> {entry.note}</span>}
                        </Text>
                        {/* Written by the style sheet: seen, but no part of the name. */}
                        {entry.shortcut !== undefined && (
                          <span className={styles.shortcut} data-shortcut={entry.shortcut} />
                        )}
                      </AriaMenuItem>
                    ))}
                  </MenuSection>
                ))}
              </AriaMenu>
            </div>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
