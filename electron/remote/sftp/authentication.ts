import ssh2, {
  type AnyAuthMethod,
  type AuthenticationType,
  type BaseAgent,
  type IdentityCallback,
  type ParsedKey,
  type Prompt,
} from 'ssh2';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import type { Credentials } from '../credentials.ts';
import type { Transcript } from '../transcript.ts';
import { readPrivateKey } from './private-key.ts';

/** A server counts every refused key as an attempt, and OpenSSH allows six (sshd_config(5), MaxAuthTries). */
const MOST_AGENT_KEYS = 4;
const MOST_REFUSED_PASSWORDS = 3;

/** A question for the account's password, not for a code or a new password. */
const ASKS_FOR_PASSWORD =
  /pass(?:word|wort|code|phrase)|kennwort|mot de passe|contraseña|senha|lösenord|парол|密码|パスワード/i;
const ASKS_FOR_SOMETHING_ELSE = /one.?time|otp|token|verification|new |again|retype|current/i;

export interface Login {
  readonly user: string;
  readonly keyFile: string | undefined;
  /** Where the SSH agent listens; undefined where there is none. */
  readonly agentSocket: string | undefined;
}

/** Stops the clock of the connection while the user answers. */
export type WhileAsking = <T>(answer: Promise<T>) => Promise<T>;

/**
 * Chooses how to log in, one step at a time (RFC 4252 §5.1): no method first, to learn what the server takes; then the
 * key file, the agent's keys, keyboard-interactive and the password. A server may want several of them in a row.
 * A refused password is asked for again, three times in all.
 */
export class Authentication {
  readonly #login: Login;
  readonly #credentials: Credentials;
  readonly #transcript: Transcript;
  readonly #whileAsking: WhileAsking;
  readonly #signal: AbortSignal;
  /** What has been tried since the server last took a step. */
  readonly #tried = new Set<'key' | 'agent' | 'interactive-silent' | 'list-again'>();
  readonly #triedEver: string[] = [];
  #last: AuthenticationType | undefined;
  /** The method just used sent a password, so that its refusal means a wrong one. */
  #sentPassword = false;
  #refused = 0;
  #questions = 0;

  constructor(
    login: Login,
    credentials: Credentials,
    transcript: Transcript,
    whileAsking: WhileAsking,
    signal: AbortSignal,
  ) {
    this.#login = login;
    this.#credentials = credentials;
    this.#transcript = transcript;
    this.#whileAsking = whileAsking;
    this.#signal = signal;
  }

  /**
   * The next thing to try. Throws `auth` where nothing is left, or whatever the question to the user ended with.
   *
   * @param methods What the server would take now; null before it was asked.
   * @param partial True where it took the last method and wants another.
   */
  async next(methods: readonly string[] | null, partial: boolean | null): Promise<AnyAuthMethod> {
    if (methods === null) return this.#start('none', 'which methods there are');
    this.#tellOutcome(methods, partial === true);
    const method = await this.#choose(methods);
    if (method === undefined) throw this.#refusal(methods);
    return method;
  }

  #tellOutcome(methods: readonly string[], partial: boolean): void {
    const last = this.#last ?? 'none';
    if (partial) {
      this.#transcript.write('received', `${last} accepted; the server also wants: ${methods.join(', ')}`);
      this.#tried.clear();
    } else if (last === 'none') {
      this.#transcript.write('received', `login methods: ${methods.join(', ')}`);
    } else {
      this.#transcript.write('received', `${last} refused`);
    }
    if (this.#sentPassword && !partial) this.#refused += 1;
    if (last === 'keyboard-interactive' && !partial && this.#questions === 0) this.#tried.add('interactive-silent');
  }

  async #choose(methods: readonly string[]): Promise<AnyAuthMethod | undefined> {
    const keys = methods.includes('publickey');
    if (keys && this.#login.keyFile !== undefined && this.#try('key')) return this.#withKey(this.#login.keyFile);
    if (keys && this.#login.agentSocket !== undefined && this.#try('agent')) {
      return this.#withAgent(this.#login.agentSocket);
    }
    // ssh2 does not pass on what the server said to an agent's key, so a server that took it and wants more is asked.
    const onlyKeys = methods.every((method) => method === 'publickey');
    if (onlyKeys && this.#last === 'agent' && this.#try('list-again')) {
      return this.#start('none', 'which methods are left');
    }
    if (this.#refused >= MOST_REFUSED_PASSWORDS) return undefined;
    if (methods.includes('keyboard-interactive') && !this.#tried.has('interactive-silent')) return this.#interactive();
    return methods.includes('password') ? this.#withPassword() : undefined;
  }

  #try(what: 'key' | 'agent' | 'list-again'): boolean {
    if (this.#tried.has(what)) return false;
    this.#tried.add(what);
    return true;
  }

  #start(type: 'none', words: string): AnyAuthMethod {
    this.#note(type, `ask ${words}`);
    return { type, username: this.#login.user };
  }

  #note(type: AuthenticationType, words: string): void {
    this.#last = type;
    this.#sentPassword = false;
    this.#questions = 0;
    if (type !== 'none') this.#triedEver.push(words);
    this.#transcript.write('sent', `log in as ${this.#login.user}: ${words}`);
  }

  async #withKey(file: string): Promise<AnyAuthMethod> {
    const key: ParsedKey = await readPrivateKey(file, (reason) =>
      this.#whileAsking(this.#credentials.passphrase(file, reason, this.#signal)),
    );
    this.#note('publickey', `key file ${file} (${key.type})`);
    return { type: 'publickey', username: this.#login.user, key };
  }

  #withAgent(socket: string): AnyAuthMethod {
    this.#note('agent', 'keys of the SSH agent');
    return { type: 'agent', username: this.#login.user, agent: firstKeysOf(ssh2.createAgent(socket)) };
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
      prompt: (_name, _instructions, _language, prompts, finish) => {
        this.#answer(prompts).then(finish, (error: unknown) => this.onRefusal(error));
      },
    };
  }

  /** Told of a question that the user declined; ssh2 has no way to be told. */
  onRefusal: (error: unknown) => void = () => {};

  async #answer(prompts: readonly Prompt[]): Promise<string[]> {
    const answers: string[] = [];
    for (const { prompt, echo = false } of prompts) {
      const forPassword = !echo && ASKS_FOR_PASSWORD.test(prompt) && !ASKS_FOR_SOMETHING_ELSE.test(prompt);
      // Once in a conversation: a server that repeats the question did not like the answer.
      if (forPassword && !this.#sentPassword) {
        answers.push(await this.#password());
        this.#sentPassword = true;
      } else {
        const question = this.#credentials.answer({ text: prompt, echo }, this.#signal);
        answers.push(await this.#whileAsking(question));
      }
      this.#questions += 1;
    }
    return answers;
  }

  #password(): Promise<string> {
    const reason = this.#refused === 0 ? 'first' : 'rejected';
    return this.#whileAsking(this.#credentials.password(reason, this.#signal));
  }

  #refusal(methods: readonly string[]): RemoteError {
    const { user } = this.#login;
    const serverText = `The server takes: ${methods.join(', ')}.`;
    if (this.#triedEver.length === 0 || (this.#refused === 0 && !methods.some(isAnswerable))) {
      const tried = this.#triedEver.length === 0 ? '' : ` Tried: ${this.#triedEver.join(', ')}.`;
      return new RemoteError('auth', `The server lets “${user}” log in with ${methods.join(', ')} only.${tried}`, {
        serverText,
        hint: methods.includes('publickey')
          ? 'Choose a private key file, or load the key into your SSH agent.'
          : 'Ask the administrator of the server which login it wants.',
      });
    }
    return new RemoteError('auth', `The server refused the login of “${user}”.`, {
      serverText: `${serverText} Tried: ${this.#triedEver.join(', ')}.`,
      hint: 'Check the user name and the password or key.',
    });
  }
}

function isAnswerable(method: string): boolean {
  return method === 'password' || method === 'keyboard-interactive';
}

/** The agent with no more keys than a server will look at. */
function firstKeysOf(agent: BaseAgent): BaseAgent {
  const getIdentities = agent.getIdentities.bind(agent);
  agent.getIdentities = (done: IdentityCallback) =>
    getIdentities((error, keys) => done(error, keys?.slice(0, MOST_AGENT_KEYS)));
  return agent;
}
