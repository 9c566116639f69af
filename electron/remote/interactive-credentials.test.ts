import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PromptAnswer, PromptQuestion } from '../../shared/model/prompt.ts';
import { InteractiveCredentials } from './interactive-credentials.ts';
import type { SecretKeeper } from './secret-keeper.ts';

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

  it('ask for another passphrase in other words: nobody could see that the last one had been wrong', async () => {
    secrets('a', 'b');
    await credentials.passphrase('/key', 'first', signal);
    expect(await credentials.passphrase('/key', 'rejected', signal)).toBe('b');
    expect(ask.mock.calls[0]?.[0]).not.toHaveProperty('wrong');
    expect(ask.mock.calls[1]?.[0]).toMatchObject({ reason: 'passphrase', text: '/key', wrong: true });
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

describe('credentials of a jump host', () => {
  const hop = { host: 'gate.example', port: 22, user: 'bob' };
  const answers: PromptAnswer[] = [];
  const ask = vi.fn(async (_question: PromptQuestion): Promise<PromptAnswer> => answers.shift() ?? { kind: 'refuse' });

  beforeEach(() => {
    answers.length = 0;
    ask.mockClear();
  });

  it('have a password of their own, which is asked for in the name of that host and held', async () => {
    const credentials = new InteractiveCredentials(owner, ask, { password: 'of the server' });
    answers.push({ kind: 'secret', secret: 'of the gate' });
    expect(await credentials.forJumpHost(hop).password('first', signal)).toBe('of the gate');
    expect(await credentials.forJumpHost(hop).password('first', signal)).toBe('of the gate');
    expect(await credentials.password('first', signal)).toBe('of the server');
    expect(ask.mock.calls.map(([question]) => question)).toMatchObject([{ host: 'gate.example', user: 'bob' }]);
    await expect(credentials.forJumpHost({ ...hop, port: 2222 }).password('first', signal)).rejects.toThrow();
  });

  it('share the passphrases of key files with the server', async () => {
    const credentials = new InteractiveCredentials(owner, ask);
    answers.push({ kind: 'secret', secret: 'phrase' });
    expect(await credentials.forJumpHost(hop).passphrase('/key', 'first', signal)).toBe('phrase');
    expect(await credentials.passphrase('/key', 'first', signal)).toBe('phrase');
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('are kept under a name of their own', async () => {
    const kept: unknown[] = [];
    const keeper: SecretKeeper = {
      maySave: true,
      recall: async () => undefined,
      refused() {},
      keep: async (...what) => void kept.push(what),
    };
    const credentials = new InteractiveCredentials(owner, ask, { keeper });
    answers.push({ kind: 'secret', secret: 'of the gate', save: true });
    await credentials.forJumpHost(hop).password('first', signal);
    await credentials.forJumpHost(hop).accepted?.();
    expect(kept).toEqual([['password bob@gate.example:22', 'of the gate', true]]);
  });
});

describe('credentials with somebody who keeps them', () => {
  const kept = new Map<string, string>();
  const told: unknown[] = [];
  const keeper: SecretKeeper = {
    maySave: true,
    recall: async (topic) => kept.get(topic),
    refused: (topic) => void told.push(['refused', topic]),
    keep: async (topic, secret, save) => void told.push(['keep', topic, secret, save]),
  };
  const answers: PromptAnswer[] = [];
  const ask = vi.fn(async (_question: PromptQuestion): Promise<PromptAnswer> => answers.shift() ?? { kind: 'refuse' });
  let credentials: InteractiveCredentials;

  beforeEach(() => {
    kept.clear();
    told.length = 0;
    answers.length = 0;
    ask.mockClear();
    credentials = new InteractiveCredentials(owner, ask, { keeper });
  });

  it('are not asked for where they are known, and not kept anew', async () => {
    kept.set('password', 'one').set('passphrase /key', 'two');
    expect(await credentials.password('first', signal)).toBe('one');
    expect(await credentials.passphrase('/key', 'first', signal)).toBe('two');
    await credentials.accepted();
    expect(ask).not.toHaveBeenCalled();
    expect(told).toEqual([]);
  });

  it('are kept when a login has succeeded with what was typed, not before, and once', async () => {
    answers.push({ kind: 'secret', secret: 'one', save: true }, { kind: 'secret', secret: 'two' });
    await credentials.passphrase('/key', 'first', signal);
    await credentials.password('first', signal);
    expect(told).toEqual([]);
    await credentials.accepted();
    await credentials.accepted();
    expect(told).toEqual([
      ['keep', 'passphrase /key', 'one', true],
      ['keep', 'password', 'two', undefined],
    ]);
    expect(ask.mock.calls[0]?.[0]).toMatchObject({ maySave: true });
  });

  it('that the server refused are asked for anew, and only what it took is kept', async () => {
    kept.set('password', 'old');
    answers.push({ kind: 'secret', secret: 'typo', save: true }, { kind: 'secret', secret: 'new', save: true });
    expect(await credentials.password('first', signal)).toBe('old');
    expect(await credentials.password('rejected', signal)).toBe('typo');
    expect(await credentials.password('rejected', signal)).toBe('new');
    await credentials.accepted();
    expect(told).toEqual([
      ['refused', 'password'],
      ['refused', 'password'],
      ['keep', 'password', 'new', true],
    ]);
    expect(ask.mock.calls[0]?.[0]).toMatchObject({ reason: 'rejected' });
  });

  it('use what was given beforehand ahead of what is kept', async () => {
    kept.set('password', 'old');
    credentials = new InteractiveCredentials(owner, ask, { keeper, password: 'typed' });
    expect(await credentials.password('first', signal)).toBe('typed');
  });

  it('never offer to save the answer to a question of the server', async () => {
    answers.push({ kind: 'secret', secret: '123456' });
    await credentials.answer({ text: 'Code: ', echo: true }, signal);
    expect(ask.mock.calls[0]?.[0]).not.toHaveProperty('maySave');
    await credentials.accepted();
    expect(told).toEqual([]);
  });
});
