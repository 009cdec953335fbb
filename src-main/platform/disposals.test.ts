import { expect, test } from 'vitest';
import { createDisposals } from './disposals.ts';

test('closes in reverse, once, and goes on after one that fails', async () => {
  const closed: string[] = [];
  const disposals = createDisposals();
  disposals.add(() => void closed.push('catalog'));
  disposals.add(async () => {
    throw new Error('stuck');
  });
  disposals.add(async () => void closed.push('host'));
  const first = disposals.closeAll();
  await expect(first).rejects.toThrow(AggregateError);
  await expect(disposals.closeAll()).rejects.toThrow(AggregateError);
  expect(closed).toEqual(['host', 'catalog']);
});
