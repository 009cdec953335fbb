import fc from 'fast-check';
import { expect, it } from 'vitest';
import { passagesWanted } from './passages-wanted.ts';

it.each(['When is the second lab due?', 'parseConfig', 'Wann ist die Prüfung?', '考试是什么时候？'])(
  'a plain question gets what is set: %s',
  (question) => {
    expect(passagesWanted(question, 10)).toBe(10);
  },
);

it.each([
  'Compare the clock algorithm with least recently used.',
  'When is the exam, and what may we bring?',
  'Welche Unterschiede gibt es zwischen Prozessen und Threads?',
  '比较进程和线程的区别',
  'What is a heap? How is it built?',
])('a question with several sides gets more: %s', (question) => {
  expect(passagesWanted(question, 10)).toBeGreaterThan(10);
});

it('never less than what is set, at most twice as many, and never over 50', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2000 }), fc.integer({ min: 1, max: 50 }), (question, base) => {
      const wanted = passagesWanted(question, base);
      expect(wanted).toBeGreaterThanOrEqual(base);
      expect(wanted).toBeLessThanOrEqual(Math.min(50, base * 2));
    }),
  );
});
