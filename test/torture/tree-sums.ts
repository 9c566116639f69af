import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** What is missing, differs or is too much in a copy of a tree, file by file, by SHA-256. */
export async function differences(original: string, copy: string): Promise<string[]> {
  const [expected, found] = [await sums(original), await sums(copy)];
  const wrong: string[] = [];
  for (const [name, sum] of expected) {
    if (!found.has(name)) wrong.push(`missing: ${name}`);
    else if (found.get(name) !== sum) wrong.push(`differs: ${name}`);
  }
  for (const name of found.keys()) if (!expected.has(name)) wrong.push(`too much: ${name}`);
  return wrong;
}

async function sums(root: string): Promise<Map<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pairs = files.map(async (file): Promise<[string, string]> => {
    const sum = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    return [relative(root, file), sum];
  });
  return new Map(await Promise.all(pairs));
}
