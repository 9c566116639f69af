import { buildIfStale } from '../../scripts/source-stamp.ts';

/** The tests of the desktop run what was built, as a person would. */
export default async function setup(): Promise<void> {
  await buildIfStale();
}
