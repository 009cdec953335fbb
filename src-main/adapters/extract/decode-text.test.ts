import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { decodeText } from './decode-text.ts';

const encode = (text: string, encoding: string, mark = false) =>
  new Uint8Array(iconv.encode(text, encoding, { addBOM: mark }));

const GERMAN = 'Die Straße nach Köln führt über große Brücken; schöne Grüße an alle Übrigen. '.repeat(4);
const JAPANESE = '吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。'.repeat(4);
const NAMES = '名前,年齢,住所\n佐藤太郎,30,東京\n三木英子,25,大阪\n髙橋淳,35,名古屋\n';
const RUSSIAN = 'Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива. '.repeat(4);

test.each([
  ['UTF-8', encode(GERMAN, 'utf-8'), GERMAN],
  ['UTF-8 with its mark', encode(GERMAN, 'utf-8', true), GERMAN],
  ['UTF-16 little-endian with its mark', encode(JAPANESE, 'utf-16le', true), JAPANESE],
  ['UTF-16 big-endian with its mark', encode(JAPANESE, 'utf-16be', true), JAPANESE],
  ['UTF-16 little-endian without a mark', encode('plain English text', 'utf-16le'), 'plain English text'],
  ['UTF-16 big-endian without a mark', encode('plain English text', 'utf-16be'), 'plain English text'],
  ['Windows-1252', encode(GERMAN, 'windows-1252'), GERMAN],
  ['Shift_JIS', encode(JAPANESE, 'shift_jis'), JAPANESE],
  ['a few lines of Shift_JIS', encode(NAMES, 'shift_jis'), NAMES],
  ['Windows-1251', encode(RUSSIAN, 'windows-1251'), RUSSIAN],
  ['a few bytes of Windows-1252', encode('Café', 'windows-1252'), 'Café'],
  ['nothing', new Uint8Array(0), ''],
])('decodes %s', (_, bytes, text) => {
  expect(decodeText(bytes)).toBe(text);
});

test.each([
  ['zeros', new Uint8Array(64)],
  ['an executable', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 3, 0, 62, 0])],
  ['control characters', new Uint8Array(400).map((_, index) => (index % 26) + 1)],
])('refuses %s', (_, bytes) => {
  expect(() => decodeText(bytes)).toThrow(/binary/u);
});
