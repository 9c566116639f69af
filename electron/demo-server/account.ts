import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The one account of the demo server. */
export class Account {
  readonly user: string;
  readonly password: string;

  constructor(user = 'demo', password = randomBytes(12).toString('base64url')) {
    this.user = user;
    this.password = password;
  }

  /** Takes the same time whatever is wrong: other users of this machine can reach the port too. */
  admits(user: string, password: string): boolean {
    return timingSafeEqual(digest(`${user}\0${password}`), digest(`${this.user}\0${this.password}`));
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
