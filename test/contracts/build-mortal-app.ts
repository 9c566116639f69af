import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The built child of `MortalApp`. */
    mortalApp: string;
  }
}

const root = join(import.meta.dirname, '../..');

/**
 * Builds the child of `MortalApp` and its worker threads, with the packages that they import: they are started hundreds of
 * times, and starting them from their sources takes the processor three times as long.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await mkdir(join(root, '.cache'), { recursive: true });
  const folder = await mkdtemp(join(root, '.cache/mortal-app-'));
  await build({
    configFile: false,
    logLevel: 'warn',
    root,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node24',
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: {
        input: {
          'mortal-app': fileURLToPath(new URL('./mortal-app-process.ts', import.meta.url)),
          'transfer-worker': join(root, 'electron/transfer/worker/transfer-worker.ts'),
        },
        // ssh2 does without the addons that it asks for.
        external: ['cpu-features', /\.node$/],
        transform: { define: { __dirname: 'import.meta.dirname' } },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  });
  project.provide('mortalApp', join(folder, 'mortal-app.js'));
  return () => rm(folder, { recursive: true });
}
