import { join } from 'node:path';

/** A picture of `assets/`, which lies beside the built code. */
export function assetPath(name: string): string {
  return join(import.meta.dirname, '../../assets', name);
}
