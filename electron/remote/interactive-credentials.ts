import type { PasswordPrompt } from '../../shared/model/prompt.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { Credentials } from './credentials.ts';
import { type Ask, SharedQuestions } from './shared-questions.ts';

/** Whose secrets they are. */
export interface CredentialsOwner {
  readonly host: string;
  readonly user: string;
}

/** Asks the user, and holds the answers in memory for the further sessions of the same connection. */
export class InteractiveCredentials implements Credentials {
  readonly #owner: CredentialsOwner;
  readonly #ask: Ask;
  readonly #questions: SharedQuestions;
  readonly #held = new Map<string, string>();

  /** @param password The one that the user gave beforehand. */
  constructor(owner: CredentialsOwner, ask: Ask, password?: string) {
    this.#owner = owner;
    this.#ask = ask;
    this.#questions = new SharedQuestions(ask);
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

  async #secret(
    topic: string,
    reason: 'first' | 'rejected',
    details: Pick<PasswordPrompt, 'reason' | 'text'>,
    signal: AbortSignal,
  ): Promise<string> {
    if (reason === 'rejected') this.#held.delete(topic);
    const held = this.#held.get(topic);
    if (held !== undefined) return held;
    const question = { kind: 'password' as const, ...this.#owner, ...details, echo: false };
    const answer = await this.#questions.ask(topic, question, signal);
    if (answer.kind !== 'secret') throw declined();
    this.#held.set(topic, answer.secret);
    return answer.secret;
  }
}

function declined(): RemoteError {
  return new RemoteError('cancelled', 'Cancelled: the question was not answered.');
}
