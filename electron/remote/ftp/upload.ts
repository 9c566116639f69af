import type { Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { giveBack } from '../blocks.ts';
import { cancelledError } from '../cancelled.ts';
import { type Limit, silenceError } from './limit.ts';
import type { LineEnds } from './line-ends.ts';
import type { Transfer } from './transfer.ts';

export interface UploadOptions {
  readonly path: string;
  readonly limit: Limit;
  /** The SIZE command for this file and what it must answer once `sent` bytes went; absent where the size is not known. */
  readonly check?: (sent: number) => { sizeCommand: string; size: number };
  /** Changes the bytes on their way. What is counted are those of the body. */
  readonly lineEnds?: LineEnds;
}

/**
 * Sends `body` to its end and resolves with the bytes sent, once the server confirmed the last of them. Whatever goes
 * wrong ends the transfer; the session stays usable where the server plays along. The caller destroys the body. Nothing of it is read
 * where the bytes were sent along with the command.
 */
export async function upload(transfer: Transfer, body: Readable, options: UploadOptions): Promise<number> {
  const { limit } = options;
  let sent: number;
  try {
    sent = await pump(transfer, body, options);
  } catch (error) {
    if (error instanceof BodyError) {
      await transfer.abandon('failed');
      throw error.toRemoteError(options.path);
    }
    throw await transfer.explain(error, limit);
  }
  try {
    await transfer.confirm(options.check?.(sent), limit);
  } finally {
    transfer.socket.destroy();
  }
  return sent;
}

/** The source failed, not the server. */
class BodyError extends Error {
  toRemoteError(path: string): RemoteError {
    if (isRemoteError(this.cause)) return this.cause;
    return new RemoteError('io', `The source of “${path}” failed: ${this.message}`, { path, cause: this.cause });
  }
}

/** Resolves with the bytes when all of them have left and the data connection is closed on our side. */
function pump(transfer: Transfer, body: Readable, { path, limit, lineEnds }: UploadOptions): Promise<number> {
  const { socket } = transfer;
  return new Promise((resolve, reject) => {
    let sent = transfer.sentAlong ?? 0;
    const onData = (chunk: Buffer | string) => {
      sent += Buffer.byteLength(chunk);
      const bytes = lineEnds?.translate(Buffer.from(chunk)) ?? chunk;
      const taken = socket.write(bytes, (error) => {
        if (!error && typeof bytes !== 'string') giveBack(bytes);
      });
      if (!taken) body.pause();
    };
    const onDrain = () => body.resume();
    // The empty write waits for the last bytes of the TLS handshake: Node 24 loses the close_notify that is sent while
    // those are under way, and vsftpd then answers an empty file with 426.
    const onEnd = () => {
      const held = lineEnds?.end();
      if (held || socket instanceof TLSSocket) socket.end(held ?? Buffer.alloc(0));
      else socket.end();
    };
    const onFinish = () => settle(() => resolve(sent));
    const onBodyError = (error: unknown) =>
      fail(new BodyError(error instanceof Error ? error.message : String(error), { cause: error }));
    const onBodyClose = () => {
      if (!body.readableEnded) onBodyError(body.errored ?? new Error('it ended too early'));
    };
    const onSocketError = (error: Error) => fail(error);
    const onSocketClose = () => fail(new Error('The data connection was closed.'));
    // Node counts a write that makes progress as activity. A source that takes its time is no fault of the server's.
    const onSilence = () => {
      if (socket.writableLength === 0 && !socket.writableEnded) socket.setTimeout(limit.idleMs);
      else fail(silenceError('a sign that it takes the bytes', limit.idleMs));
    };
    const onCancel = () => fail(cancelledError(path));
    const fail = (error: unknown) => settle(() => reject(error));
    let settled = false;
    const settle = (done: () => void) => {
      if (settled) return;
      settled = true;
      limit.signal.removeEventListener('abort', onCancel);
      // Without a listener it would flow on, into nothing.
      body.off('data', onData).off('end', onEnd).off('close', onBodyClose).pause();
      socket.off('drain', onDrain).off('finish', onFinish).off('close', onSocketClose).off('timeout', onSilence);
      socket.setTimeout(0);
      done();
    };
    if (limit.signal.aborted) return onCancel();
    limit.signal.addEventListener('abort', onCancel, { once: true });
    // A server that refuses in the middle (no space, quota) says so before it closes the data connection.
    transfer.refused.catch(fail);
    socket.on('drain', onDrain).once('finish', onFinish).on('error', onSocketError).once('close', onSocketClose);
    socket.on('timeout', onSilence);
    socket.setTimeout(limit.idleMs);
    // We read nothing, yet the end of the other side must be noticed.
    socket.resume();
    if (transfer.sentAlong !== undefined && socket.writableFinished) return onFinish();
    if (socket.destroyed) return fail(socket.errored ?? new Error('The data connection was closed.'));
    if (transfer.sentAlong !== undefined) return;
    if (body.destroyed && !body.readableEnded) return onBodyClose();
    if (body.readableEnded) return onEnd();
    body.on('data', onData).once('end', onEnd).on('error', onBodyError).once('close', onBodyClose);
  });
}
