import { joinPath, parentPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { CopyHooks, CopyOrder, PartialFile } from '../carrier.ts';
import type { Throttle } from './throttle.ts';

/** Everything that one copy needs: the order, whom to tell, and the sessions to work on. */
export interface FileCopy {
  readonly order: CopyOrder;
  readonly hooks: CopyHooks;
  readonly source: RemoteFileSystem;
  readonly target: RemoteFileSystem;
  readonly throttle: Throttle;
  /** True where the carrier has listed the target folder lately and nothing of this name is in it: saves a look. */
  readonly targetIsFree?: boolean;
  /** True where something has the name: what the target does not show when it is looked at (FTP, links to nothing) its folder shows. */
  readonly targetIsTaken?: boolean;
  /** True where the carrier has told source, target and partial file of a small one already: saves the way to who is told. */
  readonly isAnnounced?: boolean;
  /** Further sessions of the source, as many as are free now and at most `count`. */
  readonly more?: (count: number) => Promise<FurtherSessions>;
}

export interface FurtherSessions extends AsyncDisposable {
  readonly sessions: readonly RemoteFileSystem[];
}

/** A partial file that is about to be begun. */
export function partialFile(
  path: RemotePath,
  { size, modifiedAt }: { readonly size?: number | undefined; readonly modifiedAt?: number | undefined },
): PartialFile {
  return {
    path,
    ...(size === undefined ? {} : { sourceSize: size }),
    ...(modifiedAt === undefined ? {} : { sourceModifiedAt: modifiedAt }),
  };
}

/** Tells of a copy to a free place what the copy itself would tell. Resolves when the journal has it. */
export function announce({ listed, target, partialName }: CopyOrder, hooks: CopyHooks): Promise<void> {
  hooks.onSource({ size: listed?.size, modifiedAt: listed?.modifiedAt });
  hooks.onTarget(target.path);
  return hooks.onPartial(partialFile(joinPath(parentPath(target.path), partialName), listed ?? {}));
}
