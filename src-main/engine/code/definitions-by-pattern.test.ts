import { expect, test } from 'vitest';
import { definitionsByPattern } from './definitions-by-pattern.ts';

test.each([
  ['class Pool(Base):\n  def take(self):', ['Pool', 'take']],
  ['static int\nread_all(int fd)', []],
  ['static int read_all(int fd) {\n  if (x) { y(); }', ['read_all']],
  ['public List<Map<A, B>> find(final String name) throws E {', ['find']],
  ['suspend fun launch(block: () -> Unit) = 1', ['launch']],
  ['defmodule Plug.Conn do\n  def put(conn), do: conn', ['Plug.Conn', 'put']],
  ['const parseUrl = (url) => url;', ['parseUrl']],
  ['data Größe = Klein', ['Größe']],
  ['', []],
])('names defined in %j', (text, names) => {
  expect(definitionsByPattern(text)).toEqual(names);
});

test('takes time in line with the length of hostile text', () => {
  const hostile = `${'a '.repeat(50_000)}\n${'foo('.repeat(30_000)}\n${'x<'.repeat(50_000)}(`;
  expect(definitionsByPattern(hostile)).toEqual([]);
});
