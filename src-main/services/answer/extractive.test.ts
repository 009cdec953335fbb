import { describe, expect, it } from 'vitest';
import type { SourceKind } from '../../../src-contract/passage.ts';
import { numbered } from '../../testing/passages.ts';
import { extractiveGenerator } from './extractive.ts';
import { createAnswerVerifier } from './verify-answer.ts';

async function answer(question: string, texts: readonly string[], kind: SourceKind = 'markdown'): Promise<string> {
  const request = {
    question,
    standalone: question,
    passages: numbered(texts, kind),
    history: [],
    temperature: 0,
    maxTokens: 1,
    contextTokens: 1,
  };
  let text = '';
  for await (const piece of extractiveGenerator.generate(request, new AbortController().signal)) text += piece;
  return text;
}

const ENGLISH = [
  '# Labs\n\nLabs are done in pairs. The first lab is due on 7 October.\nThe second lab is due on\n14 October at noon. Late labs lose 10 percent per day.',
  'The course has four labs and one exam. Prof. Ada Miller teaches it; see [3] for the text book. The exam is on 12 December.',
  'Inverted index: an inverted index maps each term to the docu-\nments that contain it. Looking up a term is fast because terms are sorted.',
];
const GERMAN = [
  '# Übungen\n\nDie Übungen werden zu zweit bearbeitet. Die Abgabe der zweiten Übung ist am 14. Oktober um 12 Uhr. Verspätete Abgaben verlieren z.B. 10 Prozent pro Tag.',
  'Die Vorlesung hält Prof. Ada Müller. Die Klausur findet am 12. Dezember statt.',
];
const CHINESE = [
  '# 实验\n\n实验由两人一组完成。第二次实验的截止日期是十月十四日中午。迟交每天扣百分之十。',
  '本课程由王教授讲授。考试在十二月十二日举行。倒排索引是从词到文档的映射。',
];

describe('answering with sentences of the sources', () => {
  it.each([
    ['When is the second lab due?', ENGLISH, 'The second lab is due on 14 October at noon. [1]'],
    ['How many labs are there?', ENGLISH, 'The course has four labs and one exam. [2]'],
    ['Who teaches the course?', ENGLISH, 'Prof. Ada Miller teaches it; see (3) for the text book. [2]'],
    [
      'What is an inverted index?',
      ENGLISH,
      'Inverted index: an inverted index maps each term to the documents that contain it. [3]',
    ],
    ['Wann ist die zweite Übung abzugeben?', GERMAN, 'Die Abgabe der zweiten Übung ist am 14. Oktober um 12 Uhr. [1]'],
    ['Wer hält die Vorlesung?', GERMAN, 'Die Vorlesung hält Prof. Ada Müller. [2]'],
    ['第二次实验什么时候截止？', CHINESE, '第二次实验的截止日期是十月十四日中午。 [1]'],
    ['什么是倒排索引？', CHINESE, '倒排索引是从词到文档的映射。 [2]'],
  ])('%s', async (question, texts, first) => {
    expect((await answer(question, texts)).slice(0, first.length)).toBe(first);
  });

  it('does not take a passage for the answer because its file was ranked up', async () => {
    const [named, prose] = numbered(
      ['The tide table says when tides turn.', 'High water comes at noon, and tides turn after it.'],
      'markdown',
    );
    if (named === undefined || prose === undefined) throw new Error('two passages were asked for');
    const ranked = {
      ...named,
      passage: {
        ...named.passage,
        score: prose.passage.score + 2,
        explain: { name: 'score', value: 2.5, parts: [{ name: 'ranking', value: 2 }] },
      },
    };
    let text = '';
    const request = {
      question: 'When do tides turn?',
      standalone: 'When do tides turn?',
      passages: [ranked, prose],
      history: [],
      temperature: 0,
      maxTokens: 1,
      contextTokens: 1,
    };
    for await (const piece of extractiveGenerator.generate(request, new AbortController().signal)) text += piece;
    expect(text).toMatch(/^High water comes at noon, and tides turn after it\. \[2\]/);
  });

  it('shows a definition with its comment as code, in the language of its file', async () => {
    const code = [
      'import fs from "node:fs";\n\n/** Writes a file at once. */\nexport function writeAtomically(path) {\n  fs.renameSync(path[0], path[1]);\n}\n\nconst x = 1;',
    ];
    expect(await answer('How are files written atomically?', code, 'code')).toBe(
      '```md\n/** Writes a file at once. */\nexport function writeAtomically(path) {\n  fs.renameSync(path[0], path[1]);\n}\n```\n[1]',
    );
  });

  it('puts a definition before what only names the thing', async () => {
    const log =
      'The second lab, a write-ahead log, is due in May. A journal, also called a write-ahead log, orders writes.';
    expect(await answer('What is the write-ahead log?', [log])).toMatch(/^A journal, also called a write-ahead log/);
  });

  it('finds irregular forms, and takes neither page footers nor heads of code files', async () => {
    const guide = 'The course is taught by Dr. Ines Holm.\n\nOperating Systems - course guide - page 2 of 2';
    expect(await answer('Who teaches the course?', [guide])).toBe('The course is taught by Dr. Ines Holm. [1]');
    const code = '// Clock algorithm\nimport os\n\ndef clock(frames):\n  return frames.algorithm';
    expect(await answer('Where is the clock algorithm?', [code], 'code')).toMatch(/^```md\ndef clock/);
  });

  it('leaves out what says the same', async () => {
    const same = 'The second lab is due on 14 October at noon.';
    expect(await answer('When is the second lab due?', [same, same, `${same} `])).toBe(`${same} [1]`);
  });

  it('says that the question is not answered, in its language, and shows the closest', async () => {
    expect(await answer('What does the moon weigh?', ENGLISH)).toBe(
      'Nothing in your library answers this directly. The closest passages say:\n\nLabs are done in pairs. [1]',
    );
    expect(await answer('Wie schwer ist der Mond?', GERMAN)).toMatch(/^Nichts in Ihrer Bibliothek .*\n\n.* \[1\]$/);
    expect(await answer('月亮多重？', CHINESE)).toMatch(/^您的资料库中没有.*\n\n.* \[1\]$/);
    expect(await answer('Why?', ['', ' \n'])).toBe('Nothing in your library answers this.');
  });

  it.each([
    ['When is the second lab due?', ENGLISH],
    ['What does the moon weigh?', ENGLISH],
    ['Wie schwer ist der Mond?', GERMAN],
    ['月亮多重？', CHINESE],
  ])('is supported by its sources, whether they answer or are only the closest: %s', async (question, texts) => {
    const [text, passages] = [await answer(question, texts), numbered(texts, 'text')];
    const { signal } = new AbortController();
    const { verdicts } = await createAnswerVerifier(() => 0).verify(
      { question, standalone: question, text, passages },
      signal,
    );
    expect(verdicts).not.toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict !== 'supported')).toEqual([]);
  });

  it('takes a row of a table', async () => {
    const table = '| Lab | Due |\n|---|---|\n| First | 7 October |\n| Second | 14 October |';
    expect(await answer('When is the second lab due?', [table])).toContain('Second · 14 October. [1]');
  });
});
