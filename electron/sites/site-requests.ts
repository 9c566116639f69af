import type { RequestName } from '../../shared/ipc/contract.ts';
import type { Handlers } from '../../shared/ipc/dispatch.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { MasterPasswordVault } from './master-password-vault.ts';
import type { Sites } from './sites.ts';

type SiteRequests = Pick<Handlers, Extract<RequestName, `sites.${string}` | `vault.${string}`>>;

/** What windows ask about saved sites and the vault. */
export function createSiteRequests(sites: Sites): SiteRequests {
  const { store } = sites;
  return {
    'sites.list': () => sites.book(),
    'sites.save': ({ draft, password }) => sites.save(draft, password),
    'sites.saveFolder': (folder) => store.saveFolder(folder),
    'sites.remove': ({ ids }) => sites.remove(ids),
    'sites.move': (move) => store.move(move),
    'sites.duplicate': ({ id }) => sites.duplicate(id),
    'sites.forgetRecent': () => store.forgetRecent(),

    'vault.status': () => sites.vaultStatus(),
    'vault.setUp': ({ masterPassword }) => masterOf(sites).setUp(masterPassword),
    'vault.unlock': ({ masterPassword }) => masterOf(sites).unlock(masterPassword),
    'vault.lock': () => masterOf(sites).lock(),
    'vault.changePassword': ({ current, next }) => masterOf(sites).change(current, next),
    'vault.setAutoLock': ({ autoLockMinutes }) => masterOf(sites).setAutoLock(autoLockMinutes),
    'vault.reset': () => sites.resetVault(),
  };
}

function masterOf(sites: Sites): MasterPasswordVault {
  if (sites.vaultStatus().kind === 'master-password') return sites.master;
  throw new RemoteError('unsupported', 'The vault of this computer keeps the passwords; there is no master password.');
}
