import type { Entry } from '../../../shared/model/entry.ts';
import type { GivenAttributes } from './sftp-entry.ts';

/**
 * Names of users and groups by their numbers, learnt from listings: only there does version 3 of the protocol tell names.
 * (users-groups-by-id@openssh.com would, but ssh2 1.17 takes its answer for malformed and ends the session.)
 */
export class OwnerNames {
  readonly #users = new Map<number, string>();
  readonly #groups = new Map<number, string>();

  learn({ uid, gid }: GivenAttributes, { owner, group }: Entry): void {
    if (uid !== undefined && owner !== undefined) this.#users.set(uid, owner);
    if (gid !== undefined && group !== undefined) this.#groups.set(gid, group);
  }

  /** What is known of the owners of an entry whose attributes came without names. */
  of({ uid, gid }: GivenAttributes): Pick<Entry, 'owner' | 'group'> {
    const owner = uid === undefined ? undefined : this.#users.get(uid);
    const group = gid === undefined ? undefined : this.#groups.get(gid);
    return { ...(owner === undefined ? {} : { owner }), ...(group === undefined ? {} : { group }) };
  }
}
