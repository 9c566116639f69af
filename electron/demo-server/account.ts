import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export interface Login {
  readonly user: string;
  readonly password: string;
  /** How fast it may download over FTP; absent: as fast as it goes. */
  readonly bytesPerSecond?: number;
}

/** The one account of the demo server, under the user's own name and those of the visitors. */
export class Account {
  readonly user: string;
  readonly password: string;
  readonly #others: readonly Login[];

  constructor(user = 'demo', password = randomBytes(12).toString('base64url'), others: readonly Login[] = []) {
    this.user = user;
    this.password = password;
    this.#others = others;
  }

  /** Takes the same time whatever is wrong: other users of this machine can reach the port too. */
  admits(user: string, password: string): boolean {
    const offered = digest(`${user}\0${password}`);
    const fits = [this, ...this.#others].filter((login) =>
      timingSafeEqual(offered, digest(`${login.user}\0${login.password}`)),
    );
    return fits.length > 0;
  }

  /** Undefined: no limit. */
  bytesPerSecond(user: string | undefined): number | undefined {
    return this.#others.find((login) => login.user === user)?.bytesPerSecond;
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
