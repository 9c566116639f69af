import { glob, readFile } from 'node:fs/promises';

/** How the configuration is read; tests give their own. */
export interface ConfigFiles {
  /** Undefined where there is no such file, or it may not be read. */
  read(path: string): Promise<string | undefined>;
  /** The files that a path with wildcards stands for, in the order of their names. */
  find(pattern: string): Promise<string[]>;
}

/** A configuration is never larger; a path that leads to something endless is not read to its end. */
const LARGEST_FILE = 4 * 1024 * 1024;

export const diskFiles: ConfigFiles = {
  async read(path) {
    try {
      const text = await readFile(path, 'utf8');
      return text.length > LARGEST_FILE ? undefined : text;
    } catch {
      // As in OpenSSH, a file that cannot be read says nothing.
      return undefined;
    }
  },

  async find(pattern) {
    if (!/[*?[]/.test(pattern)) return [pattern];
    const found: string[] = [];
    for await (const path of glob(pattern)) found.push(path);
    return found.sort();
  },
};
