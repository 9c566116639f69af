import { describe, expect, test } from 'vitest';
import { readServerQuestion } from './server-question.ts';

describe('a question of a server', () => {
  test.each([
    ['Password: ', '', 'Password'],
    ["One-time password (OATH) for `alice': ", '', "One-time password (OATH) for `alice'"],
    [
      'Example Corp\r\nLook at your token.\r\n\r\nVerification code: ',
      'Example Corp\nLook at your token.',
      'Verification code',
    ],
    ['PIN', '', 'PIN'],
    ['', '', ''],
    ['Wait for the call.\n: ', 'Wait for the call.', ''],
  ])('%j: the last line names what is wanted', (text, introduction, label) => {
    expect(readServerQuestion(text)).toEqual({ introduction, label });
  });

  test('shows marks that turn the reading direction for what they are', () => {
    expect(readServerQuestion('Code\u202e: ').label).toBe('Code⟨U+202E⟩');
  });
});
