import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DetailedPeerCertificate } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PromptAnswer, PromptQuestion } from '../../shared/model/prompt.ts';
import { eventually } from '../../test/eventually.ts';
import { cancelledError } from './cancelled.ts';
import type { HostCertificateFault } from './certificates/host-certificate.ts';
import { hostKeyFingerprint, hostKeyType } from './fingerprint.ts';
import type { KnownHostsPlace, OfferedCertificate, OfferedHostKey } from './host-trust.ts';
import { InteractiveHostTrust } from './interactive-host-trust.ts';
import { ed25519Signer, madeCertificate, type Signer } from './testing/made-certificate.ts';
import { TrustStore } from './trust-store.ts';

const { signal } = new AbortController();
const host = 'example.org';
const port = 22;

function keyOf(type: string, content: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([length, Buffer.from(type), Buffer.from(content)]);
}
const key = keyOf('ssh-ed25519', 'one');
const otherKey = keyOf('ssh-ed25519', 'two');
const rsaKey = keyOf('ssh-rsa', 'three');

describe('trust in a host', () => {
  let folder: string;
  let questions: PromptQuestion[];
  let answer: PromptAnswer;
  let trust: InteractiveHostTrust;
  let problems: string[];

  /** As after a restart of Portside: what is only in memory is gone. */
  const restart = () => {
    trust = new InteractiveHostTrust({
      store: new TrustStore(join(folder, 'trust.json'), () => {}),
      onProblem: (message) => problems.push(message),
      ask: async (question) => {
        questions.push(question);
        return answer;
      },
    });
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-trust-'));
    questions = [];
    problems = [];
    answer = { kind: 'trust', remember: false };
    restart();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** As OpenSSH's files stand in the folder of the test. */
  const place = (more: Partial<KnownHostsPlace> = {}): KnownHostsPlace => ({
    userFiles: [join(folder, 'known_hosts')],
    globalFiles: [],
    hashNames: false,
    ...more,
  });
  const offer = (shown: Buffer, change: Partial<OfferedHostKey> = {}): OfferedHostKey => ({
    host,
    port,
    key: shown,
    knownHosts: place(),
    ...change,
  });
  const knownHosts = () => readFile(join(folder, 'known_hosts'), 'utf8');

  const knows = (known: Buffer, names = host) =>
    writeFile(join(folder, 'known_hosts'), `${names} ${hostKeyType(known)} ${known.toString('base64')}\n`);

  describe('by its host key', () => {
    it('is asked about with a warning, and the log has it, where known_hosts is there and cannot be read', async () => {
      const file = join(folder, 'unreadable');
      await mkdir(file);
      const unread = place({ userFiles: [file, join(folder, 'missing')] });
      expect(await trust.hostKey(offer(key, { knownHosts: unread }), signal)).toBe('accepted-once');
      await trust.hostKey(offer(key, { knownHosts: unread }), signal);
      expect(questions).toMatchObject([{ kind: 'host-key', unreadFiles: [file] }]);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain(`${file} could not be read`);
    });

    it('is asked about when the host is new', async () => {
      expect(await trust.hostKey(offer(key), signal)).toBe('accepted-once');
      expect(questions).toEqual([
        { kind: 'host-key', host, port, keyType: 'ssh-ed25519', fingerprint: hostKeyFingerprint(key) },
      ]);
    });

    it('holds until Portside ends when accepted once, for that host, port and key', async () => {
      await trust.hostKey(offer(key), signal);
      expect(await trust.hostKey(offer(key), signal)).toBe('accepted-once');
      expect(questions).toHaveLength(1);
      await trust.hostKey(offer(key, { port: 2222 }), signal);
      await trust.hostKey(offer(otherKey), signal);
      expect(questions).toHaveLength(3);
      restart();
      await trust.hostKey(offer(key), signal);
      expect(questions).toHaveLength(4);
    });

    it('is written to known_hosts for good when the user wishes', async () => {
      answer = { kind: 'trust', remember: true };
      expect(await trust.hostKey(offer(key), signal)).toBe('known-host');
      expect(await knownHosts()).toBe(`example.org ssh-ed25519 ${key.toString('base64')}\n`);
      restart();
      expect(await trust.hostKey(offer(key), signal)).toBe('known-host');
      expect(questions).toHaveLength(1);
    });

    it('is written under its alias without the port, as ssh looks for it, and its change is told', async () => {
      answer = { kind: 'trust', remember: true };
      const knownHostsPlace = place({ name: 'behind-a-balancer' });
      const other = { port: 2222, knownHosts: knownHostsPlace };
      await trust.hostKey(offer(key, other), signal);
      expect(await knownHosts()).toBe(`behind-a-balancer ssh-ed25519 ${key.toString('base64')}\n`);
      answer = { kind: 'refuse' };
      await expect(trust.hostKey(offer(otherKey, other), signal)).rejects.toThrow('has changed');
    });

    it.runIf(process.platform !== 'win32')(
      'is asked about once where ssh_config names /dev/null as known_hosts',
      async () => {
        answer = { kind: 'trust', remember: true };
        const forgetful = place({ userFiles: ['/dev/null'] });
        for (const _ of ['first session', 'second session'])
          await trust.hostKey(offer(key, { knownHosts: forgetful }), signal);
        expect(questions).toHaveLength(1);
        expect(problems).toEqual([expect.stringContaining('/dev/null')]);
      },
    );

    it('is remembered by Portside itself where known_hosts cannot be written, and that is told', async () => {
      answer = { kind: 'trust', remember: true };
      await writeFile(join(folder, 'a-file'), '');
      const unwritable = place({ userFiles: [join(folder, 'a-file', 'known_hosts')] });
      expect(await trust.hostKey(offer(key, { knownHosts: unwritable }), signal)).toBe('pinned');
      expect(problems).toEqual([expect.stringContaining('a-file')]);
      restart();
      expect(await trust.hostKey(offer(key, { knownHosts: unwritable }), signal)).toBe('pinned');
    });

    it('is remembered by Portside itself where no files of OpenSSH take part', async () => {
      answer = { kind: 'trust', remember: true };
      expect(await trust.hostKey({ host, port, key }, signal)).toBe('pinned');
      restart();
      expect(await trust.hostKey({ host: 'EXAMPLE.org', port, key }, signal)).toBe('pinned');
      expect(questions).toHaveLength(1);
    });

    it('is known from known_hosts without a question', async () => {
      await knows(key);
      expect(await trust.hostKey(offer(key), signal)).toBe('known-host');
      expect(await trust.hostKey(offer(key, { port: 2222 }), signal)).toBe('known-host');
      expect(questions).toEqual([]);
    });

    it('is asked about with the previous fingerprint when it changed', async () => {
      await knows(key);
      answer = { kind: 'refuse' };
      await expect(trust.hostKey(offer(otherKey), signal)).rejects.toMatchObject({
        kind: 'untrusted-host',
        message: expect.stringContaining('changed'),
      });
      expect(questions).toMatchObject([{ previousFingerprint: hostKeyFingerprint(key) }]);
    });

    it('counts as changed when it is of another type than the known one', async () => {
      await knows(key);
      await trust.hostKey(offer(rsaKey), signal);
      expect(questions).toMatchObject([{ keyType: 'ssh-rsa', previousFingerprint: hostKeyFingerprint(key) }]);
    });

    it('does not count as changed for another port of a known host', async () => {
      await knows(otherKey);
      await trust.hostKey(offer(key, { port: 2222 }), signal);
      expect(questions).toHaveLength(1);
      expect(questions[0]).not.toHaveProperty('previousFingerprint');
    });

    it('replaces the old key when the new one is to be remembered, even that of known_hosts', async () => {
      await knows(key);
      answer = { kind: 'trust', remember: true };
      await trust.hostKey(offer(otherKey), signal);
      restart();
      expect(await trust.hostKey(offer(otherKey), signal)).toBe('known-host');
      expect(questions).toHaveLength(1);
      answer = { kind: 'refuse' };
      await expect(trust.hostKey(offer(key), signal)).rejects.toMatchObject({ kind: 'untrusted-host' });
    });

    it('is refused without a question when it is revoked', async () => {
      await knows(key, `@revoked ${host}`);
      answer = { kind: 'trust', remember: true };
      await expect(trust.hostKey(offer(key), signal)).rejects.toMatchObject({
        kind: 'untrusted-host',
        message: expect.stringContaining('revoked'),
      });
      expect(questions).toEqual([]);
    });

    it('tells the types by which it is known', async () => {
      expect(await trust.expectedHostKeys({ host, port, knownHosts: place() })).toEqual({
        types: [],
        certified: false,
      });
      await knows(rsaKey);
      expect(await trust.expectedHostKeys({ host, port, knownHosts: place() })).toMatchObject({ types: ['ssh-rsa'] });
    });

    it('takes the word of an authority only for certificates that it signed', async () => {
      const authority = ed25519Signer();
      const certificate = madeCertificate(authority);
      const trusts = (who: Signer, marker = '@cert-authority') => knows(who.key, `${marker} *`);
      const shown = (bytes: Buffer) => trust.hostCertificate({ host, port, knownHosts: place(), certificate: bytes });
      await trusts(authority);
      expect(await trust.expectedHostKeys({ host, port, knownHosts: place() })).toEqual({ types: [], certified: true });
      expect(await shown(certificate)).toBe('trusted');

      const forged = madeCertificate({ ...authority, sign: ed25519Signer().sign });
      await expect(shown(forged)).rejects.toMatchObject({ kind: 'untrusted-host' });
      await expect(shown(certificate.subarray(1))).rejects.toMatchObject({ kind: 'untrusted-host' });
      await trusts(ed25519Signer());
      expect(await shown(certificate)).toMatchObject({ problem: 'unknown-authority' });
      await trusts(authority, '@revoked');
      await expect(shown(certificate)).rejects.toMatchObject({ message: expect.stringContaining('revoked') });
    });

    it('is asked about with what is wrong with its certificate', async () => {
      const fault: HostCertificateFault = {
        problem: 'other-host',
        words: 'it is for other hosts (a)',
        hint: 'Ask.',
        names: ['a'],
        time: 5,
      };
      answer = { kind: 'refuse' };
      await expect(trust.hostKey(offer(key, { certificateFault: fault }), signal)).rejects.toMatchObject({
        message: expect.stringContaining('it is for other hosts (a)'),
        data: { hint: expect.stringContaining('Ask.') },
      });
      const asked = { certificateProblem: 'other-host', certificateNames: ['a'], certificateTime: 5 };
      expect(questions).toEqual([expect.objectContaining(asked)]);
      expect(PromptQuestion.parse(questions[0])).toEqual(questions[0]);
    });

    it('is asked about once by sessions that open together', async () => {
      const { promise, resolve } = Promise.withResolvers<PromptAnswer>();
      const ask = vi.fn(() => promise);
      const store = new TrustStore(join(folder, 'trust.json'), () => {});
      const shared = new InteractiveHostTrust({ store, ask });
      const deciding = Promise.all([1, 2, 3].map(() => shared.hostKey({ host, port, key }, signal)));
      await eventually(() => expect(ask).toHaveBeenCalled());
      resolve({ kind: 'trust', remember: true });
      expect(await deciding).toEqual(['pinned', 'pinned', 'pinned']);
      expect(ask).toHaveBeenCalledTimes(1);
    });

    it('takes the question back when the last session that waits for it is cancelled', async () => {
      const ask = vi.fn(
        (_question: PromptQuestion, withdrawn: AbortSignal) =>
          new Promise<PromptAnswer>((_, reject) => {
            withdrawn.addEventListener('abort', () => reject(cancelledError()));
          }),
      );
      const store = new TrustStore(join(folder, 'trust.json'), () => {});
      const shared = new InteractiveHostTrust({ store, ask });
      const [first, second] = [new AbortController(), new AbortController()];
      const one = shared.hostKey({ host, port, key }, first.signal);
      const two = shared.hostKey({ host, port, key }, second.signal);
      await eventually(() => expect(ask).toHaveBeenCalled());
      const withdrawn = ask.mock.calls[0]?.[1];
      first.abort();
      await expect(one).rejects.toMatchObject({ kind: 'cancelled' });
      expect(withdrawn?.aborted).toBe(false);
      second.abort();
      await expect(two).rejects.toMatchObject({ kind: 'cancelled' });
      expect(withdrawn?.aborted).toBe(true);
    });
  });

  describe('by its certificate', () => {
    const offered = (change: Partial<DetailedPeerCertificate> = {}, more: Partial<OfferedCertificate> = {}) => {
      const certificate = {
        subject: { CN: 'example.org', O: 'Example' },
        issuer: { CN: 'Example authority' },
        subjectaltname: 'DNS:example.org, DNS:www.example.org, IP Address:192.0.2.1',
        valid_from: 'Jan  1 00:00:00 2020 GMT',
        valid_to: 'Dec 31 23:59:59 2099 GMT',
        fingerprint256: 'AA:BB',
        ...change,
      } as DetailedPeerCertificate;
      const offer: OfferedCertificate = {
        host,
        port: 21,
        certificate,
        authorized: false,
        authorizationError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      };
      return { ...offer, ...more };
    };

    it('needs no question where an authority vouches for it', async () => {
      expect(await trust.certificate(offered({}, { authorized: true }), signal)).toBe('system');
      expect(questions).toEqual([]);
    });

    it('is shown with what it says and what is wrong with it', async () => {
      await trust.certificate(offered(), signal);
      expect(questions).toEqual([
        {
          kind: 'certificate',
          host,
          port: 21,
          subject: 'CN=example.org, O=Example',
          issuer: 'CN=Example authority',
          alternativeNames: ['example.org', 'www.example.org', '192.0.2.1'],
          validFrom: Date.UTC(2020, 0, 1),
          validTo: Date.UTC(2099, 11, 31, 23, 59, 59),
          fingerprint: 'AA:BB',
          problems: ['unknown-issuer'],
          problemText: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        },
      ]);
    });

    it('has all its problems told, not only the first', async () => {
      const certificate = offered({ valid_to: 'Jan  1 00:00:00 2021 GMT', subjectaltname: 'DNS:elsewhere.example' });
      await trust.certificate(certificate, signal);
      expect(questions).toMatchObject([{ problems: ['unknown-issuer', 'expired', 'wrong-host'] }]);
    });

    it.each([
      ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed'],
      ['SELF_SIGNED_CERT_IN_CHAIN', 'unknown-issuer'],
      ['CERT_NOT_YET_VALID', 'not-yet-valid'],
      ['SOMETHING_NEW', 'other'],
    ])('with the error %s is called %s', async (authorizationError, problem) => {
      await trust.certificate(offered({}, { authorizationError }), signal);
      expect(questions).toMatchObject([{ problems: [problem], problemText: authorizationError }]);
    });

    it('is remembered, and asked about again when it is another one', async () => {
      answer = { kind: 'trust', remember: true };
      expect(await trust.certificate(offered(), signal)).toBe('pinned');
      restart();
      expect(await trust.certificate(offered(), signal)).toBe('pinned');
      expect(questions).toHaveLength(1);
      answer = { kind: 'refuse' };
      const other = trust.certificate(offered({ fingerprint256: 'CC:DD' }), signal);
      await expect(other).rejects.toMatchObject({ kind: 'untrusted-host' });
      expect(questions[1]).toMatchObject({ fingerprint: 'CC:DD', previousFingerprint: 'AA:BB' });
    });

    it('is asked about again when it has expired since it was remembered', async () => {
      answer = { kind: 'trust', remember: true };
      await trust.certificate(offered(), signal);
      await trust.certificate(offered({ valid_to: 'Jan  1 00:00:00 2021 GMT' }), signal);
      expect(questions).toHaveLength(2);
      expect(questions[1]).not.toHaveProperty('previousFingerprint');
    });
  });

  describe('without encryption', () => {
    const line = { host, port: 21, user: 'ann', reason: 'not-offered' } as const;

    it('is asked about, once for this run or for good', async () => {
      await trust.plainText(line, signal);
      await trust.plainText(line, signal);
      expect(questions).toEqual([{ kind: 'plain-text', ...line }]);
      restart();
      answer = { kind: 'trust', remember: true };
      await trust.plainText(line, signal);
      restart();
      await trust.plainText(line, signal);
      expect(questions).toHaveLength(2);
    });

    it('is refused when the user refuses', async () => {
      answer = { kind: 'refuse' };
      await expect(trust.plainText(line, signal)).rejects.toMatchObject({ kind: 'untrusted-host' });
    });
  });

  it('is asked about anew when the file of the pins is broken, which is kept', async () => {
    await writeFile(join(folder, 'trust.json'), '{"version":1,');
    const messages: string[] = [];
    const store = new TrustStore(join(folder, 'trust.json'), (message) => messages.push(message));
    await store.pinHostKey({ host, port }, 'ssh-ed25519', key);
    expect(messages).toHaveLength(1);
    expect(JSON.parse(await readFile(join(folder, 'trust.json'), 'utf8'))).toMatchObject({
      hostKeys: [{ host, port, type: 'ssh-ed25519' }],
    });
  });
});
