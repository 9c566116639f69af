import { describe, expect, it, vi } from 'vitest';
import type { PromptAnswer, PromptQuestion } from '../../shared/model/prompt.ts';
import { InteractiveCredentials } from './interactive-credentials.ts';

const { signal } = new AbortController();
const jump = { host: 'bastion.example', port: 22, user: 'ann' };

describe('credentials of a jump host', () => {
  const secrets = ['of the jump host', 'of the key'];
  const ask = vi.fn(
    async (_question: PromptQuestion): Promise<PromptAnswer> => ({ kind: 'secret', secret: secrets.shift() ?? '' }),
  );
  const credentials = new InteractiveCredentials({ host: 'server.example', user: 'bob' }, ask, {
    password: 'of the server',
  });

  it("are its own: the server's password is never given to it, and they are asked for once", async () => {
    expect(await credentials.forJumpHost(jump).password('first', signal)).toBe('of the jump host');
    expect(await credentials.forJumpHost(jump).password('first', signal)).toBe('of the jump host');
    expect(await credentials.password('first', signal)).toBe('of the server');
    expect(ask.mock.calls).toHaveLength(1);
    expect(ask.mock.calls[0]?.[0]).toMatchObject({ host: 'bastion.example', user: 'ann', reason: 'first' });
  });

  it('share the passphrase of a key file, which is the same everywhere', async () => {
    expect(await credentials.forJumpHost(jump).passphrase('/key', 'first', signal)).toBe('of the key');
    expect(await credentials.passphrase('/key', 'first', signal)).toBe('of the key');
  });
});
