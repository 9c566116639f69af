import { z } from 'zod';
import { CertificateProblem } from '../../shared/model/prompt.ts';
import { JsonFile } from '../storage/atomic-json.ts';

const Place = { host: z.string(), port: z.number().int() };

const TrustFile = z.object({
  version: z.literal(1),
  /** `key`: base64 of the SSH wire format. `trustedAt`: ms since 1970, UTC. */
  hostKeys: z.array(z.object({ ...Place, type: z.string(), key: z.string(), trustedAt: z.number() })),
  /** `fingerprint`: SHA-256 as upper-case hex with colons. `problems`: what the user saw and accepted. */
  certificates: z.array(
    z.object({ ...Place, fingerprint: z.string(), problems: z.array(CertificateProblem), trustedAt: z.number() }),
  ),
  /** Servers where the user accepts that name and password travel in the clear. */
  plainText: z.array(z.object({ ...Place, trustedAt: z.number() })),
});
type TrustFile = z.infer<typeof TrustFile>;

export interface HostPlace {
  readonly host: string;
  readonly port: number;
}

export interface PinnedCertificate {
  readonly fingerprint: string;
  readonly problems: readonly CertificateProblem[];
}

/** Whom the user trusts for good, in a file of the data folder. */
export class TrustStore {
  readonly #file: JsonFile<TrustFile>;

  /** @param onSetAside Told where the file could not be understood and was put aside; everyone is then asked about again. */
  constructor(file: string, onSetAside: (message: string) => void) {
    const empty: TrustFile = { version: 1, hostKeys: [], certificates: [], plainText: [] };
    this.#file = new JsonFile({ file, schema: TrustFile, empty, onSetAside });
  }

  /** In SSH wire format. */
  async hostKeys(place: HostPlace): Promise<Buffer[]> {
    const { hostKeys } = await this.#file.read();
    return hostKeys.filter(isAt(place)).map(({ key }) => Buffer.from(key, 'base64'));
  }

  /** From now on the only key of this host. */
  async pinHostKey(place: HostPlace, type: string, key: Buffer): Promise<void> {
    const pin = { ...spot(place), type, key: key.toString('base64'), trustedAt: Date.now() };
    await this.#file.update((file) => ({ ...file, hostKeys: [...file.hostKeys.filter(not(isAt(place))), pin] }));
  }

  async forgetHostKeys(place: HostPlace): Promise<void> {
    if ((await this.hostKeys(place)).length === 0) return;
    await this.#file.update((file) => ({ ...file, hostKeys: file.hostKeys.filter(not(isAt(place))) }));
  }

  async certificate(place: HostPlace): Promise<PinnedCertificate | undefined> {
    const { certificates } = await this.#file.read();
    return certificates.find(isAt(place));
  }

  async pinCertificate(place: HostPlace, { fingerprint, problems }: PinnedCertificate): Promise<void> {
    const pin = { ...spot(place), fingerprint, problems: [...problems], trustedAt: Date.now() };
    await this.#file.update((file) => ({
      ...file,
      certificates: [...file.certificates.filter(not(isAt(place))), pin],
    }));
  }

  async allowsPlainText(place: HostPlace): Promise<boolean> {
    const { plainText } = await this.#file.read();
    return plainText.some(isAt(place));
  }

  async allowPlainText(place: HostPlace): Promise<void> {
    const allowed = { ...spot(place), trustedAt: Date.now() };
    await this.#file.update((file) => ({
      ...file,
      plainText: [...file.plainText.filter(not(isAt(place))), allowed],
    }));
  }
}

/** Host names are the same in any case (RFC 4343). */
function spot({ host, port }: HostPlace): HostPlace {
  return { host: host.toLowerCase(), port };
}

function isAt(place: HostPlace): (entry: HostPlace) => boolean {
  const { host, port } = spot(place);
  return (entry) => entry.host === host && entry.port === port;
}

function not(test: (entry: HostPlace) => boolean): (entry: HostPlace) => boolean {
  return (entry) => !test(entry);
}
