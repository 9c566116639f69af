import { type Entry, isDirectoryLike } from '../../../shared/model/entry.ts';
import { type RemotePath, resolvePath } from '../../../shared/model/remote-path.ts';
import { type Source, sourcesOf } from './dragged-files.ts';
import { type PaneState, subjectsOf } from './pane-state.ts';

export function hasSubjects(pane: PaneState): boolean {
  return subjectsOf(pane).length > 0;
}

export function onlySubject(pane: PaneState): Entry | undefined {
  const [subject, another] = subjectsOf(pane);
  return another ? undefined : subject;
}

/** A file that can be looked into: no folder, no device, no name that leads elsewhere. */
export function fileSubject(pane: PaneState): Entry | undefined {
  const subject = onlySubject(pane);
  if (!subject || subject.unusable !== undefined || isDirectoryLike(subject) || subject.type === 'other') {
    return undefined;
  }
  return subject;
}

export function namesOf(pane: PaneState): string[] {
  return subjectsOf(pane).map((entry) => entry.name);
}

/** Folders themselves: links to folders are not followed. */
export function foldersOf(pane: PaneState): string[] {
  return subjectsOf(pane)
    .filter(({ type }) => type === 'directory')
    .map(({ name }) => name);
}

/** What is chosen, or else the folder itself. */
export function pathsOf(pane: PaneState): RemotePath[] {
  const names = namesOf(pane);
  return names.length === 0 ? [pane.path] : names.map((name) => resolvePath(pane.path, name));
}

/** Rows as they can be copied: what a pane knows of a file saves the main process a look at it. */
export function sourcesNamed({ fs, path, rows }: PaneState, names: readonly string[]): Source[] {
  const wanted = new Set(names);
  const entries = rows.map(({ entry }) => entry).filter(({ name }) => wanted.has(name));
  return sourcesOf({ directory: { fs, path }, entries });
}
