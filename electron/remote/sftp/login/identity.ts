import type { ParsedKey } from 'ssh2';

/** A key that the user can prove to have: of a file, or of an agent. */
export interface Identity {
  /** What the transcript calls it. */
  readonly label: string;
  readonly publicKey: ParsedKey;
  /** The certificate of the key that is shown in its place, in SSH wire format (PROTOCOL.certkeys). */
  readonly certificate?: Buffer;
  /**
   * Signs with it; asks for the passphrase where there is one, which is not before the server has said that it takes the key.
   *
   * @param hash `sha256`, for the kinds of key that leave a choice.
   */
  sign(data: Buffer, hash: string | undefined): Promise<Buffer>;
}
