import type { Stats } from 'node:fs';

/** Packet types of draft-ietf-secsh-filexfer-02 §3 (SFTP version 3). */
export const Request = {
  INIT: 1,
  OPEN: 3,
  CLOSE: 4,
  READ: 5,
  WRITE: 6,
  LSTAT: 7,
  FSTAT: 8,
  SETSTAT: 9,
  FSETSTAT: 10,
  OPENDIR: 11,
  READDIR: 12,
  REMOVE: 13,
  MKDIR: 14,
  RMDIR: 15,
  REALPATH: 16,
  STAT: 17,
  RENAME: 18,
  READLINK: 19,
  SYMLINK: 20,
  EXTENDED: 200,
} as const;

export const Response = { VERSION: 2, STATUS: 101, HANDLE: 102, DATA: 103, NAME: 104, ATTRS: 105, EXTENDED_REPLY: 201 };

/** Status codes of §7. */
export const Status = {
  OK: 0,
  EOF: 1,
  NO_SUCH_FILE: 2,
  PERMISSION_DENIED: 3,
  FAILURE: 4,
  BAD_MESSAGE: 5,
  OP_UNSUPPORTED: 8,
} as const;

/** Flags of OPEN, §6.3. */
export const OpenFlag = { READ: 1, WRITE: 2, APPEND: 4, CREAT: 8, TRUNC: 16, EXCL: 32 } as const;

const AttributeFlag = { SIZE: 1, UIDGID: 2, PERMISSIONS: 4, ACMODTIME: 8, EXTENDED: 0x8000_0000 } as const;

/** As OpenSSH's sftp-server; larger requests are refused by ending the session. */
export const PACKET_LIMIT_BYTES = 256 * 1024;

/** The attributes of §5 that a client sends. */
export interface Attributes {
  readonly size?: number;
  readonly permissions?: number;
  /** Milliseconds since 1970, UTC. */
  readonly modifiedAt?: number;
}

/** A packet that makes no sense ends the session. */
export class MalformedPacket extends Error {
  override readonly name = 'MalformedPacket';
}

/** Cuts a byte stream into packets, lengths removed (§3). Throws {@link MalformedPacket}. */
export async function* packetsOf(bytes: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let chunks: Buffer[] = [];
  let held = 0;
  let wanted = 4;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    held += chunk.length;
    if (held < wanted) continue;
    let rest = Buffer.concat(chunks);
    while (rest.length >= 4) {
      const length = rest.readUInt32BE(0);
      if (length === 0 || length > PACKET_LIMIT_BYTES) throw new MalformedPacket(`packet of ${length} bytes`);
      wanted = 4 + length;
      if (rest.length < wanted) break;
      yield rest.subarray(4, wanted);
      rest = rest.subarray(wanted);
      wanted = 4;
    }
    chunks = [rest];
    held = rest.length;
  }
}

/** Reads the fields of one packet in their order. Every method throws {@link MalformedPacket} at its end. */
export class PacketReader {
  readonly #packet: Buffer;
  #at = 0;

  constructor(packet: Buffer) {
    this.#packet = packet;
  }

  byte(): number {
    return this.#take(1).readUInt8(0);
  }

  uint32(): number {
    return this.#take(4).readUInt32BE(0);
  }

  uint64(): number {
    return Number(this.#take(8).readBigUInt64BE(0));
  }

  bytes(): Buffer {
    return this.#take(this.uint32());
  }

  text(): string {
    return this.bytes().toString('utf8');
  }

  /** The field of {@link bytes} that comes next, which stays to be read; empty where there is none. */
  peek(): Buffer {
    const before = this.#at;
    try {
      return this.bytes();
    } catch {
      return Buffer.alloc(0); // whoever reads it next meets the same end
    } finally {
      this.#at = before;
    }
  }

  attributes(): Attributes {
    const flags = this.uint32();
    const size = flags & AttributeFlag.SIZE ? { size: this.uint64() } : {};
    if (flags & AttributeFlag.UIDGID) this.#take(8);
    const permissions = flags & AttributeFlag.PERMISSIONS ? { permissions: this.uint32() & 0o7777 } : {};
    if (!(flags & AttributeFlag.ACMODTIME)) return { ...size, ...permissions };
    this.#take(4);
    return { ...size, ...permissions, modifiedAt: this.uint32() * 1000 };
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#packet.length) throw new MalformedPacket('packet ends early');
    const field = this.#packet.subarray(this.#at, end);
    this.#at = end;
    return field;
  }
}

export function uint32(value: number): Buffer {
  const field = Buffer.alloc(4);
  field.writeUInt32BE(value);
  return field;
}

export function uint64(value: number): Buffer {
  const field = Buffer.alloc(8);
  field.writeBigUInt64BE(BigInt(value));
  return field;
}

export function string(value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([uint32(bytes.length), bytes]);
}

/** @param size told instead of the true one. */
export function attributes(stats: Pick<Stats, 'mode' | 'mtimeMs'>, size: number): Buffer {
  const modified = uint32(Math.max(0, Math.floor(stats.mtimeMs / 1000)));
  const flags = AttributeFlag.SIZE | AttributeFlag.UIDGID | AttributeFlag.PERMISSIONS | AttributeFlag.ACMODTIME;
  // Owner and group 1000: what the first account of a Linux machine has.
  return Buffer.concat([
    uint32(flags),
    uint64(size),
    uint32(1000),
    uint32(1000),
    uint32(stats.mode),
    modified,
    modified,
  ]);
}

export function packet(type: number, ...fields: Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from([type]), ...fields]);
  return Buffer.concat([uint32(body.length), body]);
}
