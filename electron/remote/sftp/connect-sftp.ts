import { normalizePath } from '../../../shared/model/remote-path.ts';
import { untilCancelled } from '../cancelled.ts';
import type { Connect } from '../connect.ts';
import { RemoteShell } from './remote-shell.ts';
import { SftpChannel } from './sftp-channel.ts';
import { SftpFileSystem } from './sftp-file-system.ts';
import type { Pipeline } from './sftp-read-stream.ts';
import { openSshConnection } from './ssh-connection.ts';
import { SshExec } from './ssh-exec.ts';

const KIBIBYTE = 1024;
/**
 * What every server takes (draft-ietf-secsh-filexfer-02 §3: packets of 34,000 bytes). ssh2 leaves 2 KiB of those to the rest of a
 * request, so it is a little less for servers that are not OpenSSH.
 */
const SAFE_PIPELINE: Pipeline = { chunk: 32 * KIBIBYTE, depth: 32 };
/**
 * The largest request of OpenSSH. A large piece costs less per byte: 512 MiB on loopback, get and put, took 141 / 111 MiB/s
 * with 64 KiB, 188 / 186 with 128 and 243 / 229 with 255. Only for servers that say (limits@openssh.com) that they take it.
 */
const LARGE_PIPELINE: Pipeline = { chunk: 255 * KIBIBYTE, depth: 16 };
/** Whoever wrote a file may have known another version of the server. Bytes. */
const WRITES_AHEAD = Math.max(...[SAFE_PIPELINE, LARGE_PIPELINE].map(({ chunk, depth }) => chunk * depth));

/** Opens an SFTP session (SSH 2, SFTP version 3). */
export const connectSftp: Connect = async (target, context) => {
  const connection = await openSshConnection(target, context);
  const { connectMs, idleMs } = context.timeouts;
  const channel = await SftpChannel.open(connection, connectMs, context.signal);
  try {
    const home = normalizePath(await untilCancelled(channel.realPath('.'), context.signal));
    channel.idleMs = idleMs;
    const { read, write } = channel.packetLimits;
    const announced = channel.offers('limits@openssh.com', '1');
    const extensions = Object.keys(channel.extensions).join(', ') || 'none';
    context.transcript.write('info', `SFTP is open in ${home}; extensions: ${extensions}`);
    const { reason, fingerprint, authority } = connection.trust;
    const facts = {
      home,
      security: {
        level: 'encrypted',
        protocol: 'SSH',
        cipher: connection.cipher,
        trust: reason,
        fingerprint,
        ...(authority === undefined ? {} : { authority }),
      },
      software: connection.software,
      reading: pipelineFor({ most: read, announced }, connection.software),
      writing: pipelineFor({ most: write, announced }, connection.software),
      writesAhead: WRITES_AHEAD,
      flush: target.sftp?.flushUploads === true && channel.offers('fsync@openssh.com', '1'),
    } as const;
    const account = `${target.user}@${target.host}:${target.port}`;
    const remoteShell = new RemoteShell(new SshExec(connection, account), account);
    return new SftpFileSystem(channel, facts, remoteShell, context.transcript);
  } catch (error) {
    await channel.end();
    throw error;
  }
};

/**
 * How transfers are cut: never into more than `most`, which one packet holds. OpenSSH for Windows announces large requests and then
 * fails with them.
 */
function pipelineFor({ most, announced }: { most: number; announced: boolean }, software: string): Pipeline {
  const takesLarge = announced && most >= SAFE_PIPELINE.chunk && !/windows/i.test(software);
  const { chunk, depth } = takesLarge ? LARGE_PIPELINE : SAFE_PIPELINE;
  return { chunk: Math.min(chunk, most), depth };
}
