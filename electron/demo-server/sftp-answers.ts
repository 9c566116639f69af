import { attributes, packet, Response, Status, string, uint32 } from './sftp-wire.ts';
import { errorCode } from './site-files.ts';

/** A packet that lacks only the id of its request. */
export type Answer = (id: number) => Buffer;

export interface NamedFile {
  readonly name: string | Buffer;
  readonly longname: string;
  readonly attributes: Buffer;
}

/** Thrown by a request; becomes its STATUS. */
export class StatusReply extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'StatusReply';
    this.status = status;
  }
}

export const done: Answer = status(Status.OK, 'Success');

export function status(code: number, message: string): Answer {
  return (id) => packet(Response.STATUS, uint32(id), uint32(code), string(message), string('en'));
}

export function handle(value: Buffer): Answer {
  return (id) => packet(Response.HANDLE, uint32(id), string(value));
}

export function data(bytes: Buffer): Answer {
  return (id) => packet(Response.DATA, uint32(id), string(bytes));
}

export function names(files: readonly NamedFile[]): Answer {
  const fields = files.flatMap((file) => [string(file.name), string(file.longname), file.attributes]);
  return (id) => packet(Response.NAME, uint32(id), uint32(files.length), ...fields);
}

/** @param size told instead of the true one. */
export function attributesOf(stats: Parameters<typeof attributes>[0], size: number): Answer {
  return (id) => packet(Response.ATTRS, uint32(id), attributes(stats, size));
}

export function extended(...fields: Buffer[]): Answer {
  return (id) => packet(Response.EXTENDED_REPLY, uint32(id), ...fields);
}

/** @param reply a status code and its text: `3 Permission denied`. */
export function refusal(reply: string): Answer {
  const [, code = String(Status.FAILURE), message = reply] = /^(\d+) (.*)$/s.exec(reply) ?? [];
  return status(Number(code), message);
}

/** Version 3 has few codes; the text says what the code cannot. Never tells a place on disk. */
export function statusOf(error: unknown): Answer {
  if (error instanceof StatusReply) return status(error.status, error.message);
  switch (errorCode(error)) {
    case 'ENOENT':
      return status(Status.NO_SUCH_FILE, 'No such file');
    case 'EACCES':
    case 'EPERM':
      return status(Status.PERMISSION_DENIED, 'Permission denied');
    case 'EEXIST':
      return status(Status.FAILURE, 'File exists');
    case 'EISDIR':
      return status(Status.FAILURE, 'Is a directory');
    case 'ELOOP':
      return status(Status.FAILURE, 'Too many levels of symbolic links');
    case 'ENOSPC':
      return status(Status.FAILURE, 'No space left on device');
    case 'ENOTDIR':
      return status(Status.FAILURE, 'Not a directory');
    case 'ENOTEMPTY':
      return status(Status.FAILURE, 'Directory not empty');
    default:
      return status(Status.FAILURE, 'Failure');
  }
}
