import { constants } from 'node:fs';
import type { ListedRow } from './faults.ts';
import {
  type Answer,
  attributesOf,
  data,
  done,
  extended,
  handle,
  type NamedFile,
  names,
  StatusReply,
  status,
} from './sftp-answers.ts';
import type { SftpRequests, SftpSession } from './sftp-session.ts';
import {
  type Attributes,
  attributes,
  OpenFlag,
  PACKET_LIMIT_BYTES,
  type PacketReader,
  Status,
  uint64,
} from './sftp-wire.ts';
import { FileError } from './site-files.ts';
import { unixRow } from './unix-listing.ts';

const ROWS_PER_PACKET = 100;
/** Room for a packet's own fields beside its data, as OpenSSH leaves it. */
const DATA_LIMIT_BYTES = PACKET_LIMIT_BYTES - 1024;
const FILE_TYPES = { file: constants.S_IFREG, directory: constants.S_IFDIR, symlink: constants.S_IFLNK } as const;

/** Every request of draft-ietf-secsh-filexfer-02 §6, and OpenSSH's extensions. */
export const sftpRequests: SftpRequests = {
  OPEN: open,
  READ: read,
  WRITE: write,
  OPENDIR: openDirectory,
  READDIR: readDirectory,
  STAT: (session, reader) => stat(session, reader.text(), 'follow'),
  LSTAT: (session, reader) => stat(session, reader.text(), 'keep'),
  FSTAT: async (session, reader) => {
    const { path, file } = session.file(reader.bytes());
    const stats = await file.stat();
    return attributesOf(stats, session.site.faults.size(path, stats.size));
  },
  SETSTAT: async (session, reader) => {
    const path = reader.text();
    const wanted = reader.attributes();
    if (wanted.size !== undefined) {
      const { file } = await session.site.files.open(path, constants.O_WRONLY);
      await using _closed = file;
      await file.truncate(wanted.size);
    }
    return setAttributes(session, path, wanted);
  },
  FSETSTAT: async (session, reader) => {
    const { path, file } = session.file(reader.bytes());
    const wanted = reader.attributes();
    if (wanted.size !== undefined) await file.truncate(wanted.size);
    return setAttributes(session, path, wanted);
  },
  CLOSE: async (session, reader) => {
    await session.close(reader.bytes());
    return done;
  },
  REMOVE: async (session, reader) => {
    await session.site.files.removeFile(reader.text());
    return done;
  },
  MKDIR: async (session, reader) => {
    const path = await session.site.files.makeDirectory(reader.text());
    const { permissions } = reader.attributes();
    if (permissions !== undefined) await session.site.files.setPermissions(path, permissions);
    return done;
  },
  RMDIR: async (session, reader) => {
    await session.site.files.removeEmptyDirectory(reader.text());
    return done;
  },
  RENAME: async (session, reader) => {
    await session.site.files.rename(reader.text(), reader.text(), 'refuse');
    return done;
  },
  REALPATH: async (session, reader) => {
    const { path } = await session.site.files.find(reader.text(), 'follow');
    return names([{ name: path, longname: path, attributes: noAttributes }]);
  },
  READLINK: async (session, reader) => {
    const target = await session.site.files.readLink(reader.text());
    return names([{ name: target, longname: target, attributes: noAttributes }]);
  },
  SYMLINK: async (session, reader) => {
    const [first, second] = [reader.text(), reader.text()];
    const [path, target] = session.symlinkOrder === 'as-openssh' ? [second, first] : [first, second];
    await session.site.files.createSymlink(path, target);
    return done;
  },
  EXTENDED: extendedRequest,
};

const noAttributes = Buffer.alloc(4);

async function open(session: SftpSession, reader: PacketReader): Promise<Answer> {
  const name = reader.text();
  const wanted = reader.uint32();
  const { permissions } = reader.attributes();
  session.demandRoom();
  const { path, file } = await session.site.files.open(name, diskFlags(wanted), permissions);
  const append = (wanted & OpenFlag.APPEND) !== 0;
  session.live.begin((wanted & OpenFlag.WRITE) === 0 ? 'downloading' : 'uploading', path);
  return handle(session.keep({ kind: 'file', path, file, append, received: 0 }));
}

/** §6.3; without READ and WRITE a file is opened to be read. */
function diskFlags(wanted: number): number {
  const writes = (wanted & OpenFlag.WRITE) !== 0;
  const access = writes ? (wanted & OpenFlag.READ ? constants.O_RDWR : constants.O_WRONLY) : constants.O_RDONLY;
  if (!writes) return access;
  return (
    access |
    (wanted & OpenFlag.CREAT ? constants.O_CREAT : 0) |
    (wanted & OpenFlag.TRUNC ? constants.O_TRUNC : 0) |
    (wanted & OpenFlag.EXCL ? constants.O_EXCL : 0)
  );
}

async function read(session: SftpSession, reader: PacketReader): Promise<Answer> {
  const { file } = session.file(reader.bytes());
  const offset = reader.uint64();
  const length = Math.min(reader.uint32(), DATA_LIMIT_BYTES);
  const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, offset);
  if (bytesRead === 0 && length > 0) return status(Status.EOF, 'End of file');
  session.live.moved(bytesRead);
  return data(buffer.subarray(0, bytesRead));
}

async function write(session: SftpSession, reader: PacketReader): Promise<Answer> {
  const opened = session.file(reader.bytes());
  const offset = reader.uint64();
  const bytes = reader.bytes();
  opened.received += bytes.length;
  if (session.site.faults.diskFull(opened.path, opened.received)) throw new FileError('ENOSPC');
  const start = opened.append ? (await opened.file.stat()).size : offset;
  for (let at = 0; at < bytes.length; ) {
    at += (await opened.file.write(bytes, at, bytes.length - at, start + at)).bytesWritten;
  }
  session.live.moved(bytes.length);
  return done;
}

async function openDirectory(session: SftpSession, reader: PacketReader): Promise<Answer> {
  session.demandRoom();
  const { directory, rows } = await session.site.files.list(reader.text());
  const all = withDots(await session.site.files.row(directory), session.site.faults.rows(directory, rows));
  session.live.begin('listing', directory);
  return handle(session.keep({ kind: 'directory', path: directory, rows: all[Symbol.asyncIterator]() }));
}

async function* withDots(here: ListedRow, rows: AsyncIterable<ListedRow>): AsyncIterable<ListedRow> {
  yield { ...here, name: '.' };
  yield { ...here, name: '..' };
  yield* rows;
}

async function readDirectory(session: SftpSession, reader: PacketReader): Promise<Answer> {
  const { rows } = session.directory(reader.bytes());
  const page: NamedFile[] = [];
  const now = Date.now();
  while (page.length < ROWS_PER_PACKET) {
    const next = await rows.next();
    if (next.done) break;
    page.push(named(next.value, now));
  }
  return page.length === 0 ? status(Status.EOF, 'End of directory') : names(page);
}

function named(row: ListedRow, now: number): NamedFile {
  const mode = FILE_TYPES[row.type] | row.permissions;
  return {
    name: row.name,
    longname: `${unixRow(row, now)}${row.name.toString()}`,
    attributes: attributes({ mode, mtimeMs: row.modifiedAt }, row.size),
  };
}

async function stat(session: SftpSession, path: string, last: 'follow' | 'keep'): Promise<Answer> {
  const found = await session.site.files.stat(path, last);
  const { size } = found.stats;
  return attributesOf(found.stats, found.stats.isFile() ? session.site.faults.size(found.path, size) : size);
}

async function setAttributes(session: SftpSession, path: string, wanted: Attributes): Promise<Answer> {
  const { files } = session.site;
  if (wanted.permissions !== undefined) await files.setPermissions(path, wanted.permissions);
  if (wanted.modifiedAt !== undefined) await files.setModifiedTime(path, wanted.modifiedAt);
  return done;
}

async function extendedRequest(session: SftpSession, reader: PacketReader): Promise<Answer> {
  switch (reader.text()) {
    case 'posix-rename@openssh.com':
      await session.site.files.rename(reader.text(), reader.text(), 'replace');
      return done;
    case 'fsync@openssh.com':
      await session.file(reader.bytes()).file.sync();
      return done;
    case 'limits@openssh.com':
      return extended(uint64(PACKET_LIMIT_BYTES), uint64(DATA_LIMIT_BYTES), uint64(DATA_LIMIT_BYTES), uint64(0));
    default:
      throw new StatusReply(Status.OP_UNSUPPORTED, 'Operation unsupported');
  }
}
