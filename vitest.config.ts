import { defineConfig } from 'vitest/config';

const ALL = ['src-*/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'];
/** Tests of processes that are killed, of native models and of whole documents: `npm test` runs them, `npm run check` does not. */
const SLOW = ['**/*.{fault,model,oracle}.test.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    css: { include: [/tokens\.css/] }, // read as text by the contrast test; other styles stay empty
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ALL, exclude: [...SLOW, '**/node_modules/**'] } },
      { extends: true, test: { name: 'slow', include: SLOW, exclude: ['**/node_modules/**'] } },
    ],
  },
});
