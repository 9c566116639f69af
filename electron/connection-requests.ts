import type { RequestName } from '../shared/ipc/contract.ts';
import type { Handlers } from '../shared/ipc/dispatch.ts';
import type { FileSystemId } from '../shared/model/connection.ts';
import type { Operations } from './operations.ts';
import { untilCancelled } from './remote/cancelled.ts';
import type { ConnectionDescription, Connections, Destination } from './remote/connections.ts';
import type { HostTrust } from './remote/host-trust.ts';
import { InteractiveCredentials } from './remote/interactive-credentials.ts';
import type { Ask } from './remote/shared-questions.ts';
import { siteConnectionId, targetId } from './remote/target-key.ts';
import type { Sites } from './sites/sites.ts';
import type { TransferEngine } from './transfer/transfer-engine.ts';

type ConnectionRequests = Pick<
  Handlers,
  Exclude<Extract<RequestName, `connections.${string}`>, 'connections.command' | 'connections.openDemo'>
>;

export interface ConnectionRequestsOptions {
  readonly connections: Connections;
  readonly sites: Sites;
  readonly trust: HostTrust;
  readonly ask: Ask;
  readonly transfers: Pick<TransferEngine, 'leave'>;
  readonly operations: Operations;
}

/** What windows ask about the servers that are connected. */
export function createConnectionRequests(options: ConnectionRequestsOptions): ConnectionRequests {
  const { connections, sites, trust, ask, transfers, operations } = options;
  const leaving = new Map<FileSystemId, Promise<void>>();

  /** Who wants a connection back that is about to go waits for its end, and does not get that one. */
  async function left(id: FileSystemId, signal: AbortSignal): Promise<void> {
    await untilCancelled(leaving.get(id) ?? Promise.resolve(), signal);
  }

  async function close(id: FileSystemId): Promise<void> {
    await transfers.leave(id);
    await connections.close(id);
  }

  return {
    'connections.open': ({ operationId, target, password }, caller) =>
      operations.run(caller, operationId, async (signal) => {
        await left(targetId(target), signal);
        const credentials = new InteractiveCredentials(target, ask, { password });
        const info = await connections.open(target, { trust, credentials }, signal);
        await sites.noteUse({ target });
        return info;
      }),
    'connections.openSite': ({ operationId, siteId }, caller) =>
      operations.run(caller, operationId, async (signal) => {
        await left(siteConnectionId(siteId), signal);
        const info = await connections.reopen({ siteId }, signal);
        await sites.noteUse({ id: siteId });
        return info;
      }),
    'connections.test': ({ operationId, target, password, siteId }, caller) =>
      operations.run(caller, operationId, async (signal) => {
        const credentials = await sites.credentialsForTest(target, password, siteId);
        return connections.test(target, { trust, credentials }, signal);
      }),
    'connections.close': async ({ id }) => {
      const closing = close(id);
      const ended: Promise<void> = closing
        .catch(() => undefined)
        .then(() => {
          if (leaving.get(id) === ended) leaving.delete(id);
        });
      leaving.set(id, ended);
      await closing;
    },
    'connections.reconnect': ({ id }) => connections.pool(id).reconnect(),
    'connections.stopReconnecting': ({ id }) => connections.pool(id).stopReconnecting(),
    'connections.list': () => connections.list(),
  };
}

export type DestinationParts = Pick<ConnectionRequestsOptions, 'sites' | 'trust' | 'ask'>;

/** How to open again what a description names: a saved site with its secrets, or a server whose secrets are asked for. */
export function destinationFinder({ sites, trust, ask }: DestinationParts) {
  return async (description: ConnectionDescription): Promise<Destination> => {
    if ('target' in description) {
      const { target } = description;
      return { target, secrets: { trust, credentials: new InteractiveCredentials(target, ask) } };
    }
    const site = await sites.store.site(description.siteId);
    const { id, name, target } = site;
    return { target, site: { id, name }, secrets: { trust, credentials: sites.credentials(site) } };
  };
}
