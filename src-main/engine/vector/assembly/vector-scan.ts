// The inner loop of the vector scan, in AssemblyScript (TypeScript syntax, compiled to WASM SIMD by scripts/build-wasm.mjs).
//
// Idea: rows are int8 codes with one float32 scale; the query is int16 (so only the rows lose precision); four rows are
// multiplied at a time so that one load of the query serves four, and their four sums are compared with the worst kept
// score in one instruction. Rows that beat it go to a binary heap of fixed capacity. Cost: one pass over the codes,
// bounded by memory bandwidth. `i32x4.dot_i16x8_s` is used rather than the relaxed int8 dot product, which multiplies by
// 7 bits only: with the query in two such halves (same results) it took 1.00 ms for 61,440 rows of 256, with one half
// (worse shortlists) .83 to .97, this .84 to .90 (fastest of 200 each, side by side, V8 13.6 on a CPU without AVX-VNNI).
// The host owns the memory and its layout (vector-scan.ts); nothing is allocated here.

let codes: usize = 0; // rows (padded to a multiple of 4) × stride, int8
let scales: usize = 0; // rows, float32
let ids: usize = 0; // rows, uint32
let rows: u32 = 0;
let stride: usize = 0; // multiple of 16

let heapScores: usize = 0;
let heapRows: usize = 0;
let capacity: u32 = 0;
let size: u32 = 0;
let worst: f32 = -Infinity; // the score to reach once the heap is full

/** Says where the rows are. */
export function configure(codesAt: usize, scalesAt: usize, idsAt: usize, rowCount: u32, rowStride: usize): void {
  codes = codesAt;
  scales = scalesAt;
  ids = idsAt;
  rows = rowCount;
  stride = rowStride;
}

/**
 * Keeps the `wanted` best rows in the heap at `heapAt` (float32 scores, then uint32 rows; unordered) and returns how many.
 * `filter` is where the word of id 0 would lie of a bitmap over ids, which only has the words that the rows need; it may
 * lie before the memory. `query` is `stride` int16 values.
 */
export function scan(query: usize, isFiltered: bool, filter: usize, heapAt: usize, wanted: u32): u32 {
  heapScores = heapAt;
  heapRows = heapAt + (<usize>wanted << 2);
  capacity = wanted;
  size = 0;
  worst = -Infinity;
  const blockBytes = stride << 2;
  let at = codes;
  for (let row: u32 = 0; row < rows; row += 4, at += blockBytes) {
    let candidates: i32 = rows - row >= 4 ? 15 : (1 << (rows - row)) - 1;
    if (isFiltered) {
      candidates &= allowedMask(filter, row);
      if (candidates == 0) continue;
    }
    const scores = f32x4.mul(
      f32x4.convert_i32x4_s(dotFourRows(at, query)),
      v128.load(scales + (<usize>row << 2)),
    );
    candidates &= i32x4.bitmask(f32x4.ge(scores, f32x4.splat(worst)));
    if (candidates == 0) continue;
    if (candidates & 1) offer(row, f32x4.extract_lane(scores, 0));
    if (candidates & 2) offer(row + 1, f32x4.extract_lane(scores, 1));
    if (candidates & 4) offer(row + 2, f32x4.extract_lane(scores, 2));
    if (candidates & 8) offer(row + 3, f32x4.extract_lane(scores, 3));
  }
  return size;
}

@inline
function dotFourRows(at: usize, query: usize): v128 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  const second = at + stride;
  const third = second + stride;
  const fourth = third + stride;
  for (let column: usize = 0; column < stride; column += 16) {
    const low = v128.load(query + (column << 1));
    const high = v128.load(query + (column << 1), 16);
    a = i32x4.add(a, i32x4.add(dot8(at + column, low), dot8(at + column + 8, high)));
    b = i32x4.add(b, i32x4.add(dot8(second + column, low), dot8(second + column + 8, high)));
    c = i32x4.add(c, i32x4.add(dot8(third + column, low), dot8(third + column + 8, high)));
    d = i32x4.add(d, i32x4.add(dot8(fourth + column, low), dot8(fourth + column + 8, high)));
  }
  // Transposed addition: lane i of the result is the sum of the four lanes of row i.
  const ab = i32x4.add(i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27),
    i8x16.shuffle(a, b, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31));
  const cd = i32x4.add(i8x16.shuffle(c, d, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27),
    i8x16.shuffle(c, d, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31));
  return i32x4.add(i8x16.shuffle(ab, cd, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
    i8x16.shuffle(ab, cd, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31));
}

@inline
function dot8(at: usize, eight: v128): v128 {
  return i32x4.dot_i16x8_s(v128.load_ext<i8>(at), eight);
}

@inline
function allowedMask(filter: usize, row: u32): i32 {
  const at = ids + (<usize>row << 2);
  return <i32>(
    bitOf(filter, load<u32>(at)) |
    (bitOf(filter, load<u32>(at, 4)) << 1) |
    (bitOf(filter, load<u32>(at, 8)) << 2) |
    (bitOf(filter, load<u32>(at, 12)) << 3)
  );
}

@inline
function bitOf(filter: usize, id: u32): u32 {
  return (load<u32>(filter + <usize>((id >>> 5) << 2)) >>> (id & 31)) & 1;
}

/** Puts a row into the heap when it beats the worst kept one: higher score, or the same score and a smaller id. */
function offer(row: u32, score: f32): void {
  if (size < capacity) {
    let at = size++;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!isWorse(score, row, parent)) break;
      move(parent, at);
      at = parent;
    }
    put(at, row, score);
    if (size == capacity) worst = load<f32>(heapScores);
    return;
  }
  if (isWorse(score, row, 0)) return;
  let at: u32 = 0;
  while (true) {
    let child = at * 2 + 1;
    if (child >= size) break;
    if (child + 1 < size && isWorse(scoreAt(child + 1), rowAt(child + 1), child)) child++;
    if (isWorse(score, row, child)) break;
    move(child, at);
    at = child;
  }
  put(at, row, score);
  worst = load<f32>(heapScores);
}

@inline
function isWorse(score: f32, row: u32, than: u32): bool {
  const other = scoreAt(than);
  if (score != other) return score < other;
  return load<u32>(ids + (<usize>row << 2)) > load<u32>(ids + (<usize>rowAt(than) << 2));
}

@inline
function scoreAt(at: u32): f32 {
  return load<f32>(heapScores + (<usize>at << 2));
}

@inline
function rowAt(at: u32): u32 {
  return load<u32>(heapRows + (<usize>at << 2));
}

@inline
function put(at: u32, row: u32, score: f32): void {
  store<f32>(heapScores + (<usize>at << 2), score);
  store<u32>(heapRows + (<usize>at << 2), row);
}

@inline
function move(from: u32, to: u32): void {
  put(to, rowAt(from), scoreAt(from));
}
