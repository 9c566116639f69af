import type { PlainTextPrompt, PromptQuestion } from '../../shared/model/prompt.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { certificateFacts } from './certificate-facts.ts';
import { checkHostCertificate, type HostCertificateFault } from './certificates/host-certificate.ts';
import { parseCertificate } from './certificates/ssh-certificate.ts';
import { hostKeyFingerprint, hostKeyType } from './fingerprint.ts';
import type {
  ExpectedHostKeys,
  HostTrust,
  KeyedHost,
  OfferedCertificate,
  OfferedHostCertificate,
  OfferedHostKey,
  TrustReason,
} from './host-trust.ts';
import { type KnownHost, placeInKnownHosts, readKnownHost, type UnreadFile } from './known-hosts.ts';
import { rememberHostKey } from './known-hosts-file.ts';
import { type Ask, SharedQuestions } from './shared-questions.ts';
import type { HostPlace, TrustStore } from './trust-store.ts';

export interface InteractiveHostTrustOptions {
  readonly store: TrustStore;
  readonly ask: Ask;
  /** Told where known_hosts could not be read, once, or not be written; Portside's own file then remembers the key. */
  readonly onProblem?: (message: string) => void;
}

/**
 * Trusts what the user's own files vouch for, and asks about everything else. One for the whole process: sessions that
 * open together ask once, and "only this time" holds until Portside ends.
 */
export class InteractiveHostTrust implements HostTrust {
  readonly #store: TrustStore;
  readonly #questions: SharedQuestions;
  readonly #onProblem: (message: string) => void;
  readonly #acceptedOnce = new Set<string>();
  readonly #toldUnread = new Set<string>();

  constructor(options: InteractiveHostTrustOptions) {
    this.#store = options.store;
    this.#questions = new SharedQuestions(options.ask);
    this.#onProblem = options.onProblem ?? (() => {});
  }

  async expectedHostKeys(host: KeyedHost): Promise<ExpectedHostKeys> {
    const [pinned, known] = await Promise.all([this.#store.hostKeys(host), this.#known(host)]);
    const keys = pinned.length > 0 ? pinned : known.keys;
    return { types: [...new Set(keys.map(hostKeyType))], certified: known.authorities.length > 0 };
  }

  async hostCertificate(offered: OfferedHostCertificate): Promise<'trusted' | HostCertificateFault> {
    const { host, knownHosts, certificate: bytes } = offered;
    const certificate = parseCertificate(bytes);
    if (certificate === undefined) throw brokenCertificate(host, 'it makes no sense');
    const { authorities, revoked } = await this.#known(offered);
    const { key, authority } = certificate;
    if (revoked.some((each) => each.equals(authority))) throw revokedAuthority(host, authority);
    if (revoked.some((each) => each.equals(key) || each.equals(bytes))) throw revokedKey(host, key);
    const verdict = checkHostCertificate(certificate, { name: knownHosts?.name ?? host, authorities, now: Date.now() });
    if (verdict === 'forged') throw brokenCertificate(host, 'its signature is not that of the authority');
    return verdict;
  }

  async hostKey(offered: OfferedHostKey, signal: AbortSignal): Promise<TrustReason> {
    const { host, port, key, certificateFault: fault } = offered;
    const known = await this.#known(offered);
    if (known.revoked.some((revoked) => revoked.equals(key))) throw revokedKey(host, key);
    const pinned = await this.#store.hostKeys(offered);
    if (pinned.some((each) => each.equals(key))) return 'pinned';
    // A pin is the user's later word: what known_hosts says of the host counts only where there is none.
    const vouched = pinned.length === 0 ? [...known.keys, ...known.portless] : [];
    if (vouched.some((each) => each.equals(key))) return 'known-host';

    const fingerprint = hostKeyFingerprint(key);
    const previous = sameTypeFirst([...pinned, ...known.keys], hostKeyType(key))[0];
    const question = {
      kind: 'host-key' as const,
      host,
      port,
      keyType: hostKeyType(key),
      fingerprint,
      ...(previous === undefined ? {} : { previousFingerprint: hostKeyFingerprint(previous) }),
      ...(known.unread.length === 0 ? {} : { unreadFiles: known.unread.map(({ file }) => file) }),
      ...(fault === undefined ? {} : { certificateProblem: fault.problem }),
      ...(fault?.names === undefined ? {} : { certificateNames: [...fault.names] }),
      ...(fault?.time === undefined ? {} : { certificateTime: fault.time }),
    };
    const refusal = refusedHostKey(offered, previous);
    return this.#decide(offered, fingerprint, question, refusal, signal, () => this.#remember(offered));
  }

  async certificate(offered: OfferedCertificate, signal: AbortSignal): Promise<TrustReason> {
    if (offered.authorized) return 'system';
    const { host, port, authorizationError = '' } = offered;
    const facts = certificateFacts(offered);
    const pinned = await this.#store.certificate(offered);
    const isPinned = pinned?.fingerprint === facts.fingerprint;
    // What was accepted with one fault is asked about again when it has another, such as having expired since.
    if (isPinned && facts.problems.every((problem) => pinned.problems.includes(problem))) return 'pinned';

    const question = {
      kind: 'certificate' as const,
      host,
      port,
      ...facts,
      problemText: authorizationError,
      ...(pinned === undefined || isPinned ? {} : { previousFingerprint: pinned.fingerprint }),
    };
    const seen = `${facts.fingerprint} ${[...facts.problems].sort().join(' ')}`;
    const refusal = refused(`The certificate of ${host} was not accepted.`);
    return this.#decide(offered, seen, question, refusal, signal, async () => {
      await this.#store.pinCertificate(offered, facts);
      return 'pinned';
    });
  }

  async plainText(line: Omit<PlainTextPrompt, 'kind'>, signal: AbortSignal): Promise<void> {
    if (await this.#store.allowsPlainText(line)) return;
    const refusal = refused(`The connection to ${line.host} is not encrypted, which was not accepted.`);
    await this.#decide(line, 'plain text', { kind: 'plain-text', ...line }, refusal, signal, async () => {
      await this.#store.allowPlainText(line);
      return 'pinned';
    });
  }

  async #known(host: KeyedHost): Promise<KnownHost & { readonly unread: readonly UnreadFile[] }> {
    const known = await readKnownHost(host);
    for (const { file, reason } of known.unread) {
      if (this.#toldUnread.has(file)) continue;
      this.#toldUnread.add(file);
      this.#onProblem(`${file} could not be read, so changed and revoked host keys in it go unnoticed: ${reason}`);
    }
    return known;
  }

  /** @param what Together with the place, what was or is being accepted: a fingerprint. */
  async #decide(
    { host, port }: HostPlace,
    what: string,
    question: PromptQuestion,
    refusal: RemoteError,
    signal: AbortSignal,
    remember: () => Promise<TrustReason>,
  ): Promise<TrustReason> {
    const topic = `${question.kind} ${host.toLowerCase()} ${port} ${what}`;
    if (this.#acceptedOnce.has(topic)) return 'accepted-once';
    const answer = await this.#questions.ask(topic, question, signal);
    if (answer.kind !== 'trust') throw refusal;
    if (!answer.remember) {
      this.#acceptedOnce.add(topic);
      return 'accepted-once';
    }
    return remember();
  }

  /** In the known_hosts of OpenSSH, which then serves `ssh` too; in Portside's own file where that cannot be. */
  async #remember(offered: OfferedHostKey): Promise<TrustReason> {
    const { host, key, knownHosts } = offered;
    const [file] = knownHosts?.userFiles ?? [];
    if (knownHosts !== undefined && file !== undefined) {
      try {
        await rememberHostKey(file, { ...placeInKnownHosts(offered), key, hashNames: knownHosts.hashNames });
        await this.#store.forgetHostKeys(offered);
        return 'known-host';
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#onProblem(`The key of ${host} could not be written to ${file}: ${reason}`);
      }
    }
    await this.#store.pinHostKey(offered, hostKeyType(key), key);
    return 'pinned';
  }
}

const NOTHING_SENT =
  'No user name and no password was sent. Ask the administrator for the right fingerprint, then connect again.';

function refused(message: string): RemoteError {
  return new RemoteError('untrusted-host', message, { hint: NOTHING_SENT });
}

function refusedHostKey({ host, certificateFault: fault }: OfferedHostKey, previous: Buffer | undefined): RemoteError {
  if (previous !== undefined) return refused(`The host key of ${host} has changed, and the new one was not accepted.`);
  if (fault === undefined) return refused(`The host key of ${host} was not accepted.`);
  const message = `The certificate of ${host} cannot be trusted: ${fault.words}. Its host key was not accepted.`;
  return new RemoteError('untrusted-host', message, { hint: `${fault.hint} No user name and no password was sent.` });
}

function brokenCertificate(host: string, why: string): RemoteError {
  return new RemoteError('untrusted-host', `The certificate of ${host} is broken or forged: ${why}.`, {
    hint: `${NOTHING_SENT} An honest server does not show such a certificate.`,
  });
}

function revokedKey(host: string, key: Buffer): RemoteError {
  return revoked(`The host key of ${host} is marked as revoked: somebody may have stolen it.`, key);
}

function revokedAuthority(host: string, key: Buffer): RemoteError {
  return revoked(
    `The authority of the certificate of ${host} is marked as revoked: somebody may have stolen its key.`,
    key,
  );
}

function revoked(message: string, key: Buffer): RemoteError {
  return new RemoteError('untrusted-host', message, {
    serverText: hostKeyFingerprint(key),
    hint: `${NOTHING_SENT} The mark is in the known_hosts file of this computer; speak to the administrator of the server.`,
  });
}

function sameTypeFirst(keys: readonly Buffer[], type: string): Buffer[] {
  return [...keys].sort((a, b) => Number(hostKeyType(b) === type) - Number(hostKeyType(a) === type));
}
