import { cp } from 'node:fs/promises';
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

/** What PDF documents need and do not always bring: asked for by name while one is shown (renderer/features/edit/pdf-document.ts). */
async function copyPdfFiles(): Promise<void> {
  const from = join(root, 'node_modules/pdfjs-dist');
  const to = join(root, 'out/renderer/pdf');
  const isWanted = (file: string) => !/(?:LICENSE\w*|\.md)$/.test(file);
  for (const folder of ['cmaps', 'standard_fonts']) {
    await cp(join(from, folder), join(to, folder), { recursive: true, filter: isWanted });
  }
  await cp(join(from, 'wasm/openjpeg_nowasm_fallback.js'), join(to, 'openjpeg_nowasm_fallback.js'));
}

/** Builds everything that runs into `out/`. */
export async function buildAll(): Promise<void> {
  // Vite reads this, and would build React's development half into the page where vitest has said `test`.
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await Promise.all([main, preload, renderer].map((config) => build(config)));
    await copyPdfFiles();
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

if (import.meta.main) await buildAll();
