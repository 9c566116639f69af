import { isRemoteError, RemoteError, type RemoteErrorKind } from '../../../shared/model/remote-error.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';

/** Status codes (draft-ietf-secsh-filexfer-02 §7); from 9 on of version 4 and later, which servers send all the same. */
export const Status = { EOF: 1, NO_SUCH_FILE: 2, PERMISSION_DENIED: 3, FAILURE: 4 } as const;

interface Meaning {
  readonly kind: RemoteErrorKind;
  /** What happened, after the path. */
  readonly says: string;
  readonly hint?: string;
}

const notFound: Meaning = { kind: 'not-found', says: 'does not exist on the server' };
const denied: Meaning = {
  kind: 'denied',
  says: 'was refused: permission denied',
  hint: 'Ask the owner of the file or the administrator of the server for the right to do this.',
};
const full: Meaning = {
  kind: 'no-space',
  says: 'could not be written: the disk of the server is full',
  hint: 'Free some space on the server and try again.',
};
const overQuota: Meaning = {
  kind: 'quota',
  says: 'could not be written: the quota of your account is used up',
  hint: 'Delete something on the server or ask for a larger quota.',
};
const exists: Meaning = { kind: 'exists', says: 'already exists on the server' };
const notEmpty: Meaning = { kind: 'not-empty', says: 'is not empty' };
const badName: Meaning = { kind: 'invalid-request', says: 'has a name that the server does not allow' };
const failed: Meaning = { kind: 'io', says: 'could not be worked on: the server gives no reason' };

const statusMeanings: ReadonlyMap<number, Meaning> = new Map([
  [1, { kind: 'protocol', says: 'ended before it should have' }],
  [2, notFound],
  [3, denied],
  [5, badName],
  [6, { kind: 'disconnected', says: 'was not reached: the server lost its own connection' }],
  [7, { kind: 'disconnected', says: 'was not reached: the server lost its own connection' }],
  [8, { kind: 'unsupported', says: 'cannot be changed like this: the server does not support it' }],
  [10, notFound],
  [11, exists],
  [12, { kind: 'denied', says: 'is on a read-only disk' }],
  [14, full],
  [15, overQuota],
  [17, { kind: 'io', says: 'is in use by another program on the server', hint: 'Try again later.' }],
  [18, notEmpty],
  [19, notFound],
  [20, badName],
  [21, { kind: 'not-found', says: 'is a link that leads round in circles' }],
]);

/** SSH_FX_FAILURE says nothing; some servers put the reason into the text. */
const failureTexts: readonly (readonly [RegExp, Meaning])[] = [
  [/no space|disk (?:is )?full|not enough (?:disk )?space/i, full],
  [/quota/i, overQuota],
  [/already exist|file exists/i, exists],
  [/not empty/i, notEmpty],
  [/no such|not found|does not exist/i, notFound],
  [/permission|denied|not permitted|read-only/i, denied],
];

/** The status code of an answer; undefined where the error is not the server's. */
export function statusOf(error: unknown): number | undefined {
  if (isRemoteError(error)) return error.data.serverCode;
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

/** True where the server failed without saying why, so that it is worth looking for the reason. */
export function isUnexplained(error: unknown): error is RemoteError {
  return isRemoteError(error, 'io') && error.data.serverCode === Status.FAILURE;
}

/** What a refused request means to the user. A `RemoteError` passes through unchanged. */
export function sftpError(error: unknown, path: RemotePath): RemoteError {
  if (isRemoteError(error)) return error;
  const serverCode = statusOf(error);
  const serverText = error instanceof Error ? error.message : String(error);
  if (serverCode === undefined) {
    return new RemoteError('disconnected', 'The connection to the server was lost.', {
      path,
      serverText,
      cause: error,
    });
  }
  const { kind, says, hint } = meaningOf(serverCode, serverText);
  return new RemoteError(kind, `“${path}” ${says}.`, {
    path,
    serverCode,
    serverText,
    cause: error,
    ...(hint === undefined ? {} : { hint }),
  });
}

function meaningOf(code: number, text: string): Meaning {
  const told = statusMeanings.get(code);
  if (told !== undefined) return told;
  return failureTexts.find(([pattern]) => pattern.test(text))?.[1] ?? failed;
}

/** The same failure, told of another path: a lost session refuses everything with the reason it was lost for. */
export function errorAt(error: RemoteError, path: RemotePath): RemoteError {
  return RemoteError.from({ ...error.data, path });
}

export function alreadyExists(path: RemotePath): RemoteError {
  return new RemoteError('exists', `“${path}” already exists on the server.`, { path });
}

export function isADirectory(path: RemotePath): RemoteError {
  return new RemoteError('invalid-request', `“${path}” is a directory, not a file.`, { path });
}

export function directoryNotEmpty(path: RemotePath): RemoteError {
  return new RemoteError('not-empty', `“${path}” is not empty.`, { path });
}

export function endlessListing(path: RemotePath): RemoteError {
  return new RemoteError('protocol', `The server does not come to an end with “${path}”, and shows nothing of it.`, {
    path,
    retry: 'never',
  });
}

/** After a write that failed without a reason. @param freeBytes What the server says is left, where it says so. */
export function writeFailed(error: RemoteError, path: RemotePath, freeBytes: number | undefined): RemoteError {
  const { serverCode, serverText } = error.data;
  const details = {
    path,
    cause: error,
    ...(serverCode === undefined ? {} : { serverCode }),
    ...(serverText === undefined ? {} : { serverText }),
  };
  if (freeBytes === 0 && full.hint !== undefined) {
    return new RemoteError('no-space', `“${path}” ${full.says}.`, { ...details, hint: full.hint });
  }
  return new RemoteError('io', `The server could not write “${path}” (often a full disk or quota).`, {
    ...details,
    hint: 'Look for free space and your quota on the server.',
  });
}
