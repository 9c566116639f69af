import { isRemoteError, RemoteError, type RemoteErrorKind } from '../../../shared/model/remote-error.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { UnmappablePathError } from './local-path.ts';

interface Meaning {
  readonly kind: RemoteErrorKind;
  /** What happened, after the path: `“/a/b” does not exist.` */
  readonly says: string;
  readonly hint?: string;
}

/** Node's names of the errors of errno(3); on Windows libuv translates to the same names. */
const meanings: Readonly<Record<string, Meaning>> = {
  ENOENT: { kind: 'not-found', says: 'does not exist' },
  ENOTDIR: { kind: 'not-found', says: 'is not a directory, or lies below something that is none' },
  ELOOP: { kind: 'not-found', says: 'is a link that leads round in circles' },
  EEXIST: { kind: 'exists', says: 'already exists' },
  ENOTEMPTY: { kind: 'not-empty', says: 'is not empty' },
  EACCES: { kind: 'denied', says: 'cannot be accessed: permission denied' },
  EPERM: { kind: 'denied', says: 'cannot be changed: the system does not permit it' },
  EROFS: { kind: 'denied', says: 'is on a read-only disk' },
  EISDIR: { kind: 'invalid-request', says: 'is a directory' },
  ENOSPC: { kind: 'no-space', says: 'could not be written: the disk is full', hint: 'Free some space and try again.' },
  EDQUOT: {
    kind: 'quota',
    says: 'could not be written: your disk quota is used up',
    hint: 'Free some space or ask for a larger quota.',
  },
  EFBIG: { kind: 'no-space', says: 'is larger than this disk allows for one file' },
  ENAMETOOLONG: { kind: 'invalid-request', says: 'has a name that is too long for this disk' },
  EINVAL: { kind: 'invalid-request', says: 'has a name that this disk does not allow' },
  EILSEQ: { kind: 'invalid-request', says: 'has a name that this disk does not allow' },
  EBUSY: { kind: 'io', says: 'is in use by another program', hint: 'Close the other program and try again.' },
  ETXTBSY: { kind: 'io', says: 'is a program that is running', hint: 'Stop the program and try again.' },
  EXDEV: { kind: 'unsupported', says: 'cannot be moved to another disk by renaming' },
  ENOTSUP: { kind: 'unsupported', says: 'cannot be changed like this on this disk' },
  ENOSYS: { kind: 'unsupported', says: 'cannot be changed like this on this system' },
  EMFILE: { kind: 'busy', says: 'could not be opened: too many files are open' },
  ENFILE: { kind: 'busy', says: 'could not be opened: too many files are open on this system' },
};

/** What an error of the local disk means to the user. A `RemoteError` passes through unchanged. */
export function localError(error: unknown, path: RemotePath): RemoteError {
  if (isRemoteError(error)) return error;
  if (error instanceof UnmappablePathError) {
    return new RemoteError('invalid-request', `“${path}” cannot be used on this computer: ${error.message}.`, {
      path,
      cause: error,
    });
  }
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const meaning = code === undefined ? undefined : meanings[code];
  const serverText = error instanceof Error ? error.message : String(error);
  if (meaning === undefined) {
    return new RemoteError('io', `“${path}”: ${serverText}`, { path, cause: error, serverText });
  }
  const { kind, says, hint } = meaning;
  return new RemoteError(kind, `“${path}” ${says}.`, {
    path,
    cause: error,
    serverText,
    ...(hint === undefined ? {} : { hint }),
  });
}
