import { vi } from 'vitest';
import { LocalFileSystem } from '../../remote/local/local-file-system.ts';
import type { CopyHooks, CopyOrder, ExistingDecision, ReplaceStep } from '../carrier.ts';
import type { FileCopy } from '../copy/file-copy.ts';
import { unthrottled } from '../copy/throttle.ts';
import type { Folder } from './folders.ts';

const local = new LocalFileSystem();

export interface CopyChanges extends Partial<Pick<FileCopy, 'source' | 'target' | 'more'>>, Partial<CopyHooks> {
  sourcePath?: string;
  targetPath?: string;
  order?: Partial<CopyOrder>;
}

/** `a.txt` from the one folder to the other, with whatever a test changes. */
export function fileCopy(
  { from, to }: { readonly from: Folder; readonly to: Folder },
  { source = local, target = local, more, sourcePath, targetPath, order, ...hooks }: CopyChanges = {},
) {
  const path = targetPath ?? to.at('a.txt');
  return {
    ...{ source, target, throttle: unthrottled, ...(more ? { more } : {}) },
    order: {
      source: { fs: 'local', path: sourcePath ?? from.at('a.txt') },
      target: { fs: 'local', path },
      partialName: `${path.slice(path.lastIndexOf('/') + 1)}.portside-part`,
      ...({ permissions: 'default', verify: 'size', segments: 1 } as const),
      ...order,
    },
    hooks: { ...copyHooks(), ...hooks },
  } satisfies FileCopy;
}

/** Hooks that remember what they were told; a file that exists is overwritten. */
export function copyHooks() {
  return {
    decide: vi.fn(async (): Promise<ExistingDecision> => ({ do: 'overwrite' })),
    onSource: vi.fn(),
    onTarget: vi.fn(),
    onPartial: vi.fn(async () => {}),
    onResumed: vi.fn(),
    onBytes: vi.fn(),
    onSegments: vi.fn(),
    onCopied: vi.fn(async () => {}),
    onReplaceStep: vi.fn(async (_step: ReplaceStep) => {}),
  } satisfies CopyHooks;
}

/** What a hook was told, call by call. */
export function told(hook: unknown) {
  return (hook as ReturnType<typeof vi.fn>).mock.calls;
}
