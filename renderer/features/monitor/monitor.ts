import type { RequestInput, RequestOutput } from '../../../shared/ipc/contract.ts';
import type { ServerSession, Watch } from '../../../shared/model/monitor.ts';
import type { MessageId } from '../../app/messages.ts';
import type { Client } from '../../client/client.ts';
import { addWatches, type Operation } from '../../client/operation.ts';
import { createMonitorStore, type MonitorStore } from './monitor-store.ts';

export interface MonitorOptions {
  readonly client: Client;
  /** Told what failed where nothing else would tell. */
  readonly report: (message: MessageId, error: unknown) => void;
}

/** The watch over servers as this window knows it: keeps the store true, and carries out what the user wants. */
export class Monitor {
  readonly store: MonitorStore = createMonitorStore();
  readonly #client: Client;
  readonly #report: MonitorOptions['report'];
  readonly #loaded = new Set<string>();

  constructor({ client, report }: MonitorOptions) {
    this.#client = client;
    this.#report = report;
    client.on('monitor.watches', ({ watches }) => this.#setWatches(watches));
    client.on('monitor.delta', (delta) => this.store.getState().apply(delta));
    client.on('monitor.log', ({ watchId, lines }) => this.store.getState().append(watchId, lines));
    client.on('monitor.alerts', ({ alerts }) => this.store.getState().setAlerts(alerts));
  }

  /** Takes stock, at the start and after the line was lost. */
  async resnapshot(): Promise<void> {
    const [watches, alerts] = await Promise.all([
      this.#client.request('monitor.watch.list'),
      this.#client.request('monitor.alerts.list'),
    ]);
    this.#loaded.clear();
    this.store.getState().setAlerts(alerts);
    this.#setWatches(watches);
  }

  add(input: Omit<RequestInput<'monitor.watch.add'>, 'operationId'>): Operation<Watch[]> {
    return addWatches(this.#client, input);
  }

  remove(watchId: string): void {
    this.#ask(this.#client.request('monitor.watch.remove', { watchId }), 'error.watch');
  }

  async reload(watchId: string): Promise<void> {
    try {
      await this.#client.request('monitor.reload', { watchId });
    } catch (error) {
      this.#report('error.watch', error);
    }
  }

  /** Ends sessions as far as they are still what was shown. */
  disconnect(
    watchId: string,
    sessions: readonly ServerSession[],
    mode: 'politely' | 'by-force',
  ): Promise<RequestOutput<'monitor.disconnect'>> {
    const facts = sessions.map(({ identity, user, address, port }) => ({
      identity,
      ...(user === undefined ? {} : { user }),
      ...(address === undefined ? {} : { address }),
      ...(port === undefined ? {} : { port }),
    }));
    return this.#client.request('monitor.disconnect', { watchId, sessions: facts, force: mode === 'by-force' });
  }

  acceptAlert(alertId: string): void {
    this.#ask(this.#client.request('monitor.alerts.knownGood', { alertId }), 'error.alert');
  }

  dismissAlert(alertId: string): void {
    this.#ask(this.#client.request('monitor.alerts.dismiss', { alertId }), 'error.alert');
  }

  /** @param until ms since 1970; 0 ends the pause. */
  snooze(until: number): void {
    this.#ask(this.#client.request('monitor.alerts.snooze', { until }), 'error.alert');
  }

  #setWatches(watches: readonly Watch[]): void {
    this.store.getState().setWatches(watches);
    for (const { id } of watches) {
      if (this.#loaded.has(id)) continue;
      this.#loaded.add(id);
      this.#ask(this.#load(id), 'error.watch');
    }
  }

  /** Each answer is taken when it comes: what happened while the other was waited for must not be undone. */
  async #load(watchId: string): Promise<void> {
    const { restoreSessions, restoreLines } = this.store.getState();
    await Promise.all([
      this.#client.request('monitor.snapshot', { watchId }).then(({ sessions }) => restoreSessions(watchId, sessions)),
      this.#client.request('monitor.log', { watchId }).then((lines) => restoreLines(watchId, lines)),
    ]);
  }

  #ask(request: Promise<unknown>, message: MessageId): void {
    request.catch((error: unknown) => this.#report(message, error));
  }
}
