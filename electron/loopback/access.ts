import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const ownNames = new Set(['127.0.0.1', 'localhost', '[::1]']);
const LINKS_VALID_MS = 10 * 60_000;

/**
 * Who may use the loopback host. A link carries a random token that works once, within ten minutes; it is exchanged
 * for a cookie that lives as long as the host. Other users of this machine, other web pages (DNS rebinding included)
 * and other programs have neither.
 */
export class Access {
  readonly cookieName: string;
  readonly #cookie = randomBytes(32).toString('base64url');
  readonly #tokens = new Map<string, number>();
  readonly #now: () => number;

  /** @param port part of the cookie's name, since a browser sends cookies to every port of a host. */
  constructor(port: number, now: () => number = Date.now) {
    this.cookieName = `portside-${port}`;
    this.#now = now;
  }

  /** A token for one link. Earlier ones stop working. */
  issueToken(): string {
    this.#tokens.clear();
    const token = randomBytes(32).toString('base64url');
    this.#tokens.set(digest(token), this.#now() + LINKS_VALID_MS);
    return token;
  }

  /** True once for each token. */
  redeem(token: string): boolean {
    const key = digest(token);
    const expires = this.#tokens.get(key);
    this.#tokens.delete(key);
    return expires !== undefined && this.#now() < expires;
  }

  /** The header that hands the cookie over. */
  get setCookie(): string {
    return `${this.cookieName}=${this.#cookie}; HttpOnly; SameSite=Strict; Path=/`;
  }

  hasCookie(request: IncomingMessage): boolean {
    for (const pair of (request.headers.cookie ?? '').split(';')) {
      const [name, value = ''] = pair.trim().split('=', 2);
      if (name === this.cookieName && timingSafeEqual(hash(value), hash(this.#cookie))) return true;
    }
    return false;
  }
}

/** True where the Host header names this machine: 127.0.0.1, localhost or [::1], with any port, for tunnels. */
export function isOwnHost(request: IncomingMessage): boolean {
  const match = /^(\[[^\]]+\]|[^:]+)(?::\d{1,5})?$/.exec(request.headers.host ?? '');
  return match?.[1] !== undefined && ownNames.has(match[1].toLowerCase());
}

/** True where the request comes from a page of this very host. */
export function isOwnOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  return origin !== undefined && host !== undefined && origin.toLowerCase() === `http://${host.toLowerCase()}`;
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function digest(text: string): string {
  return hash(text).toString('hex');
}
