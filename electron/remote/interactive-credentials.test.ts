import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PromptAnswer, PromptQuestion } from '../../shared/model/prompt.ts';
import { InteractiveCredentials } from './interactive-credentials.ts';

const { signal } = new AbortController();
const owner = { host: 'example.org', user: 'ann' };

describe('credentials', () => {
  let answers: PromptAnswer[];
  const ask = vi.fn(async (_question: PromptQuestion): Promise<PromptAnswer> => answers.shift() ?? { kind: 'refuse' });
  let credentials: InteractiveCredentials;
  const secrets = (...given: string[]) => {
    answers = given.map((secret) => ({ kind: 'secret', secret }));
  };

  beforeEach(() => {
    ask.mockClear();
    credentials = new InteractiveCredentials(owner, ask);
  });

  it('are asked for once and held for further sessions', async () => {
    secrets('one');
    expect(await credentials.password('first', signal)).toBe('one');
    expect(await credentials.password('first', signal)).toBe('one');
    expect(ask.mock.calls.map(([question]) => question)).toEqual([
      { kind: 'password', ...owner, reason: 'first', echo: false },
    ]);
  });

  it('are forgotten when the server refused them', async () => {
    secrets('one', 'two');
    await credentials.password('first', signal);
    expect(await credentials.password('rejected', signal)).toBe('two');
    expect(await credentials.password('first', signal)).toBe('two');
    expect(ask.mock.calls[1]?.[0]).toMatchObject({ reason: 'rejected' });
  });

  it('are asked for once by sessions that open together', async () => {
    secrets('one');
    const three = await Promise.all([1, 2, 3].map(() => credentials.password('first', signal)));
    expect(three).toEqual(['one', 'one', 'one']);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('hold a passphrase for each key file', async () => {
    secrets('a', 'b');
    expect(await credentials.passphrase('/key-a', 'first', signal)).toBe('a');
    expect(await credentials.passphrase('/key-b', 'first', signal)).toBe('b');
    expect(await credentials.passphrase('/key-a', 'first', signal)).toBe('a');
    expect(ask.mock.calls.map(([question]) => question)).toMatchObject([
      { reason: 'passphrase', text: '/key-a' },
      { reason: 'passphrase', text: '/key-b' },
    ]);
  });

  it('never hold the answer to a question of the server', async () => {
    secrets('123456', '654321');
    const question = { text: 'Verification code: ', echo: true };
    expect(await credentials.answer(question, signal)).toBe('123456');
    expect(await credentials.answer(question, signal)).toBe('654321');
    expect(ask.mock.calls[0]?.[0]).toEqual({ kind: 'password', ...owner, reason: 'server', ...question });
  });

  it('end in "cancelled" when the user declines, and ask anew the next time', async () => {
    answers = [{ kind: 'refuse' }, { kind: 'secret', secret: 'one' }];
    await expect(credentials.password('first', signal)).rejects.toMatchObject({ kind: 'cancelled' });
    expect(await credentials.password('first', signal)).toBe('one');
  });
});
