import { ListBox, ListBoxItem } from 'react-aria-components';
import type { FoundFile } from '../../../shared/model/file-search.ts';
import { baseName, parentPath } from '../../../shared/model/remote-path.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { EntryIcon } from '../../file-grid/entry-icon.tsx';
import { createFileRow } from '../../file-grid/file-row.ts';
import { visibleName } from '../../ui/visible-name.ts';
import styles from './dialogs.module.css';

interface SearchResultsProps {
  readonly label: string;
  readonly found: readonly FoundFile[];
  /** The folder that was searched. */
  readonly base: string;
  readonly onShow: (found: FoundFile) => void;
}

/** More than anybody looks through row by row; the count says how many there are. */
const SHOWN_AT_MOST = 1_000;

/** What was found; Enter or a click shows it in the pane. */
export function SearchResults({ label, found, base, onShow }: SearchResultsProps) {
  const t = useText();
  const format = useFormatters();
  const shown = found.slice(0, SHOWN_AT_MOST);
  return (
    <>
      <ListBox
        aria-label={label}
        className={styles.results as string}
        selectionMode="none"
        onAction={(key) => {
          const chosen = shown.find(({ path }) => path === key);
          if (chosen) onShow(chosen);
        }}
      >
        {shown.map(({ path, entry }) => (
          <ListBoxItem key={path} id={path} textValue={baseName(path)} className={styles.result as string}>
            <EntryIcon row={createFileRow(entry, (name) => name)} />
            <span className={styles.resultName} title={visibleName(baseName(path))}>
              {visibleName(baseName(path))}
            </span>
            <span className={styles.resultPlace} title={visibleName(placeOf(path, base))}>
              {visibleName(placeOf(path, base))}
            </span>
            <span className={styles.resultFact}>
              {entry.type === 'file' && entry.size !== undefined && format.bytes(entry.size)}
            </span>
            <span className={styles.resultFact}>
              {entry.modifiedAt !== undefined && format.dateTime(entry.modifiedAt)}
            </span>
          </ListBoxItem>
        ))}
      </ListBox>
      {found.length > SHOWN_AT_MOST && (
        <p className={styles.counting}>{t('search.more', { count: found.length - SHOWN_AT_MOST })}</p>
      )}
    </>
  );
}

/** The folder of a match, seen from where the search began. */
function placeOf(path: string, base: string): string {
  const parent = parentPath(path);
  if (parent === base) return '';
  return parent.startsWith(base === '/' ? base : `${base}/`)
    ? parent.slice(base === '/' ? 1 : base.length + 1)
    : parent;
}
