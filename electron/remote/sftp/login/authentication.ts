import type { AnyAuthMethod, AuthenticationType, Prompt } from 'ssh2';
import { RemoteError } from '../../../../shared/model/remote-error.ts';
import type { Credentials } from '../../credentials.ts';
import type { Transcript } from '../../transcript.ts';
import type { Identity } from './identity.ts';
import { OneKeyAgent, type RsaSignature } from './one-key-agent.ts';

/**
 * A server counts every refused key as an attempt, and OpenSSH ends the line at the sixth (sshd_config(5), MaxAuthTries): some
 * are left for the password where the server takes one.
 */
const MOST_KEYS = { beforePassword: 4, alone: 5 } as const;
const MOST_REFUSED_PASSWORDS = 3;

/** A question for the account's password, not for a code (“Enter PASSCODE:” of RSA SecurID, Duo) or a new password. */
const ASKS_FOR_PASSWORD =
  /pass(?:word|wort|phrase)|kennwort|mot de passe|contraseña|senha|lösenord|парол|密码|パスワード/i;
const ASKS_FOR_SOMETHING_ELSE = /one.?time|otp|token|passcode|verification|new |again|retype|current/i;

export interface Login {
  readonly user: string;
  /** The keys to offer, best first; asked for one by one. */
  readonly identities: AsyncIterator<Identity>;
  /** Whether RSA keys may sign with SHA-1. */
  readonly sha1: 'allowed' | 'refused';
}

export interface LoginContext {
  readonly credentials: Credentials;
  readonly transcript: Transcript;
  readonly signal: AbortSignal;
  /** Stops the clock of the connection while the user answers. */
  whileAsking<T>(answer: Promise<T>): Promise<T>;
  /** Ends the login: the user declined, or a key cannot be used. ssh2 has no way to be told. */
  end(error: unknown): void;
}

interface KeyAttempt {
  readonly identity: Identity;
  readonly agent: OneKeyAgent;
}

/**
 * Chooses how to log in, one step at a time (RFC 4252 §5.1): no method first, to learn what the server takes; then keys,
 * keyboard-interactive and the password. A server may want several of them in a row. A refused password is asked for again,
 * three times in all.
 */
export class Authentication {
  readonly #login: Login;
  readonly #context: LoginContext;
  readonly #triedEver: string[] = [];
  #last: AuthenticationType | undefined;
  #attempt: KeyAttempt | undefined;
  #keysRefused = 0;
  #keysLeft = 'unknown' as 'unknown' | 'none' | 'not-offered';
  #needsSha1 = false;
  /** A conversation in which the server asked nothing was refused. */
  #interactiveIsSilent = false;
  /** The method just used sent a password, so that its refusal means a wrong one. */
  #sentPassword = false;
  #passwordsRefused = 0;
  #questions = 0;

  constructor(login: Login, context: LoginContext) {
    this.#login = login;
    this.#context = context;
  }

  /**
   * The next thing to try. Throws `auth` where nothing is left, or whatever the question to the user ended with.
   *
   * @param methods What the server would take now; null before it was asked.
   * @param partial True where it took the last method and wants another.
   */
  async next(methods: readonly string[] | null, partial: boolean | null): Promise<AnyAuthMethod> {
    if (methods === null) return this.#ask('which methods there are');
    const attempt = this.#attempt;
    this.#attempt = undefined;
    if (attempt !== undefined) return this.#afterKey(attempt, methods);
    this.#tellOutcome(methods, partial === true);
    return this.#choose(methods);
  }

  /** ssh2 does not pass on what the server said to a key, so a server that may want more is asked what that is. */
  async #afterKey({ identity, agent }: KeyAttempt, methods: readonly string[]): Promise<AnyAuthMethod> {
    if (agent.failure !== undefined && !agent.refusedSha1) {
      const text = agent.failure instanceof Error ? agent.failure.message : String(agent.failure);
      this.#context.transcript.write('info', `${identity.label} did not sign: ${text}`);
      // Whoever was asked for a passphrase and has none is not asked for a password instead.
      if (agent.failure instanceof RemoteError) throw agent.failure;
    }
    if (agent.refusedSha1) {
      this.#context.transcript.write('info', 'the server announces RSA signatures with SHA-1 only; trying SHA-512');
      this.#needsSha1 = true;
      return this.#withKey(identity, 'sha512');
    }
    if (agent.wasAsked && agent.failure === undefined) return this.#ask('which methods are left');
    this.#context.transcript.write('received', 'key refused');
    this.#keysRefused += 1;
    return this.#choose(methods);
  }

  #tellOutcome(methods: readonly string[], partial: boolean): void {
    const last = this.#last ?? 'none';
    if (partial) {
      this.#context.transcript.write('received', `${last} accepted; the server also wants: ${methods.join(', ')}`);
      this.#interactiveIsSilent = false;
    } else if (last === 'none') {
      this.#context.transcript.write('received', `login methods: ${methods.join(', ')}`);
    } else {
      this.#context.transcript.write('received', `${last} refused`);
    }
    if (this.#sentPassword && !partial) this.#passwordsRefused += 1;
    if (last === 'keyboard-interactive' && !partial && this.#questions === 0) this.#interactiveIsSilent = true;
  }

  async #choose(methods: readonly string[]): Promise<AnyAuthMethod> {
    if (methods.includes('publickey')) {
      const identity = await this.#nextKey(methods);
      if (identity !== undefined) return this.#withKey(identity, 'announced');
    }
    if (this.#passwordsRefused < MOST_REFUSED_PASSWORDS) {
      if (methods.includes('keyboard-interactive') && !this.#interactiveIsSilent) return this.#interactive();
      if (methods.includes('password')) return this.#withPassword();
    }
    throw this.#refusal(methods);
  }

  async #nextKey(methods: readonly string[]): Promise<Identity | undefined> {
    if (this.#keysLeft !== 'unknown') return undefined;
    const most = methods.some(isAnswerable) ? MOST_KEYS.beforePassword : MOST_KEYS.alone;
    const { value, done } = await this.#login.identities.next();
    if (done === true) {
      this.#keysLeft = 'none';
      return undefined;
    }
    if (this.#keysRefused < most) return value;
    this.#keysLeft = 'not-offered';
    const words = `${this.#keysRefused} keys were refused; no more are offered, or the server would hang up`;
    this.#context.transcript.write('info', words);
    return undefined;
  }

  #ask(words: string): AnyAuthMethod {
    this.#note('none', `ask ${words}`);
    return { type: 'none', username: this.#login.user };
  }

  #note(type: AuthenticationType, words: string): void {
    this.#last = type;
    this.#sentPassword = false;
    this.#questions = 0;
    if (type !== 'none') this.#triedEver.push(words);
    this.#context.transcript.write('sent', `log in as ${this.#login.user}: ${words}`);
  }

  #withKey(identity: Identity, rsa: RsaSignature): AnyAuthMethod {
    this.#note('publickey', identity.label);
    const agent = new OneKeyAgent(identity, { rsa, sha1: this.#login.sha1 });
    this.#attempt = { identity, agent };
    return { type: 'agent', username: this.#login.user, agent };
  }

  async #withPassword(): Promise<AnyAuthMethod> {
    const password = await this.#password();
    this.#note('password', 'password');
    this.#sentPassword = true;
    return { type: 'password', username: this.#login.user, password };
  }

  #interactive(): AnyAuthMethod {
    this.#note('keyboard-interactive', 'questions of the server');
    return {
      type: 'keyboard-interactive',
      username: this.#login.user,
      prompt: (name, instructions, _language, prompts, finish) => {
        const introduction = [name, instructions].map((text) => text.trim()).filter((text) => text !== '');
        this.#answer(prompts, introduction).then(finish, (error: unknown) => this.#context.end(error));
      },
    };
  }

  async #answer(prompts: readonly Prompt[], introduction: readonly string[]): Promise<string[]> {
    const answers: string[] = [];
    for (const { prompt, echo = false } of prompts) {
      const forPassword = !echo && ASKS_FOR_PASSWORD.test(prompt) && !ASKS_FOR_SOMETHING_ELSE.test(prompt);
      // Once in a conversation: a server that repeats the question did not like the answer.
      if (forPassword && !this.#sentPassword) {
        answers.push(await this.#password());
        this.#sentPassword = true;
      } else {
        const text = [...introduction, prompt].join('\n');
        const question = this.#context.credentials.answer({ text, echo }, this.#context.signal);
        answers.push(await this.#context.whileAsking(question));
      }
      this.#questions += 1;
    }
    return answers;
  }

  #password(): Promise<string> {
    const reason = this.#passwordsRefused === 0 ? 'first' : 'rejected';
    return this.#context.whileAsking(this.#context.credentials.password(reason, this.#context.signal));
  }

  #refusal(methods: readonly string[]): RemoteError {
    const { user } = this.#login;
    const serverText = `The server takes: ${methods.join(', ')}.`;
    const tried = this.#triedEver.length === 0 ? '' : ` Tried: ${this.#triedEver.join(', ')}.`;
    if (this.#triedEver.length === 0 || (this.#passwordsRefused === 0 && !methods.some(isAnswerable))) {
      const words = methods.length === 0 ? 'in no way that it names' : `with ${methods.join(', ')} only`;
      return new RemoteError('auth', `The server lets “${user}” log in ${words}.${tried}`, {
        serverText,
        hint: methods.includes('publickey')
          ? this.#keyHint()
          : 'Ask the administrator of the server which login it wants.',
      });
    }
    return new RemoteError('auth', `The server refused the login of “${user}”.`, {
      serverText: `${serverText}${tried}`,
      hint: this.#needsSha1 ? this.#keyHint() : 'Check the user name and the password or key.',
    });
  }

  #keyHint(): string {
    if (this.#needsSha1) {
      return 'The server takes RSA keys only with SHA-1: switch on “Allow outdated algorithms” for this site, or use an Ed25519 key.';
    }
    if (this.#keysLeft === 'not-offered') {
      return 'More keys than a server looks at are in the SSH agent or in ~/.ssh/config: choose the key file of this site.';
    }
    return 'Choose a private key file, or load the key into your SSH agent.';
  }
}

function isAnswerable(method: string): boolean {
  return method === 'password' || method === 'keyboard-interactive';
}
