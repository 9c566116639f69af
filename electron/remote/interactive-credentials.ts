import type { PasswordPrompt } from '../../shared/model/prompt.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { Credentials } from './credentials.ts';
import type { SecretKeeper, SecretTopic } from './secret-keeper.ts';
import { type Ask, SharedQuestions } from './shared-questions.ts';

/** Whose secrets they are. */
export interface CredentialsOwner {
  readonly host: string;
  readonly user: string;
}

export interface CredentialsMemory {
  /** The password that the user gave beforehand. */
  readonly password?: string | undefined;
  /** Absent: what is typed lives as long as the connection. */
  readonly keeper?: SecretKeeper | undefined;
}

interface Typed {
  readonly secret: string;
  readonly save: boolean | undefined;
}

/** Takes what is known, asks the user for the rest, and holds both in memory for the further sessions of the same connection. */
export class InteractiveCredentials implements Credentials {
  readonly #owner: CredentialsOwner;
  readonly #ask: Ask;
  readonly #questions: SharedQuestions;
  readonly #keeper: SecretKeeper | undefined;
  readonly #held = new Map<SecretTopic, string>();
  /** Typed, and not yet known to be right. */
  readonly #typed = new Map<SecretTopic, Typed>();
  readonly #ofJumpHosts = new Map<string, Credentials>();

  constructor({ host, user }: CredentialsOwner, ask: Ask, { password, keeper }: CredentialsMemory = {}) {
    this.#owner = { host, user };
    this.#ask = ask;
    this.#questions = new SharedQuestions(ask);
    this.#keeper = keeper;
    if (password !== undefined) this.#held.set('password', password);
  }

  password(reason: 'first' | 'rejected', signal: AbortSignal): Promise<string> {
    return this.#secret('password', reason, { reason }, signal);
  }

  passphrase(keyFile: string, reason: 'first' | 'rejected', signal: AbortSignal): Promise<string> {
    return this.#secret(`passphrase ${keyFile}`, reason, { reason: 'passphrase', text: keyFile }, signal);
  }

  async answer(question: { text: string; echo: boolean }, signal: AbortSignal): Promise<string> {
    const answer = await this.#ask(
      { kind: 'password', ...this.#owner, reason: 'server', text: question.text, echo: question.echo },
      signal,
    );
    if (answer.kind !== 'secret') throw declined();
    return answer.secret;
  }

  forJumpHost({ user, host, port }: CredentialsOwner & { readonly port: number }): Credentials {
    const name = `${user}@${host}:${port}`;
    const found = this.#ofJumpHosts.get(name);
    if (found !== undefined) return found;
    // A password of its own, held as long as this one's; the passphrase belongs to the key file, wherever it is used.
    const own = new InteractiveCredentials({ host, user }, this.#ask);
    const credentials: Credentials = {
      password: (reason, signal) => own.password(reason, signal),
      passphrase: (keyFile, reason, signal) => this.passphrase(keyFile, reason, signal),
      answer: (question, signal) => own.answer(question, signal),
    };
    this.#ofJumpHosts.set(name, credentials);
    return credentials;
  }

  async accepted(): Promise<void> {
    const typed = [...this.#typed];
    this.#typed.clear();
    for (const [topic, { secret, save }] of typed) await this.#keeper?.keep(topic, secret, save);
  }

  async #secret(
    topic: SecretTopic,
    reason: 'first' | 'rejected',
    details: Pick<PasswordPrompt, 'reason' | 'text'>,
    signal: AbortSignal,
  ): Promise<string> {
    if (reason === 'rejected') this.#forget(topic);
    const held = this.#held.get(topic) ?? (await this.#recall(topic, reason, signal));
    if (held !== undefined) return held;
    const question = {
      kind: 'password' as const,
      ...this.#owner,
      ...details,
      echo: false,
      ...(this.#keeper?.maySave ? { maySave: true } : {}),
    };
    const answer = await this.#questions.ask(topic, question, signal);
    if (answer.kind !== 'secret') throw declined();
    this.#held.set(topic, answer.secret);
    this.#typed.set(topic, { secret: answer.secret, save: answer.save });
    return answer.secret;
  }

  #forget(topic: SecretTopic): void {
    this.#held.delete(topic);
    this.#typed.delete(topic);
    this.#keeper?.refused(topic);
  }

  async #recall(topic: SecretTopic, reason: 'first' | 'rejected', signal: AbortSignal): Promise<string | undefined> {
    if (reason === 'rejected') return undefined;
    const recalled = await this.#keeper?.recall(topic, signal);
    if (recalled !== undefined) this.#held.set(topic, recalled);
    return recalled;
  }
}

function declined(): RemoteError {
  return new RemoteError('cancelled', 'Cancelled: the question was not answered.');
}
