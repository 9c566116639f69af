import { once } from 'node:events';
import { chown, open } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { Client, type SFTPWrapper } from 'ssh2';
import { FtpDialogue } from '../servers/ftp-dialogue.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';

/** Megabytes: more than all buffers on the way hold, so that a transfer nobody reads stays under way. */
const FILE_SIZE = 64 * 1024 * 1024;
const STEP = 8 * 1024 * 1024;
const PIECE = 200_000;

export const DOWNLOAD = 'big file.bin';
export const UPLOAD = 'up load.bin';

/** A client whose transfers go on only when it is told. */
export interface Visitor extends Disposable {
  /** The client's port. */
  readonly port: number | undefined;
  /** Whether the server has hung up. */
  readonly closed: boolean;
  download(): Promise<void>;
  upload(): Promise<void>;
  /** Lets the transfer go on by some megabytes, or some hundred kilobytes up. */
  moveOn(): Promise<void>;
}

export type Visit = (address: string, login?: { user: string; password: string }) => Promise<Visitor>;

/** Puts the file that visitors download into an account's home. */
export async function placeDownload(server: TestServer<ServerOptions>, user: string): Promise<void> {
  const path = join(server.homeOf(user), DOWNLOAD);
  const file = await open(path, 'w');
  await file.truncate(FILE_SIZE);
  await file.close();
  const uid = server.accounts.find(({ name }) => name === user)?.uid ?? 0;
  await chown(path, uid, uid);
}

/** Comes over FTP; without a login it stays at the greeting. */
export function ftpVisit(server: { host: string; port: number }, upgrade?: (ftp: FtpDialogue) => Promise<void>): Visit {
  return async (address, login) => {
    const ftp = await FtpDialogue.connect(server, address);
    await ftp.reply();
    await upgrade?.(ftp);
    if (login !== undefined) {
      const answer = await ftp.login(login.user, login.password);
      if (!answer.startsWith('230')) throw new Error(`${login.user} cannot log in: ${answer}`);
      await ftp.command('TYPE I');
    }
    const channels: Socket[] = [];
    let moveOn = async (): Promise<void> => undefined;
    return {
      get port() {
        return ftp.localPort;
      },
      get closed() {
        return ftp.closed;
      },
      async download() {
        const data = (await ftp.openData()).pause();
        channels.push(data);
        await accepted(ftp.command(`RETR ${DOWNLOAD}`));
        moveOn = async () => {
          for (let read = 0; read < STEP; ) {
            const piece = data.read() as Buffer | null;
            if (piece === null) await once(data, 'readable');
            else read += piece.length;
          }
        };
        await moveOn();
      },
      async upload() {
        const data = await ftp.openData();
        channels.push(data);
        await accepted(ftp.command(`STOR ${UPLOAD}`));
        moveOn = () => new Promise((resolve) => data.write(Buffer.alloc(PIECE), () => resolve()));
        await moveOn();
      },
      moveOn: () => moveOn(),
      [Symbol.dispose]() {
        for (const channel of channels) channel.destroy();
        ftp[Symbol.dispose]();
      },
    };
  };
}

/** Comes over SFTP; without a login it stays at the key exchange. */
export function sftpVisit(server: { host: string; port: number }): Visit {
  return async (address, login) => {
    if (login === undefined) return stranger(server, address);
    const client = new Client();
    let closed = false;
    client.on('error', () => undefined); // a killed session resets the connection
    client.on('close', () => {
      closed = true;
    });
    await new Promise<void>((resolve, reject) => {
      client.once('ready', resolve).once('error', reject);
      const { user: username, password } = login;
      client.connect({ host: server.host, port: server.port, localAddress: address, username, password });
    });
    const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
      client.sftp((error, channel) => (error ? reject(error) : resolve(channel)));
    });
    const openFile = (name: string, flags: 'r' | 'w') =>
      new Promise<Buffer>((resolve, reject) =>
        sftp.open(name, flags, (error, handle) => (error ? reject(error) : resolve(handle))),
      );
    let position = 0;
    let moveOn = async (): Promise<void> => undefined;
    return {
      port: undefined,
      get closed() {
        return closed;
      },
      async download() {
        const handle = await openFile(DOWNLOAD, 'r');
        moveOn = () =>
          new Promise((resolve, reject) => {
            sftp.read(handle, Buffer.alloc(32_768), 0, 32_768, position, (error) =>
              error ? reject(error) : resolve(),
            );
            position += 32_768;
          });
        await moveOn();
      },
      async upload() {
        const handle = await openFile(UPLOAD, 'w');
        moveOn = () =>
          new Promise((resolve, reject) => {
            sftp.write(handle, Buffer.alloc(32_768), 0, 32_768, position, (error) =>
              error ? reject(error) : resolve(),
            );
            position += 32_768;
          });
        await moveOn();
      },
      moveOn: () => moveOn(),
      [Symbol.dispose]: () => client.destroy(),
    };
  };
}

async function stranger(server: { host: string; port: number }, address: string): Promise<Visitor> {
  const ftp = await FtpDialogue.connect(server, address);
  const never = async () => undefined;
  return {
    port: ftp.localPort,
    get closed() {
      return ftp.closed;
    },
    download: never,
    upload: never,
    moveOn: never,
    [Symbol.dispose]: () => ftp[Symbol.dispose](),
  };
}

async function accepted(reply: Promise<string>): Promise<void> {
  const line = await reply;
  if (!line.startsWith('150')) throw new Error(`The transfer was refused: ${line}`);
}
