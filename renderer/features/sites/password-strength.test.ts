import { describe, expect, test } from 'vitest';
import { MasterPassword } from '../../../shared/model/site.ts';
import { SHORTEST_MASTER_PASSWORD, strengthOf } from './password-strength.ts';

describe('the hint about a master password', () => {
  test.each([
    ['', 'too-short'],
    ['Xk9#vQ2', 'too-short'],
    ['aaaaaaaaaaaaaaaaaaaa', 'weak'],
    ['12345678901234567890', 'weak'],
    ['abcdefghijklmnop', 'weak'],
    ['password', 'weak'],
    ['sommer2026', 'fair'],
    ['correct horse battery staple', 'strong'],
    ['Xk9#vQ2!mZ7t', 'strong'],
  ])('calls %j %s', (password, strength) => {
    expect(strengthOf(password)).toBe(strength);
  });

  test('asks for as many characters as the vault does', () => {
    expect(MasterPassword.safeParse('x'.repeat(SHORTEST_MASTER_PASSWORD)).success).toBe(true);
    expect(MasterPassword.safeParse('x'.repeat(SHORTEST_MASTER_PASSWORD - 1)).success).toBe(false);
  });
});
