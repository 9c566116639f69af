import type { MessageId } from '../app/messages.ts';
import type { FileRow } from './file-row.ts';

export type KindGroup =
  | 'folder'
  | 'link'
  | 'broken-link'
  | 'image'
  | 'code'
  | 'archive'
  | 'audio'
  | 'video'
  | 'text'
  | 'document'
  | 'sheet'
  | 'key'
  | 'font'
  | 'file'
  | 'special';

const extensions: Partial<Record<KindGroup, string>> = {
  image: 'png jpg jpeg gif webp avif svg ico bmp tif tiff heic psd ai',
  code: 'html htm css scss less js mjs cjs ts tsx jsx php phtml py rb pl java c h cpp go rs sh bash sql vue json xml yml yaml toml twig htaccess',
  archive: 'zip tar gz tgz bz2 xz zst 7z rar jar deb rpm dmg iso',
  audio: 'mp3 wav flac ogg oga m4a aac opus',
  video: 'mp4 mov mkv webm avi m4v mpg mpeg',
  text: 'txt md markdown log ini conf cfg env csv tsv rst',
  document: 'pdf doc docx odt rtf pages ppt pptx odp epub',
  sheet: 'xls xlsx ods numbers',
  key: 'pem key crt cer p12 pfx ppk pub asc gpg',
  font: 'ttf otf woff woff2 eot',
};

const groupOfExtension = new Map<string, KindGroup>(
  Object.entries(extensions).flatMap(([group, list]) =>
    list.split(' ').map((extension) => [extension, group as KindGroup] as const),
  ),
);

export function kindGroup({ entry, directory, extension }: FileRow): KindGroup {
  if (entry.type === 'symlink') return entry.targetType === 'missing' ? 'broken-link' : directory ? 'folder' : 'link';
  if (directory) return 'folder';
  if (entry.type === 'other') return 'special';
  return groupOfExtension.get(extension) ?? 'file';
}

/** The kind in words; those of files take the ending as `{extension}`. */
export function kindMessage(row: FileRow): { id: MessageId; extension: string } {
  const group = kindGroup(row);
  if (row.entry.type === 'symlink') {
    const id = group === 'broken-link' ? 'kind.broken-link' : row.directory ? 'kind.folder-link' : 'kind.link';
    return { id, extension: '' };
  }
  // A name may end in spaces.
  const extension = row.extension.trim().toUpperCase();
  if (row.extension === 'txt') return { id: 'kind.plain-text', extension: '' };
  if (group === 'file' && extension === '') return { id: 'kind.file', extension: '' };
  if (group === 'file') return { id: 'kind.other-file', extension };
  return { id: `kind.${group}`, extension };
}
