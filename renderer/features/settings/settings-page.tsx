import { RotateCcw, Search } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import { defaultSettings, languages, type Settings, Theme } from '../../../shared/model/settings.ts';
import type { Dialog } from '../../app/dialogs-store.ts';
import { focusWithin, settingsSearchId } from '../../app/focus.ts';
import type { MessageId } from '../../app/messages.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Checkbox, Select } from '../../ui/field.tsx';
import { type CommandId, commands } from '../files/commands.ts';
import { BookmarkList } from './bookmark-list.tsx';
import { ResetDialog } from './reset-dialog.tsx';
import { areUsualTransfers, resetTransferSettings } from './reset-settings.ts';
import styles from './settings.module.css';
import { passwordWords, type SettingsGroup, transferWords } from './settings-groups.ts';
import { ShortcutEditor } from './shortcut-editor.tsx';

type SettingId = Exclude<keyof Settings, 'shortcuts'>;

interface Row {
  readonly id: SettingId | 'transfers' | 'passwords';
  readonly label: MessageId;
  readonly note?: MessageId;
  /** What else it is found by: the words of what it opens. */
  readonly words?: readonly MessageId[];
  readonly control: (label: string) => ReactNode;
}

/** Everything that can be chosen, found by typing, each with the way back to what it was. */
export function SettingsPage() {
  const t = useText();
  const services = useServices();
  const settings = useStore(services.settings);
  const { change } = settings;
  const transferSettings = useStore(services.transfers, (state) => state.settings);
  const { settingsSearch: search, searchSettings: setSearch } = useStore(services.workspace);
  const [isResetting, setResetting] = useState(false);
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = (text: string) => words.every((word) => text.toLowerCase().includes(word));

  const groups: readonly { readonly title: SettingsGroup; readonly rows: readonly Row[] }[] = [
    {
      title: 'settings.appearance',
      rows: [
        {
          id: 'language',
          label: 'settings.language',
          control: (label) => (
            <Select
              label={label}
              value={settings.language}
              options={(['system', ...languages] as const).map((id) => ({ id, label: t(`settings.language.${id}`) }))}
              onChange={(language) => change({ language })}
            />
          ),
        },
        {
          id: 'theme',
          label: 'settings.theme',
          note: 'settings.themeNote',
          control: (label) => (
            <Select
              label={label}
              value={settings.theme}
              options={Theme.options.map((id) => ({ id, label: t(`theme.${id}`) }))}
              onChange={(theme) => change({ theme })}
            />
          ),
        },
        {
          id: 'density',
          label: 'settings.density',
          note: 'settings.densityNote',
          control: (label) => (
            <Select
              label={label}
              value={settings.density}
              options={(['comfortable', 'compact'] as const).map((id) => ({ id, label: t(`settings.density.${id}`) }))}
              onChange={(density) => change({ density })}
            />
          ),
        },
      ],
    },
    {
      title: 'settings.files',
      rows: [
        ...(['showHidden', 'foldersFirst', 'restoreTabs'] as const).map((id) => ({
          id,
          label: `settings.${id}` as const,
          control: (label: string) => (
            <Checkbox isSelected={settings[id]} onChange={(chosen) => change({ [id]: chosen })}>
              {label}
            </Checkbox>
          ),
        })),
        {
          id: 'onOpenFile',
          label: 'settings.onOpenFile',
          control: (label) => (
            <Select
              label={label}
              value={settings.onOpenFile}
              options={(['transfer', 'edit'] as const).map((id) => ({ id, label: t(`settings.onOpenFile.${id}`) }))}
              onChange={(onOpenFile) => change({ onOpenFile })}
            />
          ),
        },
        {
          id: 'columns',
          label: 'settings.columns',
          note: 'settings.columnsNote',
          control: (label) => <span className={styles.title}>{label}</span>,
        },
        { id: 'bookmarks', label: 'settings.bookmarks', control: (label) => <BookmarkList label={label} /> },
      ],
    },
    {
      title: 'settings.transfers',
      rows: [
        {
          id: 'transfers',
          label: 'transfers.settings',
          note: 'settings.transfersNote',
          words: transferWords,
          control: (label) => <Opener label={label} dialog={{ kind: 'transfer-settings' }} />,
        },
      ],
    },
    {
      title: 'settings.passwords',
      rows: [
        {
          id: 'passwords',
          label: 'vault.title',
          note: 'settings.passwordsNote',
          words: passwordWords,
          control: (label) => <Opener label={label} dialog={{ kind: 'vault' }} />,
        },
      ],
    },
  ];
  const shown = groups
    .map(({ title, rows }) => ({
      title,
      rows: rows.filter(({ label, note, words: more = [] }) =>
        wanted([title, label, ...(note ? [note] : []), ...more].map((id) => t(id)).join(' ')),
      ),
    }))
    .filter(({ rows }) => rows.length > 0);
  const keys = (Object.keys(commands) as CommandId[]).filter((id) =>
    wanted(`${t('settings.keyboard')} ${t(commands[id].label)}`),
  );

  const found = shown.reduce((sum, { rows }) => sum + rows.length, keys.length);

  const isUsualRow = (id: Row['id']) =>
    id === 'transfers' ? areUsualTransfers(transferSettings) : !isResettable(id) || isUsual(settings, id);

  function reset(id: Row['id']): void {
    if (id === 'transfers') resetTransferSettings(services);
    else if (isResettable(id)) change({ [id]: defaultSettings[id] });
    // The button that was pressed goes with what it did.
    focusWithin(rowId(id));
  }

  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h2 className={styles.heading}>{t('shell.settings')}</h2>
        <search className={styles.search}>
          <Search size={15} aria-hidden="true" />
          <input
            id={settingsSearchId}
            aria-label={t('settings.search')}
            placeholder={t('settings.search')}
            spellCheck={false}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={(event) => event.key === 'Escape' && setSearch('')}
          />
        </search>
        <Button tone="quiet" onPress={() => setResetting(true)}>
          <RotateCcw size={14} aria-hidden="true" /> {t('settings.resetAll')}
        </Button>
      </header>
      {shown.map(({ title, rows }) => (
        <section key={title} className={styles.group} aria-label={t(title)}>
          <h3 className={styles.groupTitle}>{t(title)}</h3>
          {rows.map(({ id, label, note, control }) => (
            <div key={id} id={rowId(id)} className={styles.row}>
              <div className={styles.control}>
                {control(t(label))}
                {note !== undefined && <p className={styles.note}>{t(note)}</p>}
              </div>
              {!isUsualRow(id) && (
                <IconButton
                  label={t('settings.reset', { name: t(label) })}
                  icon={<RotateCcw size={14} aria-hidden="true" />}
                  onPress={() => reset(id)}
                />
              )}
            </div>
          ))}
        </section>
      ))}
      {keys.length > 0 && (
        <section className={styles.group} aria-label={t('settings.keyboard')}>
          <h3 className={styles.groupTitle}>{t('settings.keyboard')}</h3>
          <ShortcutEditor shown={keys} />
        </section>
      )}
      <p role="status" className={found === 0 ? styles.note : 'visually-hidden'}>
        {words.length > 0 && t('settings.found', { count: found })}
      </p>
      {isResetting && <ResetDialog onClose={() => setResetting(false)} />}
    </div>
  );
}

const rowId = (id: Row['id']) => `setting-${id}`;

/** What has a dialog of its own. */
function Opener({ label, dialog }: { readonly label: string; readonly dialog: Dialog }) {
  const { dialogs } = useServices();
  return (
    <div>
      <Button onPress={() => dialogs.getState().show(dialog)}>{`${label}…`}</Button>
    </div>
  );
}

function isResettable(id: Row['id']): id is SettingId {
  return id !== 'bookmarks' && id !== 'transfers' && id !== 'passwords';
}

function isUsual(settings: Settings, id: SettingId): boolean {
  return JSON.stringify(settings[id]) === JSON.stringify(defaultSettings[id]);
}
