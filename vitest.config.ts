import { defineConfig } from 'vitest/config';
import { COMPILE_CACHE } from './scripts/compile-cache.mjs';

const ALL = ['src-*/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'];
/** Tests of killed processes, native models, whole documents and whole programs: for `npm test`, not `npm run check`. */
const SLOW = ['**/*.{fault,model,oracle,system}.test.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    css: { include: [/tokens\.css/] }, // read as text by the contrast test; other styles stay empty
    env: COMPILE_CACHE, // programs that tests start from source
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      // Files share a process: starting one for each of a hundred files took longer than most of the tests.
      { extends: true, test: { name: 'unit', isolate: false, include: ALL, exclude: [...SLOW, '**/node_modules/**'] } },
      { extends: true, test: { name: 'slow', include: SLOW, exclude: ['**/node_modules/**'] } },
    ],
  },
});
