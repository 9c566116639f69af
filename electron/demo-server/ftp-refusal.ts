import { errorCode } from './site-files.ts';

/** Thrown by a command; the reply is sent as it is. */
export class FtpRefusal extends Error {
  readonly reply: string;

  constructor(reply: string) {
    super(reply);
    this.name = 'FtpRefusal';
    this.reply = reply;
  }
}

const FILE_REPLIES: Readonly<Record<string, string>> = {
  EACCES: '550 Permission denied.',
  EPERM: '550 Permission denied.',
  EEXIST: '550 File exists.',
  EINVAL: '553 File name not allowed.',
  EISDIR: '550 Is a directory.',
  ELOOP: '550 Too many levels of symbolic links.',
  ENAMETOOLONG: '553 File name too long.',
  ENOENT: '550 No such file or directory.',
  ENOSPC: '552 No space left on device.',
  ENOTDIR: '550 Not a directory.',
  ENOTEMPTY: '550 Directory not empty.',
};

/** The reply to a failed command; never tells a place on disk. */
export function replyTo(error: unknown): string {
  if (error instanceof FtpRefusal) return error.reply;
  return FILE_REPLIES[errorCode(error) ?? ''] ?? '451 Local error in processing.';
}
