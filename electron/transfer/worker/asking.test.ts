import { describe, expect, it, vi } from 'vitest';
import type { PromptAnswer, PromptQuestion } from '../../../shared/model/prompt.ts';
import { InteractiveCredentials } from '../../remote/interactive-credentials.ts';
import { answerFor, askingOver, membersOf } from './asking.ts';
import type { MainRequests, WorkerRequests } from './messages.ts';
import type { Wire } from './wire.ts';

const { signal } = new AbortController();

describe('the credentials of a session in another thread', () => {
  it('are those of the main thread, of each jump host its own', async () => {
    const ask = vi.fn(
      async (question: PromptQuestion): Promise<PromptAnswer> => ({
        kind: 'secret',
        secret: `of ${'host' in question ? question.host : '?'}`,
      }),
    );
    const asked = new InteractiveCredentials({ host: 'server.example', user: 'ann' }, ask);
    const wire = {
      call: async (_kind: string, request: { member: string; inputs: unknown[] }) =>
        // What crosses is a copy.
        answerFor(asked, request.member, structuredClone(request.inputs), signal),
    } as unknown as Wire<MainRequests, WorkerRequests>;
    const { credentials } = askingOver(wire, 1, { trust: [], credentials: membersOf(asked) });
    // As a route has it: more than the credentials need, and not all of it can cross.
    const hop = { host: 'gate.example', port: 22, user: 'bob', read: () => undefined };
    expect(await credentials.forJumpHost?.(hop).password('first', signal)).toBe('of gate.example');
    expect(await credentials.password('first', signal)).toBe('of server.example');
    await credentials.forJumpHost?.(hop).accepted?.();
    expect(await asked.forJumpHost(hop).password('first', signal)).toBe('of gate.example');
    expect(ask).toHaveBeenCalledTimes(2);
  });
});
