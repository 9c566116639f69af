/** The server's first name-lists (RFC 4253 §7.1). */
export interface ServerAlgorithms {
  readonly kex: readonly string[];
  readonly serverHostKey: readonly string[];
  readonly cipher: readonly string[];
  readonly hmac: readonly string[];
}

const KEXINIT = 20;
const COOKIE_BYTES = 16;
/** A packet may have 35,000 bytes (RFC 4253 §6.1); the lines before it are few. */
const MOST_BYTES = 64 * 1024;
/** Characters that are shown of what is no greeting. */
const MOST_SHOWN = 200;

const OTHER_PROTOCOLS: readonly (readonly [RegExp, string])[] = [
  [/^220[ -]/, 'FTP'],
  [/^HTTP\/|^<(?:!doctype|html)/i, 'HTTP'],
  [/^\* OK/, 'IMAP'],
  [/^\+OK/, 'POP3'],
  // A TLS record: alert or handshake, version 3.x (RFC 8446 §5.1).
  [/^[\x15\x16]\x03[\x00-\x04]/, 'TLS'],
];

/**
 * Reads along while the server introduces itself, all of it in the clear: its name (RFC 4253 §4.2) and the algorithms it
 * offers. What it learns serves messages and small choices, never the safety of the line.
 */
export class ServerGreeting {
  #bytes = Buffer.alloc(0);
  #ident: string | undefined;
  #algorithms: ServerAlgorithms | undefined;
  #otherProtocol: string | undefined;
  #done = false;

  /** `OpenSSH_9.2p1 Debian-2`. */
  get ident(): string | undefined {
    return this.#ident;
  }

  /** What it said in plain words instead of its name: `Not allowed at this time` (OpenSSH since 9.8, PerSourcePenalties). */
  get words(): string | undefined {
    const text = this.#bytes.toString('latin1').trim();
    const isPlain = this.#ident === undefined && /^[\t\r\n\x20-\x7e]+$/.test(text);
    return isPlain ? text.replace(/\s+/g, ' ').slice(0, MOST_SHOWN) : undefined;
  }

  get algorithms(): ServerAlgorithms | undefined {
    return this.#algorithms;
  }

  /** What the port speaks instead of SSH, where it shows. */
  get otherProtocol(): string | undefined {
    return this.#otherProtocol;
  }

  /** True where nothing more is to be learnt. */
  get done(): boolean {
    return this.#done;
  }

  push(bytes: Buffer): void {
    if (this.#done) return;
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    this.#done = this.#bytes.length > MOST_BYTES;
    const text = this.#bytes.toString('latin1');
    const line = /^SSH-[0-9.]+-([^\r\n]*)\r?\n/m.exec(text);
    if (line === null) {
      this.#otherProtocol = OTHER_PROTOCOLS.find(([start]) => start.test(text))?.[1];
      this.#done ||= this.#otherProtocol !== undefined;
      return;
    }
    this.#ident = line[1];
    this.#readPacket(this.#bytes.subarray(line.index + line[0].length));
  }

  /** `uint32 length, byte padding, byte KEXINIT, cookie, name-list...` */
  #readPacket(packet: Buffer): void {
    if (packet.length < 4 || packet.length < 4 + packet.readUInt32BE(0)) return;
    this.#done = true;
    if (packet[5] !== KEXINIT) return;
    const lists: string[][] = [];
    let at = 6 + COOKIE_BYTES;
    while (lists.length < 6 && at + 4 <= packet.length) {
      const length = packet.readUInt32BE(at);
      lists.push(packet.toString('latin1', at + 4, at + 4 + length).split(','));
      at += 4 + length;
    }
    const [kex = [], serverHostKey = [], cipher = [], , hmac = []] = lists;
    this.#algorithms = { kex: kex.filter((name) => !isMarker(name)), serverHostKey, cipher, hmac };
  }
}

/** Names among the key exchanges that only announce an extension. */
function isMarker(name: string): boolean {
  return name.startsWith('ext-info-') || name.startsWith('kex-strict-');
}
