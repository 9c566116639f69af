// biome-ignore-all lint/a11y/useFocusableInteractive: an ARIA tree of its own: rows are virtual, the active one is told by aria-activedescendant
import { ChevronRight, Folder, FolderOpen, History, Server } from 'lucide-react';
import { memo } from 'react';
import { useText } from '../../app/text.ts';
import { SiteMark } from './site-mark.tsx';
import { addressOf, type TreeRow } from './site-tree.ts';
import styles from './sites.module.css';

interface SiteTreeRowProps {
  readonly id: string;
  readonly row: TreeRow;
  readonly index: number;
  /** Pixels below the top. */
  readonly top: number;
  readonly isSelected: boolean;
  readonly isFocused: boolean;
  readonly isCut: boolean;
  /** Where something dragged would land. */
  readonly drop: 'into' | 'above' | 'below' | undefined;
}

function SiteTreeRowView({ id, row, index, top, isSelected, isFocused, isCut, drop }: SiteTreeRowProps) {
  const t = useText();
  const isOpen = 'isOpen' in row ? row.isOpen : undefined;
  const name = nameOf(row) ?? t('sites.recent');
  const address = row.kind === 'site' && row.site.name !== addressOf(row.site) ? addressOf(row.site) : undefined;
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-selected={isSelected}
      aria-expanded={isOpen}
      data-index={index}
      data-kind={row.kind}
      data-focused={isFocused || undefined}
      data-cut={isCut || undefined}
      data-drop={drop}
      draggable={row.kind === 'folder' || row.kind === 'site'}
      className={styles.row}
      style={{ transform: `translateY(${top}px)`, paddingLeft: `${0.375 + (row.level - 1) * 1.125}rem` }}
    >
      <span className={styles.twisty} data-twisty={isOpen === undefined ? undefined : ''} aria-hidden="true">
        {isOpen !== undefined && <ChevronRight size={14} data-open={isOpen || undefined} />}
      </span>
      <RowIcon row={row} />
      <span className={styles.rowName}>{name}</span>
      {row.kind === 'site' && <SiteMark colour={row.site.colour} />}
      {address !== undefined && <span className={styles.rowAddress}>{address}</span>}
    </div>
  );
}

/** Rows that stay the same are left alone while others change. */
export const SiteTreeRow = memo(SiteTreeRowView);

function RowIcon({ row }: { readonly row: TreeRow }) {
  if (row.kind === 'folder') {
    const Icon = row.isOpen ? FolderOpen : Folder;
    return <Icon size={16} aria-hidden="true" className={styles.folderIcon} />;
  }
  const Icon = row.kind === 'recents' ? History : Server;
  return <Icon size={15} aria-hidden="true" className={styles.rowIcon} />;
}

function nameOf(row: TreeRow): string | undefined {
  if (row.kind === 'folder') return row.folder.name;
  if (row.kind === 'site') return row.site.name;
  return row.kind === 'recent' ? addressOf(row.recent) : undefined;
}
