/** The secrets of one connection, asked for once and held for its further sessions. Declining throws `cancelled`. */
export interface Credentials {
  /** @param reason `rejected` when the server refused the one given last; what was held is forgotten. */
  password(reason: 'first' | 'rejected', signal: AbortSignal): Promise<string>;
  /** For an encrypted private key. */
  passphrase(keyFile: string, reason: 'first' | 'rejected', signal: AbortSignal): Promise<string>;
  /** A question of the server's own (keyboard-interactive, RFC 4256). Never held. */
  answer(question: { text: string; echo: boolean }, signal: AbortSignal): Promise<string>;
  /** Told when a login has succeeded: what was given for it is right, and may be saved. Never throws. */
  accepted?(): Promise<void>;
  /** The secrets of a host that the connection goes through: others than its own, held as long. Absent: asked for each time. */
  forJumpHost?(hop: { readonly host: string; readonly port: number; readonly user: string }): Credentials;
}
