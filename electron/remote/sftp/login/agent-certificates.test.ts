import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import fc from 'fast-check';
import ssh2, { type BaseAgent } from 'ssh2';
import { describe, expect, it } from 'vitest';
import { ed25519Signer, madeCertificate } from '../../testing/made-certificate.ts';
import { wireString, wireUint32 } from '../keys/wire.ts';
import { agentCertificates } from './agent-certificates.ts';

const authority = ed25519Signer();
const ofUser = madeCertificate(authority, { kind: 1, keyId: 'ann' });
const list = (...entries: readonly (readonly [Buffer, string])[]) =>
  Buffer.concat([wireUint32(entries.length), ...entries.flatMap((entry) => entry.map((field) => wireString(field)))]);

/** An agent that answers everything with these bytes, in pieces, and then hangs up. */
function answering(answer: Buffer, kind = 12): BaseAgent {
  const agent = new ssh2.OpenSSHAgent('nowhere');
  agent.getStream = (done) => {
    const [ours, theirs] = duplexPair();
    const whole = Buffer.concat([wireUint32(answer.length + 1), Buffer.from([kind]), answer]);
    once(theirs, 'data').then(() => {
      theirs.write(whole.subarray(0, 3));
      theirs.end(whole.subarray(3));
    });
    done(null, ours);
  };
  return agent;
}

describe('the certificates in an agent', () => {
  it('are those of users, with their names; keys and certificates of hosts are left out', async () => {
    const answer = list([authority.key, 'a key'], [ofUser, 'mine'], [madeCertificate(authority), 'of a host']);
    expect(await agentCertificates(answering(answer))).toEqual([
      { bytes: ofUser, comment: 'mine', certificate: expect.objectContaining({ keyId: 'ann' }) },
    ]);
  });

  it('are none where the agent answers something else, or cannot be spoken to', async () => {
    expect(await agentCertificates(answering(list([ofUser, 'mine']), 5))).toEqual([]);
    const mute = new ssh2.OpenSSHAgent('nowhere');
    Reflect.set(mute, 'getStream', undefined);
    expect(await agentCertificates(mute)).toEqual([]);
  });

  it.for([
    ['claims more keys than it lists', answering(wireUint32(7))],
    ['never ends', answering(Buffer.alloc(300_000))],
  ] as const)('are an error where the agent %s', async ([_, agent]) => {
    await expect(agentCertificates(agent)).rejects.toThrow();
  });

  it('do no harm whatever the bytes are', async () => {
    const bytes = fc.uint8Array({ maxLength: 100 }).map((array) => Buffer.from(array));
    const property = fc.asyncProperty(bytes, async (answer) => {
      const outcome = await agentCertificates(answering(answer)).catch((error: unknown) => error);
      expect(outcome instanceof RangeError || Array.isArray(outcome)).toBe(true);
    });
    await fc.assert(property, { numRuns: 50 });
  });
});
