import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';
import type { LoadOptions } from './app-loader.ts';
import { type OpenPortside, openPortside } from './open-portside.ts';

/**
 * One window for the tests of a `describe`, opened when the first of them asks. Each leaves it without a dialog and without a
 * server; after one that failed the next gets another window, whatever state that one is in.
 */
export function shareWindow(options: LoadOptions = {}): () => Promise<OpenPortside> {
  let open: OpenPortside | undefined;
  const close = async () => {
    const last = open;
    open = undefined;
    await last?.[Symbol.asyncDispose]();
  };
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await close();
  });
  afterAll(close);
  return async () => {
    open ??= await openPortside(options);
    return open;
  };
}

let folders = 0;

/** An empty folder of this computer for one test, shown on the left, and an empty list of transfers. */
export async function placeFor({ portside, home }: OpenPortside): Promise<string> {
  const { left, dock } = portside;
  const clear = dock.getByRole('button', { name: 'Clear finished' });
  if (await clear.isEnabled()) {
    await clear.click();
    await dock.getByText('No transfers yet').waitFor();
  }
  folders += 1;
  const place = join(home, `place ${folders}`, 'here');
  await mkdir(place, { recursive: true });
  await left.goTo(place);
  return place;
}
