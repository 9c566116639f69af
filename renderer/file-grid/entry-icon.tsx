import {
  File,
  FileArchive,
  FileCode,
  FileKey,
  FileMusic,
  FileQuestionMark,
  FileSpreadsheet,
  FileSymlink,
  FileText,
  FileType,
  FileVideo,
  Folder,
  FolderSymlink,
  Image,
  type LucideIcon,
  Unlink,
} from 'lucide-react';
import { type KindGroup, kindGroup } from './entry-kind.ts';
import styles from './file-grid.module.css';
import type { FileRow } from './file-row.ts';

const icons: Record<KindGroup, LucideIcon> = {
  folder: Folder,
  link: FileSymlink,
  'broken-link': Unlink,
  image: Image,
  code: FileCode,
  archive: FileArchive,
  audio: FileMusic,
  video: FileVideo,
  text: FileText,
  document: FileText,
  sheet: FileSpreadsheet,
  key: FileKey,
  font: FileType,
  file: File,
  special: FileQuestionMark,
};

export function EntryIcon({ row }: { readonly row: FileRow }) {
  const group = kindGroup(row);
  const Icon = group === 'folder' && row.entry.type === 'symlink' ? FolderSymlink : icons[group];
  return <Icon size={16} strokeWidth={1.75} aria-hidden="true" className={styles.icon} data-kind={group} />;
}
