import type { SecretTopic } from '../remote/secret-keeper.ts';

/** Secrets that sites ask for once in a run of Portside: in memory, over closing and opening connections. */
export class SessionSecrets {
  readonly #bySite = new Map<string, Map<SecretTopic, string>>();

  get(siteId: string, topic: SecretTopic): string | undefined {
    return this.#bySite.get(siteId)?.get(topic);
  }

  put(siteId: string, topic: SecretTopic, secret: string): void {
    const topics = this.#bySite.get(siteId) ?? new Map<SecretTopic, string>();
    this.#bySite.set(siteId, topics.set(topic, secret));
  }

  /** @param topic absent: all of the site's. */
  remove(siteId: string, topic?: SecretTopic): void {
    if (topic === undefined) this.#bySite.delete(siteId);
    else this.#bySite.get(siteId)?.delete(topic);
  }
}
