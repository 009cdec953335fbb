import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { Failure } from '../../../src-contract/failure.ts';
import type { FileQuestion, FileQuestionSets } from '../../services/evaluation/ports.ts';
import { readLines, readText } from './judged-lines.ts';

const pathSchema = z.object({ path: z.string().min(1) });
const questionSchema = z.object({
  repo: z.string().regex(/^[\w.-]+$/),
  query: z.string().min(1),
  category: z.string().default('other'),
  relevant: z.array(pathSchema).min(1),
  secondary: z.array(pathSchema).default([]),
});
const repositoriesSchema = z.array(z.object({ repo: z.string(), root: z.string().default('') }));
const REPOSITORIES = 'repos.json';

/** Questions about repositories: a file of questions, `repos.json` beside it, and a folder of checkouts. */
export function createCodeQuestionFiles(): FileQuestionSets {
  return {
    async read(queries, repos, signal) {
      const file = resolve(queries);
      const checkouts = resolve(repos);
      await assertFolder(checkouts);
      const questions = await readLines(file, signal, questionSchema);
      const roots = await readRoots(join(dirname(file), REPOSITORIES), signal);
      const byRepository = [...Map.groupBy(questions, ({ repo }) => repo)].sort(([one], [other]) =>
        one < other ? -1 : 1,
      );
      const repositories = [];
      const missing = [];
      for (const [name, own] of byRepository) {
        const checkout = join(checkouts, name);
        const folder = join(checkout, roots.get(name) ?? '');
        if (await isFolder(folder)) repositories.push({ name, folder, questions: own.map(toQuestion(checkout)) });
        else missing.push(name);
      }
      return { repositories, missing };
    },
  };
}

const toQuestion =
  (checkout: string) =>
  ({ query, category, relevant, secondary }: z.output<typeof questionSchema>): FileQuestion => ({
    text: query,
    category,
    wanted: [...new Set([...relevant, ...secondary].map(({ path }) => join(checkout, path)))],
  });

async function readRoots(file: string, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  try {
    const rows = repositoriesSchema.parse(JSON.parse(await readText(file, signal)));
    return new Map(rows.map(({ repo, root }) => [repo, root]));
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('invalid-input', `${file} is not a JSON list of repositories with "repo" and "root".`, {
      reason: 'evaluation/malformed',
      cause,
    });
  }
}

async function assertFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  throw new Failure('not-found', `There is no folder ${path}. Name the one that holds the checkouts.`, {
    reason: 'evaluation/no-checkouts',
  });
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false; // gone or not readable: either way there is nothing to measure
  }
}
