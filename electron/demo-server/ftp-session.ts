import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import { normalizePath, type RemotePath } from '../../shared/model/remote-path.ts';
import type { Account } from './account.ts';
import type { Faults } from './faults.ts';
import { ControlConnection } from './ftp-control-connection.ts';
import { type DataChannel, protectData } from './ftp-data-channel.ts';
import { FACTS, type Fact } from './ftp-listing.ts';
import { FtpRefusal, replyTo } from './ftp-refusal.ts';
import type { DemoSessionState, LiveSession } from './sessions.ts';
import type { SiteFiles } from './site-files.ts';

/** `required` refuses logins and data in the clear; `absent` knows no AUTH. */
export type FtpTls =
  | { readonly mode: 'offered' | 'required'; readonly context: SecureContext }
  | { readonly mode: 'absent' };

/** What every FTP session of a server shares. */
export interface FtpSite {
  readonly files: SiteFiles;
  readonly account: Account;
  readonly faults: Faults;
  readonly tls: FtpTls;
}

/** The whole last reply, without its line end; `undefined` where the command has sent it itself. */
export type FtpReply = string | undefined;

export interface FtpCommand {
  /** Absent: only after login. */
  readonly when?: 'always';
  run(session: FtpSession, argument: string): Promise<FtpReply> | FtpReply;
}

/** One client: what it has told so far (RFC 959 §5.3) and the loop that serves its commands one after another. */
export class FtpSession {
  readonly site: FtpSite;
  readonly live: LiveSession;
  readonly socket: Socket;
  readonly control: ControlConnection;
  claimedUser: string | undefined;
  failedLogins = 0;
  loggedIn = false;
  directory: RemotePath = '/';
  representation: 'ascii' | 'image' = 'ascii';
  /** Where the next RETR or STOR starts, bytes (RFC 3659 §5). */
  restartOffset = 0;
  renameFrom: string | undefined;
  protection: 'clear' | 'private' = 'clear';
  extendedPassiveOnly = false;
  facts: ReadonlySet<Fact> = new Set(FACTS);
  #dataChannel: DataChannel | undefined;
  #transfer: AbortController | undefined;

  constructor(site: FtpSite, live: LiveSession, socket: Socket) {
    this.site = site;
    this.live = live;
    this.socket = socket;
    this.control = new ControlConnection(socket, () => this.#transfer?.abort());
  }

  /** Ends when the client is gone. */
  async serve(commands: ReadonlyMap<string, FtpCommand>): Promise<void> {
    this.control.send('220 Portside demo server ready.');
    for await (const line of this.control.commands()) {
      const [, verb = '', argument = ''] = /^([a-z]{3,4})(?: (.*))?$/is.exec(line) ?? [];
      const command = verb.toUpperCase();
      const occasion = { protocol: 'ftp', connection: this.live.ordinal, command, argument } as const;
      const course = this.site.faults.command(occasion);
      if (course === 'stall') await this.live.closed;
      else if (course === 'close') this.control.destroy();
      else {
        const reply = course === 'proceed' ? await this.#answer(commands.get(command), argument) : course.refuse;
        if (reply !== undefined) this.control.send(reply);
      }
    }
    this.#dataChannel?.[Symbol.dispose]();
  }

  /** The argument as a path: relative to the working directory, `..` never above the root. Throws 501 and 553. */
  path(argument: string): RemotePath {
    if (argument === '') throw new FtpRefusal('501 A path is needed.');
    if (argument.includes('\0')) throw new FtpRefusal('553 File name not allowed.');
    return argument.startsWith('/') ? argument : `${this.directory}/${argument}`;
  }

  /** Takes the place of a channel that was settled before and never used. */
  settleDataChannel(channel: DataChannel): void {
    this.#dataChannel?.[Symbol.dispose]();
    this.#dataChannel = channel;
  }

  /** The settled data channel, for one transfer; dispose it whatever happens. Throws 425 and 522. */
  takeDataChannel(): DataChannel {
    const channel = this.#dataChannel;
    this.#dataChannel = undefined;
    if (!channel) throw new FtpRefusal('425 Use EPSV, PASV, EPRT or PORT first.');
    if (this.site.tls.mode === 'required' && this.protection === 'clear') {
      channel[Symbol.dispose]();
      throw new FtpRefusal('522 Data connections must be encrypted.');
    }
    return channel;
  }

  takeRestartOffset(): number {
    const offset = this.restartOffset;
    this.restartOffset = 0;
    return offset;
  }

  /**
   * Opens the data connection, moves the data, and resolves once all of it has left or arrived. Throws 425, 426 when the
   * connection breaks or ABOR arrives, and whatever the files say.
   */
  async transfer(
    channel: DataChannel,
    state: Exclude<DemoSessionState, 'logging-in' | 'idle'>,
    path: RemotePath,
    move: (data: Duplex, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const aborted = new AbortController();
    const signal = AbortSignal.any([aborted.signal, this.control.gone]);
    this.#transfer = aborted;
    this.live.begin(state, path);
    try {
      const socket = await channel.connect(this.control.gone);
      this.control.send(`150 Opening data connection (${state} ${normalizePath(path)}).`);
      try {
        const data = await this.#protect(socket, signal);
        data.on('error', () => {}); // move() rejects with it
        await move(data, signal);
        // It closes by itself once both sides have ended; to close it now could reset it and lose unread bytes.
        data.end();
        data.resume();
        this.control.gone.addEventListener('abort', () => data.destroy(), { once: true });
      } catch (error) {
        socket.destroy();
        throw isBroken(error) ? new FtpRefusal('426 Transfer aborted; data connection closed.') : error;
      }
    } finally {
      this.#transfer = undefined;
      this.live.finish();
    }
  }

  async #protect(socket: Socket, gone: AbortSignal): Promise<Duplex> {
    const { tls } = this.site;
    return this.protection === 'private' && tls.mode !== 'absent' ? protectData(socket, tls.context, gone) : socket;
  }

  async #answer(command: FtpCommand | undefined, argument: string): Promise<FtpReply> {
    if (!command) return '502 Command not implemented.';
    if (!this.loggedIn && command.when !== 'always') return '530 Please log in with USER and PASS.';
    try {
      return await command.run(this, argument);
    } catch (error) {
      return replyTo(error);
    }
  }
}

/** Whether it was the line that failed, or ABOR, rather than the files. */
function isBroken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return error.name === 'AbortError' || /^(ECONN|EPIPE|ERR_STREAM|ERR_SSL|ERR_TLS)/.test(code);
}

/** A reply of several lines (RFC 959 §4.2, RFC 2389 §3.2). */
export function replyLines(code: number, first: string, lines: readonly string[], last: string): string {
  return [`${code}-${first}`, ...lines.map((line) => ` ${line}`), `${code} ${last}`].join('\r\n');
}
