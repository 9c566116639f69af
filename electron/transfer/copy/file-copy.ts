import type { RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { CopyHooks, CopyOrder } from '../carrier.ts';
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
  /** Further sessions of the source, as many as are free now and at most `count`. */
  readonly more?: (count: number) => Promise<FurtherSessions>;
}

export interface FurtherSessions extends AsyncDisposable {
  readonly sessions: readonly RemoteFileSystem[];
}
