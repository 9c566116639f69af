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

/** What is known in the course of one connection. */
interface Known {
  readonly held: Map<SecretTopic, string>;
  /** Typed, and not yet known to be right. */
  readonly typed: Map<SecretTopic, { readonly secret: string; readonly save: boolean | undefined }>;
  readonly questions: SharedQuestions;
  readonly jumpHosts: Map<SecretTopic, Credentials>;
}

/** A host on the way, as the connection through it knows it. */
interface Jump {
  readonly topic: SecretTopic;
  readonly known: Known;
}

/** Takes what is known, asks the user for the rest, and holds both in memory for the further sessions of the same connection. */
export class InteractiveCredentials implements Credentials {
  readonly #owner: CredentialsOwner;
  readonly #ask: Ask;
  readonly #keeper: SecretKeeper | undefined;
  readonly #known: Known;
  /** Of the password; each jump host has its own. */
  readonly #topic: SecretTopic;

  constructor({ host, user }: CredentialsOwner, ask: Ask, memory: CredentialsMemory = {}, jump?: Jump) {
    this.#owner = { host, user };
    this.#ask = ask;
    this.#keeper = memory.keeper;
    this.#topic = jump?.topic ?? 'password';
    this.#known = jump?.known ?? {
      held: new Map(),
      typed: new Map(),
      questions: new SharedQuestions(ask),
      jumpHosts: new Map(),
    };
    if (memory.password !== undefined) this.#known.held.set(this.#topic, memory.password);
  }

  password(reason: 'first' | 'rejected', signal: AbortSignal): Promise<string> {
    return this.#secret(this.#topic, reason, { reason }, signal);
  }

  passphrase(keyFile: string, reason: 'first' | 'rejected', signal: AbortSignal): Promise<string> {
    const wrong = reason === 'rejected' ? { wrong: true } : {};
    return this.#secret(`passphrase ${keyFile}`, reason, { reason: 'passphrase', text: keyFile, ...wrong }, signal);
  }

  /** Another password, but the same passphrases: a key file may serve several hosts. */
  forJumpHost({ host, port, user }: Parameters<NonNullable<Credentials['forJumpHost']>>[0]): Credentials {
    const topic: SecretTopic = `password ${user}@${host.toLowerCase()}:${port}`;
    const known =
      this.#known.jumpHosts.get(topic) ??
      new InteractiveCredentials({ host, user }, this.#ask, { keeper: this.#keeper }, { topic, known: this.#known });
    this.#known.jumpHosts.set(topic, known);
    return known;
  }

  async answer(question: { text: string; echo: boolean }, signal: AbortSignal): Promise<string> {
    const answer = await this.#ask(
      { kind: 'password', ...this.#owner, reason: 'server', text: question.text, echo: question.echo },
      signal,
    );
    if (answer.kind !== 'secret') throw declined();
    return answer.secret;
  }

  async accepted(): Promise<void> {
    const typed = [...this.#known.typed];
    this.#known.typed.clear();
    for (const [topic, { secret, save }] of typed) await this.#keeper?.keep(topic, secret, save);
  }

  async #secret(
    topic: SecretTopic,
    reason: 'first' | 'rejected',
    details: Pick<PasswordPrompt, 'reason' | 'text' | 'wrong'>,
    signal: AbortSignal,
  ): Promise<string> {
    if (reason === 'rejected') this.#forget(topic);
    const held = this.#known.held.get(topic) ?? (await this.#recall(topic, reason, signal));
    if (held !== undefined) return held;
    const question = {
      kind: 'password' as const,
      ...this.#owner,
      ...details,
      echo: false,
      ...(this.#keeper?.maySave ? { maySave: true } : {}),
    };
    const answer = await this.#known.questions.ask(topic, question, signal);
    if (answer.kind !== 'secret') throw declined();
    this.#known.held.set(topic, answer.secret);
    this.#known.typed.set(topic, { secret: answer.secret, save: answer.save });
    return answer.secret;
  }

  #forget(topic: SecretTopic): void {
    this.#known.held.delete(topic);
    this.#known.typed.delete(topic);
    this.#keeper?.refused(topic);
  }

  async #recall(topic: SecretTopic, reason: 'first' | 'rejected', signal: AbortSignal): Promise<string | undefined> {
    if (reason === 'rejected') return undefined;
    const recalled = await this.#keeper?.recall(topic, signal);
    if (recalled !== undefined) this.#known.held.set(topic, recalled);
    return recalled;
  }
}

function declined(): RemoteError {
  return new RemoteError('cancelled', 'Cancelled: the question was not answered.');
}
