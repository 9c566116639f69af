import { RemoteError } from '../../../shared/model/remote-error.ts';

/** The error where a file's disk has no trash that can take it. */
export function noTrashFor(file: string, cause?: unknown): RemoteError {
  return new RemoteError('unsupported', `“${file}” cannot be moved to the trash: its disk has none that can take it.`, {
    path: file,
    cause,
    hint: 'Nothing was changed. Delete it instead, if you do not want it back.',
  });
}

/** Whether a system call failed with one of these codes. */
export function failedWith(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
