import { baseName, type RemotePath, ROOT } from '../../../shared/model/remote-path.ts';

/** What a tab calls the folder that it shows. */
export function tabFolder(path: RemotePath): string {
  return path === ROOT ? ROOT : baseName(path);
}
