import { describe, expect, it, vi } from 'vitest';
import type { Prompt, PromptQuestion } from '../../shared/model/prompt.ts';
import { Prompts } from './prompts.ts';

const password: PromptQuestion = { kind: 'password', host: 'h', user: 'ann', reason: 'first', echo: false };
const hostKey: PromptQuestion = {
  kind: 'host-key',
  host: 'h',
  port: 22,
  keyType: 'ssh-ed25519',
  fingerprint: 'SHA256:x',
};
const plain: PromptQuestion = { kind: 'plain-text', host: 'h', port: 21, user: 'ann', reason: 'chosen' };
const master: PromptQuestion = { kind: 'master-password', wrong: false };
const never = new AbortController().signal;

function promptsWithWindow() {
  const onChange = vi.fn<(prompts: Prompt[]) => void>();
  const prompts = new Prompts(onChange);
  const shown = () => onChange.mock.lastCall?.[0] ?? [];
  return { prompts, onChange, shown, idOf: (at: number) => shown()[at]?.id ?? '' };
}

describe('a question', () => {
  it('waits for its answer, shown to every window meanwhile', async () => {
    const { prompts, shown, idOf } = promptsWithWindow();
    const asked = prompts.ask(password, never);
    expect(shown()).toMatchObject([{ question: password }]);
    expect(prompts.list()).toEqual(shown());
    prompts.answer(idOf(0), { kind: 'secret', secret: 'x' });
    expect(await asked).toEqual({ kind: 'secret', secret: 'x' });
    expect(shown()).toEqual([]);
    expect(prompts.list()).toEqual([]);
  });

  it('gets its own answer where several wait', async () => {
    const { prompts, idOf } = promptsWithWindow();
    const first = prompts.ask(password, never);
    const second = prompts.ask(hostKey, never);
    const [one, two] = [idOf(0), idOf(1)];
    expect(one).not.toBe(two);
    prompts.answer(two, { kind: 'trust', remember: true });
    expect(await second).toEqual({ kind: 'trust', remember: true });
    expect(prompts.list().map(({ id }) => id)).toEqual([one]);
    prompts.answer(one, { kind: 'refuse' });
    expect(await first).toEqual({ kind: 'refuse' });
  });

  it.each([
    [password, { kind: 'trust', remember: true }],
    [master, { kind: 'trust', remember: true }],
    [hostKey, { kind: 'secret', secret: 'x' }],
    [plain, { kind: 'secret', secret: 'x' }],
  ] as const)('%j refuses the answer %j, and goes on waiting', async (question, wrong) => {
    const { prompts, idOf } = promptsWithWindow();
    const asked = prompts.ask(question, never);
    const id = idOf(0);
    expect(() => prompts.answer(id, wrong)).toThrow(expect.objectContaining({ kind: 'invalid-request' }));
    expect(prompts.list()).toHaveLength(1);
    prompts.answer(id, { kind: 'refuse' });
    expect(await asked).toEqual({ kind: 'refuse' });
  });

  it('counts the first answer; what comes later is no error', async () => {
    const { prompts, idOf, onChange } = promptsWithWindow();
    const asked = prompts.ask(plain, never);
    const id = idOf(0);
    prompts.answer(id, { kind: 'trust', remember: false });
    const told = onChange.mock.calls.length;
    prompts.answer(id, { kind: 'refuse' });
    prompts.answer('unknown', { kind: 'refuse' });
    expect(await asked).toEqual({ kind: 'trust', remember: false });
    expect(onChange).toHaveBeenCalledTimes(told);
  });

  it('is taken back when the one who asked gives up', async () => {
    const { prompts, shown } = promptsWithWindow();
    const giveUp = new AbortController();
    const asked = prompts.ask(password, giveUp.signal);
    giveUp.abort();
    await expect(asked).rejects.toMatchObject({ kind: 'cancelled' });
    expect(shown()).toEqual([]);
  });

  it('is not put at all by one who has given up already', async () => {
    const { prompts, onChange } = promptsWithWindow();
    await expect(prompts.ask(password, AbortSignal.abort())).rejects.toMatchObject({ kind: 'cancelled' });
    expect(onChange).not.toHaveBeenCalled();
  });

  it('leaves nothing hanging on the signal', async () => {
    const { prompts, idOf, onChange } = promptsWithWindow();
    const later = new AbortController();
    const asked = prompts.ask(password, later.signal);
    prompts.answer(idOf(0), { kind: 'refuse' });
    await asked;
    const told = onChange.mock.calls.length;
    later.abort();
    expect(onChange).toHaveBeenCalledTimes(told);
  });
});
