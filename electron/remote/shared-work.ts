import { untilCancelled } from './cancelled.ts';

interface Shared<T> {
  readonly outcome: Promise<T>;
  readonly giveUp: AbortController;
  waiting: number;
}

/** Lets those who want the same thing at the same time share one piece of work and what comes of it. */
export class SharedWork<T> {
  readonly #underWay = new Map<string, Shared<T>>();

  /** The work is given up when the last who waits for it has given up. @param topic what makes two pieces of work the same. */
  async run(topic: string, work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const shared = this.#underWay.get(topic) ?? this.#begin(topic, work);
    shared.waiting += 1;
    try {
      return await untilCancelled(shared.outcome, signal);
    } finally {
      shared.waiting -= 1;
      if (shared.waiting === 0) this.#end(topic, shared);
    }
  }

  #begin(topic: string, work: (signal: AbortSignal) => Promise<T>): Shared<T> {
    const giveUp = new AbortController();
    const shared = { outcome: work(giveUp.signal), giveUp, waiting: 0 };
    this.#underWay.set(topic, shared);
    return shared;
  }

  #end(topic: string, shared: Shared<T>): void {
    if (this.#underWay.get(topic) === shared) this.#underWay.delete(topic);
    shared.giveUp.abort();
  }
}
