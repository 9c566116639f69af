import { generateKeyPairSync, verify } from 'node:crypto';
import ssh2, { type AgentAuthMethod, type KeyboardInteractiveAuthMethod, type ParsedKey } from 'ssh2';
import { beforeEach, describe, expect, it } from 'vitest';
import { RemoteError } from '../../../../shared/model/remote-error.ts';
import { Authentication, type LoginContext } from './authentication.ts';
import type { Identity } from './identity.ts';
import type { OneKeyAgent } from './one-key-agent.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const rsa = ssh2.utils.parseKey(privateKey) as ParsedKey;
const data = Buffer.from('what the server wants signed');

const rsaIdentity: Identity = {
  label: 'key rsa',
  publicKey: rsa,
  sign: async (bytes, hash) => rsa.sign(bytes, hash),
};

async function* list(identities: readonly Identity[]): AsyncGenerator<Identity> {
  yield* identities;
}

describe('logging in, step by step', () => {
  let transcript: string[];
  let asked: string[];

  beforeEach(() => {
    transcript = [];
    asked = [];
  });

  const context = (password: string | Error = 'secret'): LoginContext => ({
    credentials: {
      password: async (reason) => {
        asked.push(`password ${reason}`);
        if (password instanceof Error) throw password;
        return password;
      },
      passphrase: async () => 'passphrase',
      answer: async () => 'answer',
    },
    transcript: { write: (kind, text) => transcript.push(`${kind} ${text}`) },
    signal: new AbortController().signal,
    whileAsking: (answer) => answer,
    end: () => {},
  });

  const begin = (identities: readonly Identity[], sha1: 'allowed' | 'refused' = 'refused') =>
    new Authentication({ user: 'ann', identities: list(identities), sha1 }, context());

  const agentOf = (method: unknown): OneKeyAgent => (method as AgentAuthMethod).agent as OneKeyAgent;

  /** As ssh2 does: takes the key from the agent, then asks it for a signature. */
  const signature = (agent: OneKeyAgent, hash?: 'sha256' | 'sha512' | 'sha1') =>
    new Promise<{ type: string; signature: Buffer | undefined }>((resolve) => {
      agent.getIdentities((_error, keys) => {
        const [key] = (keys ?? []) as ParsedKey[];
        const options = hash === undefined ? {} : { hash };
        agent.sign(key, data, options, (_failure, signed) => resolve({ type: key?.type ?? '', signature: signed }));
      });
    });

  const isSigned = (hash: string, bytes: Buffer | undefined) =>
    bytes !== undefined && verify(hash, data, publicKey, bytes);

  it('signs with an RSA key as the server announced', async () => {
    const login = begin([rsaIdentity]);
    await login.next(null, null);
    const agent = agentOf(await login.next(['publickey'], false));
    const signed = await signature(agent, 'sha256');
    expect(signed.type).toBe('ssh-rsa');
    expect(isSigned('sha256', signed.signature)).toBe(true);
  });

  it('never signs with SHA-1 unasked: it tries SHA-512, and then names the switch', async () => {
    const login = begin([rsaIdentity]);
    await login.next(null, null);
    const first = agentOf(await login.next(['publickey'], false));
    expect((await signature(first, 'sha1')).signature).toBeUndefined();
    const second = agentOf(await login.next(['publickey'], false));
    const signed = await signature(second);
    expect(signed.type).toBe('rsa-sha2-512');
    expect(isSigned('sha512', signed.signature)).toBe(true);
    await login.next(['publickey'], false);
    await expect(login.next(['publickey'], false)).rejects.toMatchObject({
      kind: 'auth',
      data: { hint: expect.stringContaining('“Allow outdated algorithms”') },
    });
  });

  it('signs with SHA-1 where the user allowed it', async () => {
    const login = begin([rsaIdentity], 'allowed');
    await login.next(null, null);
    const agent = agentOf(await login.next(['publickey'], false));
    expect(isSigned('sha1', (await signature(agent, 'sha1')).signature)).toBe(true);
  });

  it('asks what is left after a key was taken, for ssh2 keeps that to itself', async () => {
    const login = begin([rsaIdentity]);
    await login.next(null, null);
    await signature(agentOf(await login.next(['publickey', 'password'], false)), 'sha256');
    expect(await login.next(['publickey', 'password'], false)).toMatchObject({ type: 'none' });
    expect(await login.next(['password'], true)).toMatchObject({ type: 'password', password: 'secret' });
  });

  it('ends with the error of a key that cannot be opened', async () => {
    const broken = { ...rsaIdentity, sign: () => Promise.reject(new RemoteError('cancelled', 'no passphrase')) };
    const login = begin([broken]);
    await login.next(null, null);
    await signature(agentOf(await login.next(['publickey', 'password'], false)), 'sha256');
    await expect(login.next(['publickey', 'password'], false)).rejects.toMatchObject({ kind: 'cancelled' });
    expect(asked).toEqual([]);
  });

  it('goes on to the next key where an agent fails to sign', async () => {
    const failing = { ...rsaIdentity, label: 'key failing', sign: () => Promise.reject(new Error('agent refused')) };
    const login = begin([failing, rsaIdentity]);
    await login.next(null, null);
    await signature(agentOf(await login.next(['publickey'], false)), 'sha256');
    await login.next(['publickey'], false);
    expect(transcript).toContainEqual('info key failing did not sign: agent refused');
    expect(transcript.at(-1)).toBe('sent log in as ann: key rsa');
  });

  it.each([
    ['Password: ', 'secret'],
    ['Passwort für ann: ', 'secret'],
    ['Enter PASSCODE: ', 'answer'],
    ['Passcode or option (1-2): ', 'answer'],
    ['Password and one-time code: ', 'answer'],
  ])('answers “%s” with what it asks for: a code is not the password', async (prompt, expected) => {
    const login = begin([]);
    await login.next(null, null);
    const method = (await login.next(['keyboard-interactive'], false)) as KeyboardInteractiveAuthMethod;
    const answers = await new Promise<string[]>((resolve) => {
      method.prompt('', '', '', [{ prompt, echo: false }], resolve);
    });
    expect(answers).toEqual([expected]);
  });

  it('gives up after three wrong passwords', async () => {
    const login = begin([]);
    await login.next(null, null);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await login.next(['password'], false)).toMatchObject({ type: 'password' });
    }
    await expect(login.next(['password'], false)).rejects.toMatchObject({ kind: 'auth' });
    expect(asked).toEqual(['password first', 'password rejected', 'password rejected']);
  });
});
