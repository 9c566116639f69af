import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';

export interface OwnerNames {
  user(uid: number): string;
  group(gid: number): string;
}

/**
 * Names of users and groups from /etc/passwd and /etc/group (passwd(5), group(5)); a number without a name stays one.
 * Accounts of a directory service are not in those files, but for the user's own.
 */
export async function readOwnerNames(): Promise<OwnerNames> {
  const [users, groups] = await Promise.all([readNames('/etc/passwd'), readNames('/etc/group')]);
  addOwnAccount(users);
  return {
    user: (uid) => users.get(uid) ?? String(uid),
    group: (gid) => groups.get(gid) ?? String(gid),
  };
}

function addOwnAccount(users: Map<number, string>): void {
  try {
    const own = userInfo();
    if (!users.has(own.uid)) users.set(own.uid, own.username);
  } catch {
    // Containers often run under a number that belongs to no account.
  }
}

async function readNames(file: string): Promise<Map<number, string>> {
  const names = new Map<number, string>();
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    // A system without this file shows numbers.
    return names;
  }
  for (const line of text.split('\n')) {
    const [name, , id] = line.split(':');
    if (name === undefined || name === '' || id === undefined || !/^\d+$/.test(id)) continue;
    if (!names.has(Number(id))) names.set(Number(id), name);
  }
  return names;
}
