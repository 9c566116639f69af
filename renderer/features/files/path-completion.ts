import { joinPath, normalizePath, type RemotePath, ROOT } from '../../../shared/model/remote-path.ts';
import { foldedName } from '../../file-grid/file-row.ts';
import type { Platform } from './commands.ts';
import { pathFromNative } from './local-drop.ts';

export interface TypedPathContext {
  /** What a relative path starts from. */
  readonly current: RemotePath;
  readonly home: RemotePath;
  /** The system whose paths may be pasted; absent for a remote pane. */
  readonly nativePlatform?: Platform | undefined;
}

/** What is typed or pasted into the path field as an absolute path: `~`, `..`, `C:\Users`, relative ones too. */
export function resolveTypedPath(typed: string, { current, home, nativePlatform }: TypedPathContext): RemotePath {
  // A folder's own name may begin or end with a space.
  if (typed === current) return current;
  const text = typed.trim().replaceAll('\0', '');
  if (text === '') return current;
  if (nativePlatform === 'windows') {
    // The Explorer copies a path in quotation marks, which no name there has.
    const native = pathFromNative(text.replace(/^"(.*)"$/, '$1'), 'windows');
    if (native !== undefined) return native;
  }
  if (text === '~') return home;
  if (text.startsWith('~/')) return normalizePath(`${home}/${text.slice(2)}`);
  return normalizePath(text.startsWith('/') ? text : `${current}/${text}`);
}

/** The directory whose entries could complete what is typed, and the start of the name that is still open. */
export function completionQuery(
  typed: string,
  context: TypedPathContext,
): { readonly directory: RemotePath; readonly start: string } {
  const cut = typed.lastIndexOf('/');
  const head = cut < 0 ? '' : typed.slice(0, cut + 1);
  return {
    directory: head === '/' ? ROOT : resolveTypedPath(head === '' ? '.' : head, context),
    start: typed.slice(cut + 1),
  };
}

const MOST_SUGGESTIONS = 8;

/** Directories that continue what is typed, as full paths. Hidden ones only where a dot was typed. */
export function completePath(directory: RemotePath, start: string, names: readonly string[]): RemotePath[] {
  const wanted = foldedName(start);
  return names
    .filter((name) => foldedName(name).startsWith(wanted) && (start.startsWith('.') || !name.startsWith('.')))
    .slice(0, MOST_SUGGESTIONS)
    .map((name) => joinPath(directory, name));
}
