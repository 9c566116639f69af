import type { SessionStatus } from '../../shared/model/monitor.ts';
import { known } from './log-lines/line-event.ts';
import type { SourceSession } from './monitor-source.ts';
import type { OpenFile, ProcessSocket } from './processes.ts';

export type TransferFacts = Partial<Pick<SourceSession, 'file' | 'transferred' | 'size'>>;

/** What an FTP command does, by its verb (RFC 959 §4.1.3, RFC 3659). */
export function statusOfCommand(verb: string): SessionStatus {
  if (verb === 'RETR') return 'downloading';
  if (/^(?:STOR|STOU|APPE)$/.test(verb)) return 'uploading';
  if (/^(?:LIST|NLST|MLSD|STAT)$/.test(verb)) return 'listing';
  return verb === 'IDLE' ? 'idle' : 'busy';
}

/**
 * How far a transfer is, from what the kernel knows. Servers send files in ways that leave their position untouched, so a download
 * is measured by what the data connection has delivered; an upload by the file where it can be seen.
 */
export function transferFacts(
  status: SessionStatus,
  file: OpenFile | undefined,
  data: Pick<ProcessSocket, 'sent' | 'received'> | undefined,
): TransferFacts {
  if (status === 'downloading') {
    const delivered = data?.sent ?? file?.position;
    const transferred = file && delivered !== undefined ? Math.min(delivered, file.size) : delivered;
    return known({ transferred, size: file?.size });
  }
  if (status === 'uploading') return known({ transferred: file?.position ?? data?.received });
  return {};
}

/** The open file that a server means by this name, which may be relative and have `?` for what is no ASCII. */
export function openFileNamed(name: string, status: SessionStatus, files: readonly OpenFile[]): OpenFile | undefined {
  const direction = status === 'uploading' ? 'write' : 'read';
  const wanted = lastPart(name);
  return files.find(
    (file) => (file.direction === direction || file.direction === 'both') && looksLike(wanted, lastPart(file.path)),
  );
}

/** The name as the server shows it, or with the file's real name where the server could only show a part of it. */
export function fileName(shown: string, file: OpenFile | undefined): string {
  if (file === undefined || !shown.includes('?')) return shown;
  return shown.slice(0, shown.length - lastPart(shown).length) + lastPart(file.path);
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Byte by byte: a question mark stands for any one of them. */
function looksLike(shown: string, real: string): boolean {
  const a = Buffer.from(shown);
  const b = Buffer.from(real);
  return a.length === b.length && a.every((byte, index) => byte === 0x3f || byte === b[index]);
}
