import { afterAll, expect, test } from 'vitest';
import { createVectorScan, openScanSegment, type ScanHelper } from '../../engine/vector/vector-scan.ts';
import { buildVectorSegment } from '../../engine/vector/vector-segment.ts';
import { locateApp } from '../../platform/app-paths.ts';
import { silentLog } from '../../platform/log.ts';
import { loadVectorScanModule } from '../../testing/vector-scan-module.ts';
import { createScanThread } from './scan-thread.ts';

const DIMENSIONS = 32;
const wasm = loadVectorScanModule();
const thread = createScanThread(locateApp(import.meta.url).worker('vector-scan'), { wasm }, silentLog);
afterAll(() => thread.close());

const wave = (row: number) => Float32Array.from({ length: DIMENSIONS }, (_, column) => Math.sin(row * (column + 1.3)));

function segmentOf(firstId: number, rows: number): Uint8Array {
  const vectors = new Float32Array(rows * DIMENSIONS);
  for (let row = 0; row < rows; row += 1) {
    const values = wave(firstId + row);
    const norm = Math.hypot(...values);
    vectors.set(
      values.map((value) => value / norm),
      row * DIMENSIONS,
    );
  }
  return buildVectorSegment(
    Uint32Array.from({ length: rows }, (_, row) => firstId + row),
    vectors,
    DIMENSIONS,
  );
}

const scanOf = (...segments: Uint8Array[]) =>
  createVectorScan(
    DIMENSIONS,
    segments.map((bytes) => openScanSegment(wasm, DIMENSIONS, bytes)),
  );

test('many searches at once over the thread find what one thread finds', async () => {
  const scan = scanOf(segmentOf(1, 700), segmentOf(5000, 500), segmentOf(9000, 300));
  const queries = Array.from({ length: 40 }, (_, at) => wave(at * 7.7 + 0.4));
  const found = await Promise.all(queries.map((query) => scan.searchWith(thread, query, 25)));
  expect(found).toEqual(queries.map((query) => scan.search(query, 25)));
});

test('a thread that was ended is started again', async () => {
  const scan = scanOf(segmentOf(1, 300), segmentOf(800, 300));
  const before = scan.search(wave(3), 10);
  const answers: ReturnType<ScanHelper['scan']>[] = [];
  const watched: ScanHelper = {
    scan(memories, request) {
      const answer = thread.scan(memories, request);
      answers.push(answer); // a search goes on without it when it rejects
      return answer;
    },
  };
  expect(await scan.searchWith(watched, wave(3), 10)).toEqual(before);
  expect(await answers.at(-1)).toBeDefined(); // one that never answered would not be started again
  const underWay = scan.searchWith(thread, wave(3), 10);
  await thread.close();
  expect(await underWay).toEqual(before);
  expect(await scan.searchWith(watched, wave(3), 10)).toEqual(before);
  expect(await answers.at(-1)).toBeDefined();
});

test('a thread that never comes to answer is started once, and searches go on without it', async () => {
  let failures = 0;
  const broken = createScanThread(
    new URL('no-such-worker.js', import.meta.url),
    { wasm },
    {
      ...silentLog,
      warn: () => {
        failures += 1;
      },
    },
  );
  const scan = scanOf(segmentOf(1, 300), segmentOf(800, 300));
  for (let at = 0; at < 3; at += 1) {
    expect(await scan.searchWith(broken, wave(at), 10)).toEqual(scan.search(wave(at), 10));
  }
  expect(failures).toBe(1);
});
