import { normalizePath } from '../../shared/model/remote-path.ts';
import { machineFacts, typeFact } from './ftp-listing.ts';
import { FtpRefusal } from './ftp-refusal.ts';
import { type FtpCommand, type FtpSession, replyLines } from './ftp-session.ts';
import { formatFtpTime, parseFtpTime } from './ftp-time.ts';

/** Everything about files that needs no data connection. */
export const fileCommands: Record<string, FtpCommand> = {
  PWD: { run: (session) => `257 ${quoted(session.directory)} is the current directory` },
  CWD: { run: (session, argument) => changeDirectory(session, session.path(argument)) },
  CDUP: { run: (session) => changeDirectory(session, session.path('..')) },
  MKD: {
    async run(session, argument) {
      const path = await session.site.files.makeDirectory(session.path(argument));
      return `257 ${quoted(path)} created`;
    },
  },
  RMD: {
    async run(session, argument) {
      await session.site.files.removeEmptyDirectory(session.path(argument));
      return '250 Directory removed.';
    },
  },
  DELE: {
    async run(session, argument) {
      await session.site.files.removeFile(session.path(argument));
      return '250 File removed.';
    },
  },
  RNFR: {
    async run(session, argument) {
      const path = session.path(argument);
      await session.site.files.stat(path, 'keep');
      session.renameFrom = path;
      return '350 Ready for RNTO.';
    },
  },
  RNTO: {
    async run(session, argument) {
      const from = session.renameFrom;
      if (from === undefined) return '503 RNFR comes first.';
      session.renameFrom = undefined;
      await session.site.files.rename(from, session.path(argument), 'replace');
      return '250 Renamed.';
    },
  },
  SIZE: { run: size },
  MDTM: {
    async run(session, argument) {
      const { stats } = await session.site.files.stat(session.path(argument), 'follow');
      return `213 ${formatFtpTime(stats.mtimeMs)}`;
    },
  },
  MFMT: {
    async run(session, argument) {
      const [, time = '', name = ''] = /^(\S+) (.+)$/s.exec(argument) ?? [];
      const modifiedAt = parseFtpTime(time);
      if (modifiedAt === undefined) return '501 A time as YYYYMMDDHHMMSS and a path are needed.';
      await session.site.files.setModifiedTime(session.path(name), modifiedAt);
      return `213 Modify=${time}; ${name}`;
    },
  },
  MLST: {
    async run(session, argument) {
      const path = session.path(argument === '' ? '.' : argument);
      const row = await session.site.files.row(path);
      const size = row.type === 'file' ? session.site.faults.size(normalizePath(path), row.size) : row.size;
      const shown = { ...row, size };
      return replyLines(250, 'Listing', [`${machineFacts(shown, typeFact(shown), session.facts)} ${argument}`], 'End');
    },
  },
  SITE: { run: site },
};

async function changeDirectory(session: FtpSession, path: string): Promise<string> {
  const { path: directory, stats } = await session.site.files.stat(path, 'follow');
  if (!stats.isDirectory()) return '550 Not a directory.';
  // Entering needs the right to pass through it, which a look at its own `.` asks for.
  await session.site.files.stat(`${directory}/.`, 'follow');
  session.directory = directory;
  return '250 Directory changed.';
}

/** RFC 3659 §4: bytes as the current TYPE would send them, which for ASCII nobody wants to count. */
async function size(session: FtpSession, argument: string): Promise<string> {
  const path = session.path(argument);
  if (session.representation === 'ascii') return '550 SIZE is not given in ASCII mode.';
  const { path: found, stats } = await session.site.files.stat(path, 'follow');
  if (!stats.isFile()) return '550 Not a plain file.';
  return `213 ${session.site.faults.size(found, stats.size)}`;
}

async function site(session: FtpSession, argument: string): Promise<string> {
  const [, verb = '', rest = ''] = /^(\S+)(?: (.*))?$/s.exec(argument) ?? [];
  if (verb.toUpperCase() === 'HELP') return replyLines(214, 'SITE commands:', ['CHMOD', 'HELP'], 'End');
  if (verb.toUpperCase() !== 'CHMOD') return '504 Unknown SITE command.';
  const [, permissions = '', name = ''] = /^([0-7]{3,4}) (.+)$/s.exec(rest) ?? [];
  if (name === '') throw new FtpRefusal('501 SITE CHMOD needs octal permissions and a path.');
  await session.site.files.setPermissions(session.path(name), Number.parseInt(permissions, 8));
  return '200 Permissions changed.';
}

/** RFC 959, appendix II: quotes inside are doubled. */
function quoted(path: string): string {
  return `"${path.replaceAll('"', '""')}"`;
}
