import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rewriteFollowUp, type SaidBefore } from './rewrite-follow-up.ts';

/** A conversation, a question, the words that what is searched must and must not have. Made for the project. */
type Case = readonly [
  before: string | readonly string[],
  question: string,
  has: readonly string[],
  lacks?: readonly string[],
];

const LIST =
  'There are three kinds:\n1. Hash join – builds a table [1].\n2. Merge join – sorts both sides [2].\n3. Nested loops [3].';
const LISTE = 'Es gibt drei Arten: Hash-Join, Merge-Join und Nested Loops.';
const LIEBIAO = '有三种：\n1. 哈希连接\n2. 归并连接\n3. 嵌套循环';

const CASES: readonly Case[] = [
  ['When is the second lab due?', 'And the third?', ['third lab', 'due'], ['second']],
  ['When is the second lab due?', 'and the last one?', ['last', 'lab', 'due'], ['second']],
  ['What is the capital of France?', 'And Germany?', ['capital of Germany'], ['France']],
  ['What is the average case of quicksort?', 'What about heapsort?', ['average case', 'heapsort'], ['quicksort']],
  ['What is the average case of quicksort?', 'And the worst case?', ['worst case', 'quicksort'], ['average']],
  ['How does heap sort work?', 'Is it stable?', ['heap sort', 'stable'], [' it ']],
  ['How does heap sort work?', 'What are its disadvantages?', ['heap sort', 'disadvantages']],
  ['Who wrote the paper on BM25?', 'When was it published?', ['paper on BM25', 'published'], [' it ']],
  ['What does parseQuery return?', 'And parseScope?', ['parseScope', 'return'], ['parseQuery']],
  ['Is quicksort stable?', 'Why?', ['why', 'quicksort stable']],
  ['What is a bloom filter?', 'Why is that useful?', ['bloom filter', 'useful']],
  [
    'What does group commit gain, and what does it cost?',
    'Why is that useful?',
    ['group commit useful'],
    ['cost', 'gain'],
  ],
  [
    'Why does a file written with rename survive a crash?',
    'And what does it cost?',
    ['does a file written with rename cost'],
    ['survive'],
  ],
  ['How does the write-ahead log protect the data?', 'Is it slow?', ['Is the write-ahead log slow'], ['data']],
  ['How does git store file contents?', 'Is it fast?', ['git store file contents', 'fast']],
  ['How does a file that was renamed keep its number?', 'Is it slow?', ['Is a file that was renamed slow']],
  ['How does git know that a file changed?', 'Is it slow?', ['Is git slow']],
  ['How does a page within the cache change its owner?', 'Is it slow?', ['Is a page within the cache slow']],
  ['What is one time pad?', 'Is it safe?', ['Is one time pad safe']],
  ['How does one measure recall?', 'Is it slow?', ['measure recall'], ['one']],
  ['What does an index hold for each word?', 'How large is it?', ['index', 'for each word', 'large']],
  ['Can two writers open the same catalog?', 'Why not for them?', ['two writers'], ['catalog']],
  ['How does copying the file help?', 'Is it safe?', ['Is copying the file safe']],
  ['What is a bloom filter?', 'Can you explain more?', []],
  ['How do I bake bread?', 'Why is it slow, and can it be faster?', ['bake bread', 'slow']],
  ['What is a bloom filter?', 'In Python, is it faster?', ['bloom filter', 'Python']],
  ['What is a bloom filter?', 'Any examples?', ['examples', 'bloom filter']],
  ['How do I read a file in Java?', 'In Python?', ['read a file', 'in Python'], ['Java']],
  ['How do I sort an array?', 'And in Rust?', ['sort an array', 'in Rust']],
  [['Which joins are there?', LIST], 'How does the second one work?', ['Merge join', 'work'], ['second']],
  [['Which joins are there?', LIST], 'And the third one?', ['Nested loops']],
  [['What is raft?', 'A protocol.', 'Who invented it?', 'Ongaro.'], 'When?', ['raft']],
  [['What is raft?', 'A protocol.', 'Is it safe?', 'Yes.'], 'Why?', ['raft', 'safe']],
  ['Wann ist die zweite Abgabe fällig?', 'Und die dritte?', ['dritte Abgabe', 'fällig'], ['zweite']],
  ['Was ist die Hauptstadt von Frankreich?', 'Und von Spanien?', ['Hauptstadt', 'Spanien']],
  ['Was ist die Hauptstadt von Frankreich?', 'Was ist mit Spanien?', ['Hauptstadt', 'Spanien'], ['Frankreich']],
  ['Wie funktioniert Heapsort?', 'Ist es stabil?', ['Heapsort', 'stabil'], [' es ']],
  ['Wie funktioniert Heapsort?', 'Was sind Vorteile davon?', ['Vorteile von Heapsort']],
  ['Wie funktioniert Heapsort?', 'Und warum?', ['warum', 'Heapsort']],
  ['Was ist ein Bloomfilter?', 'Ein Beispiel bitte', ['Beispiel', 'Bloomfilter']],
  [['Welche Joins gibt es?', LISTE], 'Wie funktioniert der zweite?', ['Merge-Join'], ['zweite']],
  ['快速排序的复杂度是多少？', '那堆排序呢？', ['堆排序的复杂度'], ['快速']],
  ['第二次实验什么时候交？', '那第三次呢？', ['第三次实验', '什么时候'], ['第二']],
  ['什么是倒排索引？', '它有什么优点？', ['倒排索引', '优点'], ['它']],
  ['什么是倒排索引？', '为什么？', ['倒排索引', '为什么']],
  ['什么是倒排索引？', '举个例子', ['倒排索引', '例子']],
  [['有哪些连接算法？', LIEBIAO], '第二个怎么工作？', ['归并连接'], ['第二']],
];

const ALONE: readonly (readonly [string, string])[] = [
  ['What is a heap?', 'What is an inverted index?'],
  ['What is a heap?', 'How many chapters does the algorithms book have?'],
  ['What is a heap?', 'Is it possible to sort in linear time?'],
  ['What is a heap?', 'What does group commit gain, and what does it cost?'],
  ['What is a heap?', 'If a file is renamed, does it keep its number?'],
  ['Was ist ein Heap?', 'Wie funktioniert ein Journal und was kostet es?'],
  ['Was ist ein Heap?', 'Was ist ein invertierter Index?'],
  ['Was ist ein Heap?', 'Gibt es eine Vorlesung über Graphen?'],
  ['什么是堆？', '什么是倒排索引？'],
  ['What is a heap?', 'Who wrote the second chapter of the algorithms book?'],
];

describe('follow-up questions', () => {
  it.each(CASES.map((one) => [one[0], one[1], one] as const))(
    'after %j, %j names what it is about',
    (before, question, [, , has, lacks = []]) => {
      const rewritten = rewriteFollowUp(question, turns(before));
      if (has.length > 0) expect(rewritten).toBeDefined();
      for (const words of has) expect(rewritten?.toLowerCase()).toContain(words.toLowerCase());
      for (const words of lacks) expect(rewritten).not.toContain(words);
    },
  );

  it.each([...ALONE])('after %j, %j stands for itself', (before, question) => {
    expect(rewriteFollowUp(question, turns(before))).toBeUndefined();
  });

  it('leaves the first question of a conversation as it is', () => {
    expect(rewriteFollowUp('Why is that?', [])).toBeUndefined();
  });

  it('takes any text, and never makes an empty query', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (question, said) => {
        const rewritten = rewriteFollowUp(question, turns(said));
        expect(rewritten?.trim() ?? 'alone').not.toBe('');
      }),
    );
  });
});

/** Questions and answers by turns; a single text is a question that got an answer. */
function turns(said: string | readonly string[]): SaidBefore[] {
  const texts = typeof said === 'string' ? [said, 'It is so [1].'] : said;
  return texts.map((text, at) => ({ role: at % 2 === 0 ? 'user' : 'assistant', text }));
}
