/** Where the secrets of one account are kept from one connection to the next. */
export interface SecretKeeper {
  /** Whether the user may be offered to save what is typed. */
  readonly maySave: boolean;
  /** What is known without asking for it. Throws `cancelled` where the signal aborts. */
  recall(topic: SecretTopic, signal: AbortSignal): Promise<string | undefined>;
  /** The server refused it: it is not recalled again until another was kept. */
  refused(topic: SecretTopic): void;
  /** A login succeeded with what the user typed. @param save the user's word, where there was one. Never throws. */
  keep(topic: SecretTopic, secret: string, save: boolean | undefined): Promise<void>;
}

/** The account's `password`, `password ` and the login of a jump host, or `passphrase ` and the name of a key file. */
export type SecretTopic = 'password' | `password ${string}` | `passphrase ${string}`;
