import { defaultTimeouts, type Timeouts } from '../../electron/remote/connect.ts';
import type { Credentials } from '../../electron/remote/credentials.ts';
import type { HostTrust } from '../../electron/remote/host-trust.ts';
import type { RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import { connectSftp } from '../../electron/remote/sftp/connect-sftp.ts';
import type { ConnectionTarget } from '../../shared/model/connection.ts';
import type { SftpOptions } from '../../shared/model/connection-options.ts';
import { isRemoteError, RemoteError, type RemoteErrorKind } from '../../shared/model/remote-error.ts';

export interface SftpLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly keyFile?: string;
  /** Given one after the other; when they run out the user is taken to have cancelled. */
  readonly passwords?: readonly string[];
  readonly passphrases?: readonly string[];
  /** For questions of the server's own. */
  readonly answer?: (question: { text: string; echo: boolean }) => string;
  readonly trust?: HostTrust;
  readonly timeouts?: Partial<Timeouts>;
  readonly signal?: AbortSignal;
  readonly sftp?: SftpOptions;
  /** Of the jump hosts, by `user@host:port`. */
  readonly jumpPasswords?: Readonly<Record<string, readonly string[]>>;
}

/** What happened while a session was being opened. */
export interface LoginRecord {
  /** In order: `password first`, `passphrase rejected`, `answer Code:`. */
  readonly asked: string[];
  readonly transcript: string[];
}

export const trustsEveryone: HostTrust = {
  hostKey: async () => 'pinned',
  certificate: async () => 'pinned',
  plainText: async () => {},
};

/** What every operation is called with that nobody cancels. */
export const calm = { signal: new AbortController().signal };

export function newRecord(): LoginRecord {
  return { asked: [], transcript: [] };
}

/** Opens an SFTP session with a user who gives the answers written down beforehand. */
export function logIn(login: SftpLogin, record: LoginRecord = newRecord()): Promise<RemoteFileSystem> {
  const target: ConnectionTarget = {
    protocol: 'sftp',
    encryption: 'auto',
    host: login.host,
    port: login.port,
    user: login.user,
    ...(login.keyFile === undefined ? {} : { keyFile: login.keyFile }),
    ...(login.sftp === undefined ? {} : { sftp: login.sftp }),
  };
  return connectSftp(target, {
    signal: login.signal ?? new AbortController().signal,
    transcript: { write: (kind, text) => record.transcript.push(`${kind} ${text}`) },
    timeouts: { ...defaultTimeouts, ...login.timeouts },
    trust: login.trust ?? trustsEveryone,
    credentials: credentialsOf(login, record.asked),
  });
}

/** Waits for the failure and gives it back. Fails where the work succeeds, or fails in another way. */
export async function refusal(work: Promise<unknown>, kind?: RemoteErrorKind): Promise<RemoteError> {
  const failure = await work.then(
    () => 'it worked',
    (error: unknown) => error,
  );
  if (!isRemoteError(failure)) throw new Error(`not a RemoteError: ${failure}`, { cause: failure });
  if (kind !== undefined && failure.kind !== kind) {
    throw new Error(`${failure.kind} instead of ${kind}: ${failure.message}`, { cause: failure });
  }
  return failure;
}

/** Holds what was given, as the real ones do. */
export function credentialsOf(login: SftpLogin, asked: string[]): Credentials {
  const passwords = [...(login.passwords ?? [])];
  const passphrases = [...(login.passphrases ?? [])];
  let held: string | undefined;
  const next = (answers: string[]): string => {
    const answer = answers.shift();
    if (answer === undefined) throw new RemoteError('cancelled', 'the user cancelled');
    return answer;
  };
  return {
    password: async (reason) => {
      if (reason === 'rejected') held = undefined;
      if (held !== undefined) return held;
      asked.push(`password ${reason}`);
      held = next(passwords);
      return held;
    },
    passphrase: async (_file, reason) => {
      asked.push(`passphrase ${reason}`);
      return next(passphrases);
    },
    answer: async (question) => {
      asked.push(`answer ${question.text.trim()}`);
      return login.answer?.(question) ?? next([]);
    },
    forJumpHost: ({ user, host, port }) => {
      const name = `${user}@${host}:${port}`;
      const { passphrases: known = [], jumpPasswords = {} } = login;
      const jump = { ...login, passwords: jumpPasswords[name] ?? [], passphrases: known };
      const record: string[] = [];
      const answers = credentialsOf(jump, record);
      const told = async (work: Promise<string>) => {
        try {
          return await work;
        } finally {
          asked.push(`${name} ${record.at(-1)}`);
        }
      };
      return {
        password: (reason, signal) => told(answers.password(reason, signal)),
        passphrase: (file, reason, signal) => told(answers.passphrase(file, reason, signal)),
        answer: (question, signal) => told(answers.answer(question, signal)),
      };
    },
  };
}
