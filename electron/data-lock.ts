import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, realpath, rm, symlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir, type } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';

/** Who works with a data folder. */
export const Holder = z.object({
  host: z.enum(['desktop', 'loopback']),
  pid: z.number().int(),
  /** Ms since 1970, UTC. */
  since: z.number(),
});
export type Holder = z.infer<typeof Holder>;

/** What the exit code of a host says that found the data folder taken. */
export const DATA_FOLDER_IN_USE = 3;

/** Another Portside works with the data folder. */
export class DataFolderInUse extends Error {
  /** Undefined where it does not say. */
  readonly holder: Holder | undefined;

  constructor(folder: string, holder: Holder | undefined) {
    super(`${whoHolds(holder)}, with the data folder “${folder}”. ${WHAT_TO_DO}`);
    this.name = 'DataFolderInUse';
    this.holder = holder;
  }
}

const WHAT_TO_DO = 'Use that one or end it; for a second Portside beside it, set PORTSIDE_DATA to another folder.';

function whoHolds(holder: Holder | undefined): string {
  if (!holder) return 'Portside is running already, though it does not answer';
  const host = holder.host === 'desktop' ? 'in its own window' : 'for a browser tab';
  return `Portside is running already ${host} (process ${holder.pid}, since ${new Date(holder.since).toLocaleString()})`;
}

/**
 * Makes this process the only one that works with a data folder, until it is disposed or ends, however it ends: the lock is a
 * local socket that answers who holds it, and the system closes it with its process. Throws {@link DataFolderInUse}.
 */
export async function lockDataFolder(folder: string, host: Holder['host']): Promise<AsyncDisposable> {
  await mkdir(folder, { recursive: true });
  const holder = { host, pid: process.pid, since: Date.now() };
  const place = await realpath(folder);
  return type() === 'Windows_NT' ? lockByPipe(place, holder) : lockBySockets(place, holder);
}

/** What a lock answers: `claiming` while it is not decided yet who gets the folder. */
const Answer = z.object({ state: z.enum(['claiming', 'holding']), holder: Holder });
type Answer = z.infer<typeof Answer>;

/** Windows: a pipe's name exists once, and only as long as the process that made it. */
async function lockByPipe(folder: string, holder: Holder): Promise<AsyncDisposable> {
  const name = createHash('sha256').update(folder.toLowerCase()).digest('hex');
  const address = `\\\\.\\pipe\\portside-${name}`;
  const server = answering(() => ({ state: 'holding', holder }));
  try {
    await listen(server, address);
  } catch (error) {
    if (!hasCode(error, 'EADDRINUSE', 'EACCES')) throw error;
    const other = await ask(address);
    throw new DataFolderInUse(folder, other?.holder);
  }
  return { [Symbol.asyncDispose]: () => close(server) };
}

const LOOK_AGAIN_MS = 20;
const ANSWER_WITHIN_MS = 2_000;
/** `sun_path` of macOS, the shortest that there is: 104 bytes with the NUL at its end. */
const LONGEST_ADDRESS = 103;

/**
 * Elsewhere a socket's file outlives its process, but nobody answers there any more. Each who wants the folder puts a socket of
 * its own into it, then asks all the others. It has the folder when nobody else lives; of several that ask at once, the one
 * whose name comes first waits and the others step back. Two cannot win: whoever listened later finds the earlier one alive.
 */
async function lockBySockets(folder: string, holder: Holder): Promise<AsyncDisposable> {
  const directory = join(folder, 'lock');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await using address = await shortAddress(directory);
  for (;;) {
    const claim = await Claim.make(directory, address.path, holder);
    try {
      if (await claim.wins(folder)) return claim;
    } catch (error) {
      await claim[Symbol.asyncDispose]();
      throw error;
    }
    await claim[Symbol.asyncDispose]();
    await untilDecided(address.path, folder);
  }
}

class Claim implements AsyncDisposable {
  readonly #directory: string;
  readonly #address: string;
  readonly #name: string;
  readonly #server: Server;
  #state: Answer['state'] = 'claiming';

  private constructor(directory: string, address: string, holder: Holder) {
    this.#directory = directory;
    this.#address = address;
    this.#name = randomBytes(6).toString('hex');
    this.#server = answering(() => ({ state: this.#state, holder }));
  }

  static async make(directory: string, address: string, holder: Holder): Promise<Claim> {
    const claim = new Claim(directory, address, holder);
    try {
      await listen(claim.#server, join(address, claim.#name));
    } catch (cause) {
      if (!hasCode(cause, 'ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EINVAL')) throw cause;
      throw new Error(`The disk of “${directory}” cannot hold a lock. Set PORTSIDE_DATA to a folder of another disk.`, {
        cause,
      });
    }
    return claim;
  }

  /** False where another goes first. Throws {@link DataFolderInUse}. */
  async wins(folder: string): Promise<boolean> {
    for (;;) {
      const others = (await look(this.#address)).filter(({ name }) => name !== this.#name);
      const holding = others.find(({ answer }) => answer?.state === 'holding');
      if (holding) throw new DataFolderInUse(folder, holding.answer?.holder);
      const rivals = others.filter(({ answer }) => answer !== undefined);
      if (rivals.some(({ name }) => name < this.#name)) return false;
      if (rivals.length > 0) {
        await wait(LOOK_AGAIN_MS);
        continue;
      }
      // One that won and ended meanwhile may have taken this for a dead one's file and cleared it away.
      if (!(await readdir(this.#directory)).includes(this.#name)) return false;
      this.#state = 'holding';
      await Promise.all(others.map(({ name }) => rm(join(this.#directory, name), { force: true })));
      return true;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await close(this.#server);
    await rm(join(this.#directory, this.#name), { force: true });
  }
}

/** Whoever stepped back waits here. Throws {@link DataFolderInUse} when another has the folder; returns when nobody wants it any more. */
async function untilDecided(address: string, folder: string): Promise<void> {
  for (;;) {
    const living = (await look(address)).flatMap(({ answer }) => answer ?? []);
    const holding = living.find(({ state }) => state === 'holding');
    if (holding) throw new DataFolderInUse(folder, holding.holder);
    if (living.length === 0) return;
    await wait(LOOK_AGAIN_MS);
  }
}

/** Asks at every socket of the folder; nobody lives where there is no answer. */
async function look(address: string): Promise<{ name: string; answer: PossiblySilent | undefined }[]> {
  const names = await readdir(address);
  return Promise.all(names.map(async (name) => ({ name, answer: await ask(join(address, name)) })));
}

/** One that lives, but does not say who it is, is taken for the holder: it may have been stopped, or be too busy to answer. */
type PossiblySilent = Answer | { readonly state: 'holding'; readonly holder?: undefined };

function ask(address: string): Promise<PossiblySilent | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address);
    let text = '';
    const silent = () => {
      socket.destroy();
      resolve({ state: 'holding' });
    };
    socket.setTimeout(ANSWER_WITHIN_MS, silent);
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('end', () => resolve(understood(text)));
    socket.on('error', (error) => {
      if (hasCode(error, 'ECONNREFUSED', 'ENOENT', 'ENOTSOCK', 'ECONNRESET', 'EPIPE')) resolve(undefined);
      else silent();
    });
  });
}

function understood(text: string): PossiblySilent {
  try {
    return Answer.parse(JSON.parse(text));
  } catch {
    // It lives, whatever it says.
    return { state: 'holding' };
  }
}

function answering(answer: () => Answer): Server {
  const server = createServer((socket) => {
    // Whoever asked may have gone.
    socket.on('error', () => socket.destroy());
    socket.end(JSON.stringify(answer()), () => socket.destroy());
  });
  return server.unref();
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** A name of the directory that is short enough for the addresses of sockets in it: its own, or a link to it for a moment. */
async function shortAddress(directory: string): Promise<AsyncDisposable & { readonly path: string }> {
  const nameLength = '/0123456789ab'.length;
  if (Buffer.byteLength(directory) + nameLength <= LONGEST_ADDRESS) {
    return { path: directory, async [Symbol.asyncDispose]() {} };
  }
  const temporary = tmpdir().length + '/ps-XXXXXX/l'.length + nameLength <= LONGEST_ADDRESS ? tmpdir() : '/tmp';
  const beside = await mkdtemp(join(temporary, 'ps-'));
  const path = join(beside, 'l');
  await symlink(directory, path);
  return { path, [Symbol.asyncDispose]: () => rm(beside, { recursive: true, force: true }) };
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
