import { readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (path: string) => resolve(import.meta.dirname, path);

/** Every worker entry beside main, so that `AppPaths.worker(name)` finds `out/main/workers/<name>.js`. */
const workerEntries = Object.fromEntries(
  readdirSync(at('src-main/workers'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => [`workers/${basename(file, '.ts')}`, at(`src-main/workers/${file}`)]),
);

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // What every start loads. Left in node_modules, zod alone is 100 files in every process and thread, languages among
      // them: `carrel --version` took .22 s and takes .13. Without the others `carrel search` took .53 s in place of .50.
      externalizeDeps: {
        exclude: ['cli-progress', 'commander', 'conf', 'diff', 'env-paths', 'eventsource-parser', 'ignore', 'zod'],
      },
      rolldownOptions: {
        input: {
          main: at('src-main/main.ts'),
          cli: at('src-main/cli.ts'),
          ...workerEntries,
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload has no module loader: one CommonJS file with everything in it.
      externalizeDeps: false,
      rolldownOptions: {
        input: { bridge: at('src-preload/bridge.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    base: './',
    plugins: [react(), tailwindcss()],
    build: { outDir: at('out/renderer'), minify: true, rolldownOptions: { input: at('src-renderer/index.html') } },
  },
});
