import { RemoteError } from '../../../shared/model/remote-error.ts';
import { normalizePath, parentPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { Call, Extras } from '../remote-file-system.ts';
import { findEntry } from './find-entry.ts';
import { errorOf } from './ftp-errors.ts';
import type { FtpServer } from './ftp-server.ts';
import type { Limit } from './limit.ts';
import { existing } from './meanings.ts';
import { rawCommandOf } from './raw-command.ts';
import { explainRefusal } from './refusal.ts';
import { isPositive } from './reply.ts';
import { offersChecksums, ServerChecksums } from './server-checksum.ts';

/** Runs work on the session when its turn has come. @param path what it is about, where it is about a path. */
export type Perform = <T>(path: RemotePath | undefined, call: Call, work: (limit: Limit) => Promise<T>) => Promise<T>;

/**
 * What the server does by itself, as far as FEAT names it: sums (HASH and its older kin), copies (ProFTPD's mod_copy), links
 * (mod_site_misc), the space that is left (AVBL, draft-peterson-streamlined-ftp-command-extensions §4). Any server takes
 * commands of the user's own.
 */
export function serverExtras(server: FtpServer, perform: Perform): Extras {
  const { control, features } = server;
  const extras: Extras = {
    rawCommand: async (line, call) => {
      const command = rawCommandOf(line);
      return perform(undefined, call, async (limit) => {
        const reply = await control.askHiding(command.line, command.secrets, patienceFor(command.verb, limit));
        return [...reply.lines.slice(0, -1), `${reply.code} ${reply.lines.at(-1) ?? ''}`.trim()];
      });
    },
  };
  // The rest is about paths in the form of Unix.
  if (server.paths.kind === 'foreign') return extras;
  if (offersChecksums(features)) {
    const checksums = new ServerChecksums(server);
    extras.checksum = (path, wanted, call) => perform(path, call, (limit) => checksums.sum(path, wanted, limit));
  }
  if (features.hasSite('COPY')) {
    extras.serverCopy = (from, to, call) => perform(from, call, (limit) => copy(server, from, to, limit));
  }
  if (features.hasSite('SYMLINK')) {
    extras.createSymlink = (path, target, call) => perform(path, call, (limit) => link(server, path, target, limit));
  }
  if (features.has('AVBL')) {
    extras.freeSpace = (path, call) =>
      perform(path, call, async (limit) => {
        const reply = await control.ask(`AVBL ${path}`, limit);
        const free = Number(/^\s*(\d{1,16})\b/.exec(reply.lines[0] ?? '')?.[1]);
        if (isPositive(reply) && Number.isSafeInteger(free)) return { free };
        throw await explainRefusal(server, 'free-space', path, reply, limit);
      });
  }
  return extras;
}

/** What reads a whole file, or runs a program, takes as long as it takes; the user can cancel it. */
function patienceFor(verb: string, limit: Limit): Limit {
  const isSlow = /^(?:SITE|HASH|MD5|MMD5|X(?:CRC|MD5|SHA\d*))$/.test(verb);
  return isSlow ? { signal: limit.signal, idleMs: Number.POSITIVE_INFINITY } : limit;
}

/** SITE CPFR and CPTO. The server is silent while it copies. */
async function copy(server: FtpServer, from: RemotePath, to: RemotePath, limit: Limit): Promise<void> {
  const attempt = { to: `copy something to “${to}”`, path: to };
  if (await findEntry(server, to, 'thorough', limit)) throw errorOf(existing(attempt), attempt);
  const first = await server.control.ask(`SITE CPFR ${from}`, limit);
  if (first.code !== 350) throw await explainRefusal(server, 'copy-source', from, first, limit);
  const second = await server.control.ask(`SITE CPTO ${to}`, patienceFor('SITE', limit));
  if (!isPositive(second)) throw await explainRefusal(server, 'copy-target', to, second, limit);
}

/**
 * SITE SYMLINK takes two words, and has no way to spell a space in one. ProFTPD takes a target for relative to where the
 * session happens to be, and stores it whole; so it is told the whole path.
 */
async function link(server: FtpServer, path: RemotePath, target: string, limit: Limit): Promise<void> {
  if (/\s/.test(path) || /\s/.test(target) || target === '') {
    throw new RemoteError('unsupported', 'This server can make no link whose name or target has a space in it.', {
      path,
    });
  }
  const attempt = { to: `make the link “${path}”`, path };
  if (await findEntry(server, path, 'thorough', limit)) throw errorOf(existing(attempt), attempt);
  const whole = target.startsWith('/') ? target : normalizePath(`${parentPath(path)}/${target}`);
  const reply = await server.control.ask(`SITE SYMLINK ${whole} ${path}`, limit);
  if (!isPositive(reply)) throw await explainRefusal(server, 'make-link', path, reply, limit);
}
