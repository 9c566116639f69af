import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, withNonce } from './content-security-policy.ts';

describe('the content security policy', () => {
  it('allows nothing inline and nothing from elsewhere', () => {
    const policy = contentSecurityPolicy('abc');
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; /);
    expect(policy).toContain("; style-src 'self' 'nonce-abc'; ");
    for (const loose of ['unsafe', '*', 'http:', 'https:', 'ws:', 'data: ;']) expect(policy).not.toContain(loose);
    for (const closed of ['base-uri', 'frame-ancestors', 'form-action']) expect(policy).toContain(`${closed} 'none'`);
  });

  it('has no nonce where no page needs one', () => {
    expect(contentSecurityPolicy()).toContain("; style-src 'self'; ");
    expect(contentSecurityPolicy()).not.toContain('nonce');
  });
});

describe('a page with its nonce', () => {
  it('holds the nonce of its policy in every place that was left for it', () => {
    const { html, policy } = withNonce('<a nonce="__CSP_NONCE__"><b nonce="__CSP_NONCE__">');
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(html).toBe(`<a nonce="${nonce}"><b nonce="${nonce}">`);
  });

  it('never has the nonce of another', () => {
    const policies = Array.from({ length: 50 }, () => withNonce('').policy);
    expect(new Set(policies).size).toBe(50);
  });
});
