import { chmod, chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Puts a file into the account's home as its owner would have. */
export async function put(
  server: { readonly home: string },
  name: string,
  content: string | Buffer,
  mode = 0o644,
): Promise<string> {
  const path = join(server.home, name);
  await writeFile(path, content);
  const { uid, gid } = await stat(server.home);
  await chown(path, uid, gid);
  await chmod(path, mode);
  return path;
}

/** A script that stands for an editor: it does to the file what `body` says, with `$1` its path. */
export async function editorScript(body: string): Promise<{ path: string; folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'portside-script-'));
  const path = join(folder, 'editor');
  await writeFile(path, `#!/bin/sh\necho "$1" > ${folder}/opened\n${body}\n`);
  await chmod(path, 0o755);
  return { path, folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
