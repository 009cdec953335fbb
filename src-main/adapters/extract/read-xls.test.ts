import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { locateApp } from '../../platform/app-paths.ts';
import { openOle } from './ole-file.ts';
import { readMsg } from './read-msg.ts';
import { readXls } from './read-xls.ts';
import { readXlsx } from './read-xlsx.ts';
import { Unreadable } from './unreadable.ts';
import { BodyReader, RECORD, readRecords, rkNumber } from './xls-records.ts';

const office = resolve(locateApp(import.meta.url).root, '../shared/data/documents/office');
const isHere = existsSync(office);
if (!isHere) console.log(`skipped: ${office} is not here`);
const load = (name: string) => new Uint8Array(readFileSync(join(office, name)));

describe.skipIf(!isHere)('shared documents', () => {
  test('a workbook reads the same in its old and its new format', async () => {
    const [old, recent] = [await readXls(load('markitdown-test.xls')), await readXlsx(load('markitdown-test.xlsx'))];
    expect(old.pages).toEqual(recent.pages);
    expect(old.pages[0]!.text.length).toBeGreaterThan(500);
  });

  test('a message has its subject, people and text', () => {
    const { title, pages } = readMsg(load('markitdown-test_outlook_msg.msg'));
    expect(title).toBe('Test Email Message');
    expect(pages[0]!.text).toContain('To: test.recipient@example.com\n\nThis is the body of the test email message');
  });

  test('damaged files end, as documents or with a status', async () => {
    const bytes = load('markitdown-test.xls');
    const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(damage, fc.nat(bytes.length), async (changes, cut) => {
        const damaged = bytes.slice(0, bytes.length - (cut % 2 === 0 ? 0 : cut));
        for (const [at, value] of changes) damaged[at] = value;
        await readXls(damaged).catch((thrown) => expect(thrown).toBeInstanceOf(Unreadable));
      }),
      { numRuns: 60 },
    );
  });
});

test('a renamed table in text or a new workbook is read for what it is', async () => {
  expect((await readXls(new TextEncoder().encode('a\tb\n1\t2\n'))).pages[0]!.text).toBe('a\tb\n1\t2\n');
});

test('what is no compound file is refused', () => {
  expect(() => openOle(new Uint8Array(600))).toThrow(Unreadable);
  expect(() => openOle(Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]))).toThrow(Unreadable);
});

// The examples of [MS-XLS] 2.5.217: 1 as a double and as an integer, each also a hundredth.
test.each([
  [0x3ff00000, 1],
  [0x3ff00001, 0.01],
  [0x004b5646, 1234321],
  [0x004b5647, 12343.21],
])('the packed number %d is %d', (packed, value) => {
  expect(rkNumber(packed)).toBe(value);
});

test('a string that is cut goes on in the next record with letters of another width', () => {
  const record = (type: number, body: readonly number[]) => [type & 255, type >> 8, body.length, 0, ...body];
  const stream = Uint8Array.from([
    ...record(RECORD.label, [5, 0, 0, 0x61, 0x62]),
    ...record(RECORD.continued, [1, 0x63, 0, 0xac, 0x20, 0x64, 0]),
    ...record(RECORD.endOfPart, []),
  ]);
  const [label, end] = [...readRecords(stream)];
  expect(new BodyReader(label!.parts).string(2)).toBe('abc€d');
  expect(end!.type).toBe(RECORD.endOfPart);
});
