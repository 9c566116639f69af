import type { Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, TLSSocket } from 'node:tls';
import { FTPContext, FTPError } from 'basic-ftp';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import type { Transcript } from '../transcript.ts';
import { replyError } from './ftp-errors.ts';
import { type Limit, patientFor, reasonOf, within } from './limit.ts';
import { dialTimeout, networkError, notFtpError, type Place, type Stage, silentServer } from './network-errors.ts';
import { reachPlace } from './reach-place.ts';
import { mayBeReply, parseReply, type Reply, replyText } from './reply.ts';
import { untilEvent } from './socket-event.ts';
import type { TelnetEscape } from './telnet-escape.ts';
import { passWholeLines } from './whole-lines.ts';
import { utf8Text, type WireText } from './wire-text.ts';

/** No reply is as long as this, a line of a reply even less. Characters. */
const LONGEST_REPLY = 64 * 1024;
/** Keeps the entries of routers between here and the server alive while a long transfer leaves the line silent. */
const TCP_KEEP_ALIVE_MS = 30_000;
const MASK = '****';
/** Servers, by host and port, that do not read a command while they work on the one before. */
const wantOneByOne = new Set<string>();

/** A command that is sent before its answer is needed. */
export interface Ahead {
  readonly command: string;
  /** Not called where the connection ends before the answer. */
  take(reply: Reply): void;
}

/** Telnet's "interpret as command" (RFC 854). */
const IAC = '\xff';

/**
 * One control connection (RFC 959 §3): commands out, whole replies in, in order. basic-ftp's context holds the socket
 * and cuts the stream into replies; a single task of ours stays open in it for good, so that no reply goes unnoticed.
 *
 * Whoever waits for a reply that does not come must not go on: the next reply would answer the wrong command.
 * {@link exchange} therefore closes the connection, and `lost` then says why.
 */
export class ControlConnection {
  readonly place: Place;
  /** What the server said first, on one line. */
  get welcome(): string {
    return this.#welcome;
  }
  /** The character set of names and messages. */
  readonly text: WireText;
  readonly #name: string;
  readonly #transcript: Transcript;
  readonly #context = new FTPContext(0, 'latin1');
  readonly #ended = new AbortController();
  readonly #replies: Reply[] = [];
  #awaiting: { resolve(reply: Reply): void; reject(error: Error): void } | undefined;
  #telnetEscape: TelnetEscape | undefined;
  #stage: Stage = 'dialling';
  #welcome = '';
  #secrets: readonly string[] = [];
  #leaving = false;
  /** Settles when the answer to a command that was sent ahead is here; never rejects. */
  #owed: Promise<void> | undefined;
  #tls: ConnectionOptions | undefined;

  constructor(place: Place, transcript: Transcript, text: WireText = utf8Text) {
    this.place = place;
    this.#name = `${place.host}:${place.port}`;
    this.text = text;
    this.#transcript = transcript;
    // Never settles: `#take` has no use for the task's own promise.
    void this.#context.handle(undefined, (message) => this.#take(message));
  }

  /** Why the connection is at its end. */
  get lost(): RemoteError | undefined {
    return this.#ended.signal.aborted ? reasonOf(this.#ended.signal) : undefined;
  }

  get socket(): Socket | TLSSocket {
    return this.#context.socket;
  }

  /** How the server wants the byte 0xFF from now on. In its own replies it may double it either way. */
  set telnetEscape(way: TelnetEscape) {
    this.#telnetEscape = way;
  }

  /** What data connections need to be protected the same way; absent on a plain line. The session is the newest one. */
  get tls(): ConnectionOptions | undefined {
    const { socket } = this.#context;
    if (this.#tls === undefined || !(socket instanceof TLSSocket)) return undefined;
    const session = this.#context.tlsSessionStore ?? socket.getSession();
    return { ...this.#tls, ...(session === undefined ? {} : { session }) };
  }

  /** A data connection got a newer session ticket; in TLS 1.3 each is meant to be used once (RFC 8446 appendix C.4). */
  rememberTlsSession(session: Buffer): void {
    this.#context.tlsSessionStore = session;
  }

  /** Connects; with `tls` from the first byte on (implicit TLS). The greeting comes next. */
  async dial(tls: ConnectionOptions | undefined, limit: Limit): Promise<void> {
    const { host, port } = this.place;
    this.#transcript.write('info', `Connecting to ${host}, port ${port}${tls ? ', TLS from the first byte' : ''}`);
    this.#tls = tls;
    try {
      const line = await reachPlace(this.place, limit, this.#ended.signal, (text) => this.note(text));
      this.note(`Connected to ${line.remoteAddress}`);
      if (tls) {
        this.#stage = 'securing';
        const socket = connectTls({ ...tls, socket: line });
        this.#attach(socket);
        await untilEvent(socket, 'secureConnect', 'an answer to the TLS handshake', limit, this.#ended.signal);
      } else this.#attach(line);
      this.#stage = 'greeting';
    } catch (error) {
      const silent = isRemoteError(error, 'timeout') && this.#stage === 'dialling';
      throw this.close(silent ? dialTimeout(this.place, { cause: error }) : error);
    }
  }

  /** Upgrades the connection after the server agreed to AUTH TLS (RFC 4217 §4). */
  async secure(tls: ConnectionOptions, limit: Limit): Promise<void> {
    if (this.#replies.length > 0) {
      // Whatever is said in the clear after the agreement may come from somebody in between (CVE-2011-0411 and its kin).
      throw this.close(new RemoteError('protocol', 'The server went on in the clear after it agreed to use TLS.'));
    }
    this.#stage = 'securing';
    this.#tls = tls;
    const socket = connectTls({ ...tls, socket: this.#context.socket });
    try {
      await untilEvent(socket, 'secureConnect', 'an answer to the TLS handshake', limit, this.#ended.signal);
    } catch (error) {
      throw this.close(networkError(error, this.place, 'securing'));
    }
    const underneath = this.#context.socket;
    this.#attach(socket);
    // basic-ftp took its own listeners off; what fails down there shows in the TLS socket as well.
    underneath.on('error', () => {});
    this.#stage = 'open';
  }

  /**
   * Sends a command. Throws `invalid-request`, and sends nothing, for a line break or NUL in it: a name must not become
   * a second command.
   *
   * @param shown what the transcript gets to see instead.
   */
  send(command: string, shown = command): void {
    if (/[\r\n\0]/.test(command)) {
      throw new RemoteError('invalid-request', 'FTP cannot send a name with a line break or a NUL in it.');
    }
    const wire = this.text.encode(command);
    if (this.lost) throw this.lost;
    this.#transcript.write('sent', shown);
    this.#context.send(this.#telnetEscape === 'doubled' ? wire.replaceAll(IAC, IAC + IAC) : wire);
  }

  /** The next reply, of whatever kind. Rejects when the limit ends the wait or the connection does. */
  receive(limit: Limit, awaited: string): Promise<Reply> {
    const reply = this.#replies.shift();
    if (reply) return Promise.resolve(reply);
    if (this.lost) return Promise.reject(this.lost);
    return within(limit, awaited, (resolve, reject) => {
      const awaiting = { resolve, reject };
      this.#awaiting = awaiting;
      return () => {
        if (this.#awaiting === awaiting) this.#awaiting = undefined;
      };
    });
  }

  /** The next reply that is not preliminary (1xx). */
  async receiveFinal(limit: Limit, awaited: string): Promise<Reply> {
    let reply = await this.receive(limit, awaited);
    while (reply.code < 200) reply = await this.receive(limit, awaited);
    return reply;
  }

  /**
   * vsftpd works on one command after the other and reads none while a transfer runs. Others then look for ABOR and refuse the rest
   * (ProFTPD: 450), so that nothing may follow a transfer before its end.
   */
  get queuesCommands(): boolean {
    return this.#welcome.includes('(vsFTPd ') && !wantOneByOne.has(this.#name);
  }

  /**
   * Sends a command and takes the first reply, which may be preliminary. Closes the connection where none comes.
   *
   * @param before is sent with it and answered first.
   * @param after are sent with it, and answered after its final reply: {@link expect} them then.
   */
  async exchange(
    command: string,
    limit: Limit,
    { before, after = [] }: { before?: Ahead | undefined; after?: readonly Ahead[] } = {},
  ): Promise<Reply> {
    const together = wantOneByOne.has(this.#name) ? undefined : before;
    if (before && !together) before.take(await this.ask(before.command, limit));
    if (this.#owed) await this.#owed;
    this.#sendTogether([...(together ? [together] : []), { command }, ...after], limit);
    if (together) together.take(await this.#orClose(this.receiveFinal(limit, answerTo(together.command))));
    try {
      return await this.#orClose(this.receive(limit, answerTo(command)));
    } catch (error) {
      if (together && isRemoteError(error, 'timeout')) wantOneByOne.add(this.#name);
      throw error;
    }
  }

  #sendTogether(commands: readonly { command: string; shown?: string }[], limit: Limit): void {
    if (limit.signal.aborted) throw reasonOf(limit.signal);
    this.#replies.length = 0; // Nobody asked for what waits here; it must not pass for the answer to what comes now.
    this.socket.cork();
    try {
      for (const { command, shown } of commands) this.send(command, shown);
    } finally {
      this.socket.uncork();
    }
  }

  /** Sends a command and takes its final reply, whatever its code. Closes the connection where none comes. */
  async ask(command: string, limit: Limit, shown = command): Promise<Reply> {
    if (this.#owed) await this.#owed;
    this.#sendTogether([{ command, shown }], limit);
    return this.#orClose(this.receiveFinal(limit, answerTo(command)));
  }

  /**
   * Sends several commands at once and takes the final reply of each, in their order. Closes the connection where one does not
   * come; a server that has dropped a command it did not expect is asked one by one from then on.
   *
   * @param ahead goes along with them; its answer is not waited for. Left out where the server wants one by one.
   */
  async askTogether(commands: readonly string[], limit: Limit, ahead?: Ahead): Promise<Reply[]> {
    const replies: Reply[] = [];
    if (wantOneByOne.has(this.#name) || (commands.length < 2 && !ahead)) {
      for (const command of commands) replies.push(await this.ask(command, limit));
      return replies;
    }
    if (this.#owed) await this.#owed;
    this.#sendTogether([...commands.map((command) => ({ command })), ...(ahead ? [ahead] : [])], limit);
    for (const command of commands) {
      try {
        replies.push(await this.#orClose(this.receiveFinal(limit, answerTo(command))));
      } catch (error) {
        if (isRemoteError(error, 'timeout') && replies.length > 0) wantOneByOne.add(this.#name);
        throw error;
      }
    }
    if (ahead) this.expect([ahead], limit.idleMs);
    return replies;
  }

  /** The answers to what was sent already come next; whoever asks for something else waits for them. */
  expect(owed: readonly Ahead[], idleMs: number): void {
    if (owed.length > 0) this.#owed = this.#receiveOwed(owed, idleMs);
  }

  async #receiveOwed(owed: readonly Ahead[], idleMs: number): Promise<void> {
    try {
      for (const { command, take } of owed) {
        // What it went along with may be cancelled; this may not, since its answer would be taken for another's.
        take(await this.#orClose(this.receiveFinal(patientFor(idleMs), answerTo(command))));
      }
    } catch (error) {
      // The connection is closed, and says why to whoever needs it next; what was dropped is asked for one by one from then on.
      if (isRemoteError(error, 'timeout')) wantOneByOne.add(this.#name);
    } finally {
      this.#owed = undefined;
    }
  }

  /** Like {@link ask}; the transcript and every error show asterisks for the secrets, even where the server repeats them. */
  async askHiding(command: string, secrets: readonly string[], limit: Limit): Promise<Reply> {
    this.#secrets = secrets.filter((secret) => secret !== '').toSorted((a, b) => b.length - a.length);
    try {
      const [verb, ...rest] = command.split(' ');
      return await this.ask(command, limit, [verb, this.#mask(rest.join(' '))].join(' ').trimEnd());
    } finally {
      this.#secrets = [];
    }
  }

  /** The reply to the connection itself. */
  async greeting(limit: Limit): Promise<Reply> {
    try {
      const reply = await this.receiveFinal(limit, 'a greeting');
      this.#stage = 'open';
      this.#welcome = replyText(reply);
      return reply;
    } catch (error) {
      throw this.close(isRemoteError(error, 'timeout') ? silentServer(this.place, error) : error);
    }
  }

  note(text: string): void {
    this.#transcript.write('info', text);
  }

  /** Resolves when the answer to what was sent ahead is here, if anything was. */
  caughtUp(): Promise<void> {
    return this.#owed ?? Promise.resolve();
  }

  /** Ends the connection at once and says so in the transcript. Returns the error that `lost` now is. */
  close(reason: unknown): RemoteError {
    if (this.lost) return this.lost;
    const error = networkError(reason, this.place, this.#stage);
    this.#end(error);
    if (error.kind !== 'cancelled' && !this.#leaving) this.#transcript.write('error', error.message);
    return error;
  }

  /** Says QUIT and closes. @param graceMs how long the server may take to say goodbye. */
  async quit(graceMs: number): Promise<void> {
    if (this.lost) return;
    this.#leaving = true;
    try {
      // Whoever leaves waits for no answer that nobody needs any more.
      if (this.#owed) throw new Error('an answer is owed');
      const limit = patientFor(graceMs);
      this.#sendTogether([{ command: 'QUIT' }], limit);
      await this.receiveFinal(limit, 'a goodbye');
    } catch {
      // A server that does not say goodbye is left all the same.
    }
    this.#end(new RemoteError('disconnected', 'This session was closed.'));
  }

  async #orClose(reply: Promise<Reply>): Promise<Reply> {
    try {
      return await reply;
    } catch (error) {
      // After a cancelled wait the session is lost, but not for that reason.
      if (isRemoteError(error, 'cancelled')) {
        this.close(new RemoteError('disconnected', 'The session was closed to cancel an operation.'));
        throw error;
      }
      throw this.close(error);
    }
  }

  #attach(socket: Socket | TLSSocket): void {
    socket.setNoDelay(true);
    this.#context.socket = socket;
    socket.setKeepAlive(true, TCP_KEEP_ALIVE_MS);
    passWholeLines(socket, (unfinished, line) => this.#accepts(unfinished, line));
  }

  /** What is no FTP at all is found out before it is taken for a reply. */
  #accepts(unfinished: string, line: 'first' | 'later'): boolean {
    if (this.#stage === 'greeting' && line === 'first' && !mayBeReply(unfinished)) {
      this.close(notFtpError(unfinished, this.place));
      return false;
    }
    if (unfinished.length <= LONGEST_REPLY) return true;
    this.close(new RemoteError('protocol', 'The server sends an answer without end.'));
    return false;
  }

  #take(message: Error | { code: number; message: string }): void {
    if (message instanceof Error && !(message instanceof FTPError)) {
      this.close(message);
      return;
    }
    const wire = this.#telnetEscape === undefined ? message.message : message.message.replaceAll(IAC + IAC, IAC);
    const text = this.#mask(this.text.decode(wire).text);
    const reply = parseReply(message.code, text);
    this.#transcript.write('received', text);
    const awaiting = this.#awaiting;
    this.#awaiting = undefined;
    if (awaiting) awaiting.resolve(reply);
    else this.#replies.push(reply);
    // "Service not available, closing control connection" (RFC 959 §4.2.2): nothing more will come.
    if (reply.code === 421) this.#end(replyError(reply, { to: 'go on' }));
  }

  #mask(text: string): string {
    return this.#secrets.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
  }

  #end(error: RemoteError): void {
    if (this.lost) return;
    this.#ended.abort(error);
    this.#awaiting?.reject(error);
    this.#awaiting = undefined;
    this.#context.close();
  }
}

function answerTo(command: string): string {
  return `an answer to ${command.split(' ', 1)[0] ?? command}`;
}
