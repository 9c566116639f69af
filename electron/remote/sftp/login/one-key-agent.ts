import ssh2, { type IdentityCallback, type ParsedKey, type SignCallback, type SigningRequestOptions } from 'ssh2';
import { certificateName } from '../../certificates/ssh-certificate.ts';
import type { Identity } from './identity.ts';

/** How an RSA key may sign: as server and ssh2 agree, or with SHA-512 whatever the server announced (RFC 8332 §3.3). */
export type RsaSignature = 'announced' | 'sha512';

export interface OneKeyRules {
  readonly rsa: RsaSignature;
  /** SHA-1 signatures are for old servers whose user allowed them. */
  readonly sha1: 'allowed' | 'refused';
}

/**
 * Gives ssh2 one key as if an agent held it: so the private half is needed only after the server has said that it takes the
 * public one, may be waited for (a passphrase, a real agent), and every key is an attempt of its own that can be counted.
 */
export class OneKeyAgent extends ssh2.BaseAgent {
  readonly #identity: Identity;
  readonly #rules: OneKeyRules;
  #wasAsked = false;
  #refusedSha1 = false;
  #failure: unknown;

  constructor(identity: Identity, rules: OneKeyRules) {
    super();
    this.#identity = identity;
    this.#rules = rules;
  }

  /** The server takes this key: it asked for a signature. */
  get wasAsked(): boolean {
    return this.#wasAsked;
  }

  /** It would have had to be a signature with SHA-1. */
  get refusedSha1(): boolean {
    return this.#refusedSha1;
  }

  /** Why no signature came about. */
  get failure(): unknown {
    return this.#failure;
  }

  override getIdentities(done: IdentityCallback<ParsedKey>): void {
    done(undefined, [this.#offered()]);
  }

  override sign(
    _key: unknown,
    data: Buffer,
    optionsOrDone: SigningRequestOptions | SignCallback | undefined,
    maybeDone?: SignCallback,
  ): void {
    const done = typeof optionsOrDone === 'function' ? optionsOrDone : maybeDone;
    const options = typeof optionsOrDone === 'function' ? undefined : optionsOrDone;
    this.#wasAsked = true;
    this.#sign(data, options?.hash).then(
      (signature) => done?.(null, signature),
      (error: unknown) => {
        this.#failure = error;
        done?.(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }

  async #sign(data: Buffer, hash: string | undefined): Promise<Buffer> {
    if (this.#identity.publicKey.type !== 'ssh-rsa') return this.#identity.sign(data, hash);
    if (this.#rules.rsa === 'sha512' || this.#identity.certificate !== undefined)
      return this.#identity.sign(data, 'sha512');
    if (hash !== 'sha256' && hash !== 'sha512' && this.#rules.sha1 === 'refused') {
      this.#refusedSha1 = true;
      throw new Error('the server announces no signature of RSA keys but the one with SHA-1');
    }
    return this.#identity.sign(data, hash);
  }

  /** ssh2 names the kind of signature after the key's type, and sends its bytes as they are. */
  #offered(): ParsedKey {
    const { publicKey, certificate } = this.#identity;
    if (certificate !== undefined) {
      const algorithm = publicKey.type === 'ssh-rsa' ? 'rsa-sha2-512' : publicKey.type;
      const shown = { type: { value: certificateName(algorithm) }, getPublicSSH: { value: () => certificate } };
      return Object.create(publicKey, shown) as ParsedKey;
    }
    if (publicKey.type !== 'ssh-rsa' || this.#rules.rsa === 'announced') return publicKey;
    return Object.create(publicKey, { type: { value: 'rsa-sha2-512' } }) as ParsedKey;
  }
}
