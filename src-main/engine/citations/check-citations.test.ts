import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkEachSentence, checkSentence } from './check-citations.ts';
import { plainText } from './split-claims.ts';

const none = (): number => 0;
const check = (sentence: string, passage: string) => checkSentence(sentence, [{ text: passage, kind: 'text' }], none);
const verdict = (sentence: string, passage: string) => check(sentence, passage).verdict;

const harbour =
  'The ferry to Holm leaves at 8:15 from pier 3. Ada Lind has run it since 1998; her brother Per sells the tickets. ' +
  'Dogs are not allowed on board.';

describe('a sentence and its passage', () => {
  it.each([
    ['The ferry to Holm leaves at 8:15 from pier 3.', 'supported'],
    ['Ada Lind has run it since 1998.', 'supported'],
    ['The ferry leaves at 9:15.', 'unsupported'],
    ['The ferry to Lund leaves at 8:15.', 'partly'],
    ['Dogs are allowed on board.', 'unsupported'],
    ['Ada Lind sells the tickets.', 'partly'],
    ['The ferry was bought from Nordby Shipping.', 'unsupported'],
    ['The ferry leaves from pier 3, and the crossing is stormy in winter.', 'partly'],
    ['It calls `boardDogs()` first.', 'unsupported'],
    ['Ada Lind says that "the sea is patient with us".', 'unsupported'],
  ])('%s: %s', (sentence, expected) => {
    expect(verdict(sentence, harbour)).toBe(expected);
  });

  it('names what does not occur in the passage', () => {
    expect(check('Tickets cost 42 % less in 1998.', harbour).reasons).toContainEqual({
      code: 'number',
      detail: '42 %',
    });
    expect(check('Maria Olsen runs the ferry.', harbour).reasons[0]).toEqual({ code: 'name', detail: 'Maria' });
    expect(check('Dogs are allowed on board.', harbour).reasons).toEqual([{ code: 'negation', detail: 'not' }]);
  });

  it.each([
    ['Die Gebühr beträgt 1.000 Euro.', 'Die Gebühr ist mit 1000 Euro festgesetzt.', 'supported'],
    ['Die Gebühr beträgt 2.000 Euro.', 'Die Gebühr ist mit 1000 Euro festgesetzt.', 'unsupported'],
    ['Die Frist endet am 3. März.', 'Die Frist endet am 03.03.2025.', 'supported'],
    ['费用为一百元。', '费用为100元。', 'supported'],
    ['费用为二百元。', '费用为100元。', 'unsupported'],
    ['可以携带宠物。', '不可以携带宠物。', 'unsupported'],
    ['It takes 90 minutes.', 'It takes one and a half hours, 1.5 hours to be exact.', 'supported'],
    ['1 000 people came.', 'As many as 1,000 people came.', 'supported'],
    ['A quarter of them left.', 'After a while 25 % of them left.', 'supported'],
    ['Bake it at 350 °C.', 'Bake it at 350 degrees Fahrenheit.', 'unsupported'],
    ['Bake it at 180 °C.', 'Bake it at 356 degrees Fahrenheit.', 'supported'],
    ['Bake it at 350 degrees.', 'Bake it at 350 °F.', 'supported'],
    ['Das Backen braucht 200 Grad Celsius.', 'Das Backen braucht 200 °C.', 'supported'],
    ['The plant yields 80 MW.', 'The plant yields 80,000 kW.', 'supported'],
    ['The plant yields 80 mW.', 'The plant yields 80 megawatts.', 'unsupported'],
    ['The wire carries 8 Mb.', 'The line carries 8 MB.', 'partly'],
    ['Prices rose by 20 percent.', 'Of 10 prices 7 rose by 2 percent.', 'unsupported'],
    ['Nearly twenty percent left.', 'Two percent left.', 'unsupported'],
    ['Vier von fünf Kunden zahlen bar.', 'Bar zahlen 30 % der Kunden.', 'unsupported'],
    ['It was founded in 2008.', 'Of 251 members 8 left it when it was founded in 1995.', 'unsupported'],
    ['The loan lasts 30 days.', 'The loan lasts 31_536_000 seconds, which makes 1 year.', 'unsupported'],
    ['None of the dogs are allowed.', 'Dogs are allowed.', 'unsupported'],
    ['Bake it at 325 °F.', 'Bake it at 350 °F or 325 with the fan.', 'supported'],
    ['逾期每日收一元。', '逾期每日收零点一元。', 'unsupported'],
    ['生理盐水的浓度是百分之九。', '生理盐水的浓度是百分之零点九。', 'unsupported'],
    ['塔建于1949年。', '塔建于一九四九年。', 'supported'],
    ['The crossing takes three and a half hours.', 'The crossing takes 3.5 hours.', 'supported'],
    ['The buffer takes 64 KB.', 'The buffer takes 65,536 bytes.', 'supported'],
    ['三分之二的学生选修了这门课。', '百分之九十的学生通过了考试，三分之二的学生选修了这门课。', 'supported'],
    ['Guests must sign the book.', "Guests don't have to sign the book.", 'unsupported'],
    ['Gäste müssen sich eintragen.', 'Gäste müssen sich nicht eintragen.', 'unsupported'],
  ])('%s – %s', (sentence, passage, expected) => {
    expect(verdict(sentence, passage)).toBe(expected);
  });

  it.each([
    // What follows by arithmetic, is said of a case, or in another language is not called false.
    ['The tower stood for 92 years.', 'Built in 1931, the tower burned down in 2023.'],
    ['Pump 38112 cannot take it.', 'Pumps with serial numbers below 40000 cannot take it.'],
    ['With `skip_bad=True`, such rows are passed over.', 'def load(path, *, skip_bad=False): ...'],
    ['Die Datei wird vom Server gelesen.', 'The server reads the file before it starts to listen on the port.'],
    ['The Irish hands refused to board.', 'Hands were brought from Ireland, but they refused to board.'],
    ['Karl Brenner painted it, not Ida.', 'The portrait is the work of Karl Brenner.'],
    ["Lund's ferry leaves from pier 3 at 8:15.", harbour],
    ['Maria Lind runs the ferry.', 'The ferry has been run by Lind since 1998.'],
    ['Beim Hochwasser Schäden zu melden ist Pflicht.', 'Beim Hochwasser entstandene Verluste sind anzuzeigen.'],
    [
      'Whether the plural ends in -ler depends on the vowel.',
      'The ending of the plural, as in ev, evler, depends on the stem.',
    ],
    [
      'If nothing is lost, the window stands at forty after two trips.',
      'The window begins with ten and doubles each trip.',
    ],
    ['On average the plague came every eight years.', 'The plague came 22 times in three years of war.'],
    ['No keeper lived there any more.', 'The last keeper who lived there left in 1988.'],
    ['The hall has a stage, because Ida Brenner paid for it.', 'The hall has a stage and seats for all.'],
    ['The toll brings in £1,250 less.', 'The toll of £12,500 fell to £11,250.'],
    [
      'Las primeras carreteras abrieron con éxito la selva tropical.',
      'Die ersten beiden Straßen öffneten den Wald, und die Siedler kamen mit der Zeit.',
    ],
    ['The club grew to 1500 members.', 'The club had 1000 members; 500 joined in spring.'],
    // Not for certain: numbers that follow by more arithmetic than is tried, or stand in a table of millions, and an example.
    [
      'A 70 % rise to $5.11 means it had stood at $3.',
      'The price rose by 70 % to $5.11 a barrel, $2 below that of gas.',
    ],
    [
      'The debts were worth $371 million more at market prices.',
      'Debts (in millions): total on the books $4938, at market prices $5309.',
    ],
    [
      'With this policy 42 is read as a `Long`.',
      'if (value.indexOf(".") >= 0) {\n  return 0.5;\n}\nreturn Long.parseLong(value);',
    ],
    [
      'It is not possible to keep an open lock without at least one open gate.',
      "A lock has a single gate. But it's not possible to keep an open lock without **at least one open gate**.",
    ],
    [
      'Wenn Rot nicht Blau ist, dann ist Rot auch nicht Grün.',
      'Wenn Rot nicht Blau ist, dann ist auch Rot nicht Grün.',
    ],
    // "Need not" denies only that one must, and what is left out is not there.
    ['Guests may sign the book.', "Guests don't have to sign the book."],
    ['Guests can skip signing the book.', 'Guests are not asked for signing the book.'],
    ['Gäste können sich in das Buch eintragen.', 'Gäste müssen sich in das Buch nicht eintragen.'],
    ['Das Buch ist für Gäste überflüssig.', 'Das Buch ist für Gäste nicht da.'],
    ['来客可以在登记簿上签名。', '来客不必在登记簿上签名。'],
    ['The bridge is the work of a Spaniard.', 'The bridge was designed by the Spanish engineer Ruiz.'],
    ['It happened in 1576.', 'The plague of 1576-77 killed a third.'],
    ['Es dauert einen Monat.', 'Es dauert 30 Tage.'],
  ])('does not call unsupported: %s', (sentence, passage) => {
    expect(verdict(sentence, passage)).not.toBe('unsupported');
  });

  it.each([
    // A doubt that is not enough to call it false still shows.
    ['Pets are always allowed in the garden.', 'Pets are allowed in the garden.', { code: 'words', detail: 'always' }],
    ['The hall holds 300 guests and has a stage.', 'The hall has a stage.', { code: 'number', detail: '300' }],
  ])('calls partly, and says why: %s', (sentence, passage, reason) => {
    const checked = check(sentence, passage);
    expect(checked.verdict).toBe('partly');
    expect(checked.reasons).toContainEqual(reason);
  });

  it('reads Chinese with either kind of comma', () => {
    const passage = '新馆于2018年开放，藏书约160万册，周一上午闭馆。';
    for (const comma of [',', '，'])
      expect(verdict(`新馆周一上午闭馆${comma}藏书约160万册。`, passage)).toBe('supported');
  });

  it('takes passages together', () => {
    const passages = [
      { text: 'The lamp was built in 1890.', kind: 'text' as const },
      { text: 'The tower is 31 metres high.', kind: 'text' as const },
    ];
    const both = 'The lamp was built in 1890, and the tower is 31 metres high.';
    expect(checkSentence(both, passages, none).verdict).toBe('supported');
    expect(checkSentence(both, passages.slice(0, 1), none).verdict).toBe('partly');
  });

  it('never fails, and supports what a passage says word for word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (sentence, passage) => {
        expect(['supported', 'partly', 'unsupported']).toContain(verdict(sentence, passage));
      }),
      { numRuns: 200 },
    );
  });
});

describe('an answer', () => {
  const passages = new Map([
    [1, { text: harbour, kind: 'text' as const }],
    [2, { text: 'function open(path) {\n  return read(path);\n}', kind: 'code' as const }],
  ]);
  const run = (answer: string) =>
    [...checkEachSentence(answer, passages, none)].map(({ start, end, isVerbatim: _, ...rest }) => ({
      text: answer.slice(start, end),
      ...rest,
    }));

  it('gives each sentence its markers, before or after the full stop', () => {
    expect(run('# Ferry\n\nThe ferry leaves from pier 3. [1] Dogs are not allowed on board [1].')).toEqual([
      { text: 'The ferry leaves from pier 3. [1]', citations: [1], verdict: 'supported', reasons: [] },
      { text: 'Dogs are not allowed on board [1].', citations: [1], verdict: 'supported', reasons: [] },
    ]);
  });

  it('holds a sentence without a marker against what its paragraph cites', () => {
    const checked = run('The ferry leaves from pier 3. Dogs are not allowed on board [1].\n\nThe captain likes music.');
    expect(checked.map(({ verdict, citations }) => [verdict, citations])).toEqual([
      ['supported', []],
      ['supported', [1]],
      ['unsupported', []],
    ]);
    expect(checked[2]?.reasons).toEqual([{ code: 'uncited' }]);
  });

  it('checks lists, tables and code', () => {
    const checked = run(
      '- The ferry leaves from pier 5 [1]\n- Dogs are not allowed [1]\n\n```js\nfunction open(path) {\n  return read(path);\n}\n```\n[2]',
    );
    expect(checked.map(({ verdict }) => verdict)).toEqual(['unsupported', 'supported', 'supported']);
    expect(checked[2]?.citations).toEqual([2]);
  });

  it('tells which sentences stand in their passage word for word, whatever list or fence they are in', () => {
    const answer =
      '1. Dogs are not allowed on board [1]\n2. Cats are not allowed at all [1]\n\n```js\nfunction open(path) {\n  return read(path);\n}\n```\n[2]';
    const checked = [...checkEachSentence(answer, passages, none)];
    expect(checked.map(({ isVerbatim }) => isVerbatim)).toEqual([true, false, true]);
  });

  it('reads a sentence without its emphasis, and code as it stands', () => {
    expect(plainText('**Really**, it calls `__init__` and __that__.')).toBe('Really, it calls `__init__` and that.');
  });

  it('leaves out questions and what an answer says of its sources', () => {
    expect(run('Shall I look further? The sources do not say what the ferry costs.')).toEqual([]);
  });

  it('gives ranges inside the answer, in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('The ferry', ' leaves.', ' [1]', '[9]', '\n', '\n\n', '- ', '```', '# ', '。', ' 42')),
        (parts) => {
          const answer = parts.join('');
          let last = 0;
          for (const { start, end } of checkEachSentence(answer, passages, none)) {
            expect(start).toBeGreaterThanOrEqual(last);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(answer.length);
            last = end;
          }
        },
      ),
    );
  });
});
