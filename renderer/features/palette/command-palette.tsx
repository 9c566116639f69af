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
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import styles from './command-palette.module.css';
import { type PaletteEntry, usePaletteEntries } from './palette-entries.ts';

/** Everything that Portside can do here and now, found by typing. */
export function CommandPalette() {
  const t = useText();
  const services = useServices();
  const groups = usePaletteEntries();
  const [typed, setTyped] = useState('');
  const words = useMemo(() => typed.toLowerCase().split(/\s+/).filter(Boolean), [typed]);
  const close = () => services.dialogs.getState().close();

  function run(entry: PaletteEntry): void {
    // What runs may open a dialog of its own.
    close();
    entry.run();
  }

  return (
    <ModalOverlay isOpen isDismissable className={styles.overlay as string} onOpenChange={(open) => !open && close()}>
      <Modal className={styles.modal as string}>
        <Dialog aria-label={t('palette.title')} className={styles.dialog as string}>
          <Autocomplete
            inputValue={typed}
            onInputChange={setTyped}
            filter={(text) => words.every((word) => text.toLowerCase().includes(word))}
          >
            <TextField
              aria-label={t('palette.title')}
              autoFocus
              className={styles.search as string}
              onKeyDown={(event) => {
                if (event.key === 'Escape') close();
              }}
            >
              <Input className={styles.input as string} placeholder={t('palette.placeholder')} spellCheck={false} />
            </TextField>
            <AriaMenu
              aria-label={t('palette.title')}
              className={styles.list as string}
              renderEmptyState={() => <p className={styles.empty}>{t('palette.nothing')}</p>}
            >
              {groups.map(({ id, label, entries }) => (
                <MenuSection key={id} id={id}>
                  <Header className={styles.heading as string}>{label}</Header>
                  {entries.map((entry) => (
                    <AriaMenuItem
                      key={entry.id}
                      id={entry.id}
                      textValue={`${entry.label} ${entry.note ?? ''}`}
                      className={styles.item as string}
                      onAction={() => run(entry)}
                    >
                      <entry.icon size={15} aria-hidden="true" />
                      <Text slot="label">{entry.label}</Text>
                      {entry.note !== undefined && <span className={styles.note}>{entry.note}</span>}
                      {entry.shortcut !== undefined && <kbd className={styles.shortcut}>{entry.shortcut}</kbd>}
                    </AriaMenuItem>
                  ))}
                </MenuSection>
              ))}
            </AriaMenu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
