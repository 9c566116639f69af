import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build, type InlineConfig } from 'vite';

const root = join(import.meta.dirname, '..');

const shared: InlineConfig = { configFile: false, logLevel: 'warn', clearScreen: false };

/** The main process and the loopback host: ES modules; packages stay in node_modules. */
const main: InlineConfig = {
  ...shared,
  root,
  build: {
    ssr: true,
    target: 'node24',
    outDir: join(root, 'out/main'),
    emptyOutDir: true,
    rolldownOptions: {
      input: {
        main: join(root, 'electron/main.ts'),
        serve: join(root, 'electron/loopback/serve.ts'),
        // Found by its name beside whatever module starts it (electron/transfer/worker/worker-thread.ts).
        'transfer-worker': join(root, 'electron/transfer/worker/transfer-worker.ts'),
      },
      external: ['electron'],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
};

/** The preload script: CommonJS in one file, as a sandboxed preload must be. */
const preload: InlineConfig = {
  ...shared,
  root,
  build: {
    ssr: true,
    target: 'node24',
    outDir: join(root, 'out/preload'),
    emptyOutDir: true,
    rolldownOptions: {
      input: { preload: join(root, 'electron/preload.ts') },
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
    },
  },
};

const renderer: InlineConfig = {
  ...shared,
  root: join(root, 'renderer'),
  base: '/',
  plugins: [react()],
  build: {
    target: 'chrome140',
    outDir: join(root, 'out/renderer'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2_000,
  },
};

/** Builds everything that runs into `out/`. */
export async function buildAll(): Promise<void> {
  // Vite reads this, and would build React's development half into the page where vitest has said `test`.
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await Promise.all([main, preload, renderer].map((config) => build(config)));
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

if (import.meta.main) await buildAll();
