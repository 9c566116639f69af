import ssh2, { type Attributes, type SFTPWrapper } from 'ssh2';

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;

/** A READ or WRITE as it came over the line. Bytes. */
export interface TransferRequest {
  readonly offset: number;
  readonly length: number;
}

/** The largest READ and WRITE that a server says it takes; 0 says that there is no limit. Bytes. */
export interface Limits {
  readonly read: number;
  readonly write: number;
}

/** A file that grows as it is written. */
class GrowingFile {
  #bytes = Buffer.alloc(1024 * 1024);
  #size = 0;

  get content(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }

  write(bytes: Buffer, offset: number): void {
    this.#size = Math.max(this.#size, offset + bytes.length);
    while (this.#bytes.length < this.#size)
      this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#bytes.length)]);
    bytes.copy(this.#bytes, offset);
  }

  cut(size: number): void {
    this.#bytes.fill(0, size);
    this.#size = Math.min(this.#size, size);
  }
}

/** The files of a scripted server, and what was asked of them. A handle is of no use once it was closed. */
export class FilesInMemory {
  /** In the order in which they came. */
  readonly requests: TransferRequest[] = [];
  readonly #files = new Map<string, GrowingFile>();

  has(path: string): boolean {
    return this.#files.has(path);
  }

  content(path: string): Buffer {
    return this.#files.get(path)?.content ?? Buffer.alloc(0);
  }

  serve(sftp: SFTPWrapper): void {
    const opened = new Map<string, string>();
    let handles = 0;
    const onHandle = (id: number, handle: Buffer, answer: (path: string) => void) => {
      const path = opened.get(handle.toString());
      if (path === undefined) sftp.status(id, STATUS_CODE.FAILURE, 'no such handle');
      else answer(path);
    };
    sftp.on('REALPATH', (id, path) => sftp.name(id, [{ filename: path, longname: '', attrs: attributesOf(0) }]));
    sftp.on('LSTAT', (id, path) => {
      if (this.#files.has(path)) sftp.attrs(id, attributesOf(this.content(path).length));
      else sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    });
    sftp.on('OPEN', (id, path, flags) => {
      if ((flags & OPEN_MODE.TRUNC) !== 0) this.#files.set(path, new GrowingFile());
      handles += 1;
      opened.set(`${handles}`, path);
      sftp.handle(id, Buffer.from(`${handles}`));
    });
    sftp.on('FSTAT', (id, handle) =>
      onHandle(id, handle, (path) => sftp.attrs(id, attributesOf(this.content(path).length))),
    );
    sftp.on('FSETSTAT', (id, handle, { size }: Partial<Attributes>) =>
      onHandle(id, handle, (path) => {
        if (size !== undefined) this.#files.get(path)?.cut(size);
        sftp.status(id, STATUS_CODE.OK);
      }),
    );
    sftp.on('WRITE', (id, handle, offset, bytes) =>
      onHandle(id, handle, (path) => {
        this.requests.push({ offset, length: bytes.length });
        this.#files.get(path)?.write(bytes, offset);
        sftp.status(id, STATUS_CODE.OK);
      }),
    );
    sftp.on('READ', (id, handle, offset, length) =>
      onHandle(id, handle, (path) => {
        this.requests.push({ offset, length });
        const bytes = this.content(path).subarray(offset, offset + length);
        if (bytes.length === 0) sftp.status(id, STATUS_CODE.EOF);
        else sftp.data(id, bytes);
      }),
    );
    sftp.on('CLOSE', (id, handle) => {
      opened.delete(handle.toString());
      sftp.status(id, STATUS_CODE.OK);
    });
    sftp.on('REMOVE', (id, path) => {
      sftp.status(id, this.#files.delete(path) ? STATUS_CODE.OK : STATUS_CODE.NO_SUCH_FILE);
    });
    sftp.on('RENAME', (id, from, to) => {
      this.#files.set(to, this.#files.get(from) ?? new GrowingFile());
      this.#files.delete(from);
      sftp.status(id, STATUS_CODE.OK);
    });
  }
}

function attributesOf(size: number): Attributes {
  return { mode: 0o100_644, uid: 0, gid: 0, size, atime: 0, mtime: 0 };
}

/** What ssh2's types lack: where its packets leave, and where those of this channel go. */
interface Outgoing {
  readonly _protocol: { channelData(channel: number, packet: Buffer): void };
  readonly outgoing: { readonly id: number };
}

/**
 * Has the server announce limits@openssh.com (PROTOCOL §4.8 of OpenSSH), which ssh2's own server side does not: its first packet is
 * replaced by one that does.
 */
export function announceLimits(sftp: SFTPWrapper, limits: Limits): void {
  const { _protocol: protocol, outgoing } = sftp as unknown as Outgoing;
  const send = protocol.channelData.bind(protocol);
  protocol.channelData = (channel) => {
    protocol.channelData = send;
    send(channel, packetOf(2, uint32(3), string('limits@openssh.com'), string('1')));
  };
  sftp.on('EXTENDED', (id: number, name: string) => {
    if (name !== 'limits@openssh.com') return sftp.status(id, STATUS_CODE.OP_UNSUPPORTED);
    const numbers = [256 * 1024, limits.read, limits.write, 0].map(uint64);
    send(outgoing.id, packetOf(201, uint32(id), ...numbers));
  });
}

function packetOf(type: number, ...fields: Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from([type]), ...fields]);
  return Buffer.concat([uint32(body.length), body]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  return Buffer.concat([uint32(0), uint32(value)]);
}

function string(text: string): Buffer {
  return Buffer.concat([uint32(text.length), Buffer.from(text)]);
}
