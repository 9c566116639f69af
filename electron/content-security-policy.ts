import { randomBytes } from 'node:crypto';

/** Where the built page holds the place for the nonce: React Aria reads it from a meta element to style what it injects. */
const PLACEHOLDER = '__CSP_NONCE__';

/** The one policy of both hosts: nothing but Portside's own files, no inline script, inline style only with a nonce. */
export function contentSecurityPolicy(nonce?: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    nonce === undefined ? "style-src 'self'" : `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** What every answer of both hosts carries. */
export const answerHeaders = {
  // The page has its own; this is for workers, which have no policy but that of their script's answer (CSP 3, §4.2.3).
  'Content-Security-Policy': contentSecurityPolicy(),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** The page with a fresh nonce, and the policy that goes with it. */
export function withNonce(html: string): { html: string; policy: string } {
  const nonce = randomBytes(16).toString('base64');
  return { html: html.replaceAll(PLACEHOLDER, nonce), policy: contentSecurityPolicy(nonce) };
}
