import { closeSync, openSync, writeSync } from 'node:fs';
import { seeded } from './seeded.ts';
import { align, ByteWriter } from './tiny-gguf.ts';

/** The shape of a model with random weights, made for its size and not for its sense. */
export interface RandomShape {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly feedForward: number;
  readonly vocabulary: number;
  readonly context: number;
}

/** About 15 million and half a billion parameters, in 16 bits each. */
export const RANDOM_SHAPES = {
  '15m': { layers: 6, width: 288, heads: 6, kvHeads: 6, feedForward: 768, vocabulary: 16_000, context: 8192 },
  '0.5b': { layers: 28, width: 1024, heads: 16, kvHeads: 4, feedForward: 4096, vocabulary: 32_000, context: 32_768 },
} as const satisfies Readonly<Record<string, RandomShape>>;

const TEMPLATE =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";
const F32 = 0;
const F16 = 1;
const BLOCK_BYTES = 1 << 20;

interface Tensor {
  readonly name: string;
  /** Fastest-changing extent first, as GGUF stores it. */
  readonly shape: readonly number[];
  readonly type: typeof F32 | typeof F16;
}

const bytesOf = ({ shape, type }: Tensor): number => shape.reduce((all, one) => all * one, type === F32 ? 4 : 2);

/** Writes the model (GGUF v3, architecture llama); equal shapes give equal bytes. @returns parameters */
export function writeRandomGguf(path: string, shape: RandomShape): number {
  const tensors = tensorsOf(shape);
  const head = new ByteWriter();
  head.bytes(new TextEncoder().encode('GGUF')).uint32(3).uint64(tensors.length);
  writePairs(head, shape);
  let offset = 0;
  for (const tensor of tensors) {
    head.string(tensor.name).uint32(tensor.shape.length);
    for (const extent of tensor.shape) head.uint64(extent);
    head.uint32(tensor.type).uint64(offset);
    offset = align(offset + bytesOf(tensor));
  }
  head.padTo(align(head.length));
  const file = openSync(path, 'w');
  try {
    writeSync(file, head.finish());
    const halves = randomHalves();
    for (const tensor of tensors) writeTensor(file, tensor, halves);
  } finally {
    closeSync(file);
  }
  return tensors.reduce((sum, { shape: extents }) => sum + extents.reduce((all, one) => all * one, 1), 0);
}

/** Norms are ones; all else repeats one block of random numbers, which costs no time to make. */
function writeTensor(file: number, tensor: Tensor, halves: Uint8Array): void {
  const bytes = bytesOf(tensor);
  if (tensor.type === F32) {
    writeSync(file, new Uint8Array(new Float32Array(bytes / 4).fill(1).buffer));
  } else {
    for (let written = 0; written < bytes; ) {
      written += writeSync(file, halves, 0, Math.min(BLOCK_BYTES, bytes - written));
    }
  }
  writeSync(file, new Uint8Array(align(bytes) - bytes));
}

/** 16-bit floats of either sign between 1/64 and 1/32: no infinities, and sums that stay small. */
function randomHalves(): Uint8Array {
  const random = seeded(15);
  const values = Uint16Array.from({ length: BLOCK_BYTES / 2 }, () => {
    const bits = Math.floor(random() * 0x1_0000);
    return (bits & 0x8000) | 0x2400 | (bits & 0x03ff);
  });
  return new Uint8Array(values.buffer);
}

function tensorsOf({ layers, width, heads, kvHeads, feedForward, vocabulary }: RandomShape): Tensor[] {
  const kv = (width / heads) * kvHeads;
  const half = (name: string, ...shape: number[]): Tensor => ({ name: `${name}.weight`, shape, type: F16 });
  const norm = (name: string): Tensor => ({ name: `${name}.weight`, shape: [width], type: F32 });
  const tensors = [half('token_embd', width, vocabulary), half('output', width, vocabulary), norm('output_norm')];
  for (let layer = 0; layer < layers; layer++) {
    const at = (part: string): string => `blk.${layer}.${part}`;
    tensors.push(norm(at('attn_norm')), norm(at('ffn_norm')));
    tensors.push(half(at('attn_q'), width, width), half(at('attn_k'), width, kv), half(at('attn_v'), width, kv));
    tensors.push(half(at('attn_output'), width, width), half(at('ffn_gate'), width, feedForward));
    tensors.push(half(at('ffn_up'), width, feedForward), half(at('ffn_down'), feedForward, width));
  }
  return tensors;
}

function writePairs(head: ByteWriter, shape: RandomShape): void {
  const { width, heads } = shape;
  const whole = {
    'general.file_type': 1,
    'llama.context_length': shape.context,
    'llama.embedding_length': width,
    'llama.block_count': shape.layers,
    'llama.feed_forward_length': shape.feedForward,
    'llama.attention.head_count': heads,
    'llama.attention.head_count_kv': shape.kvHeads,
    'llama.rope.dimension_count': width / heads,
    'llama.vocab_size': shape.vocabulary,
    'tokenizer.ggml.unknown_token_id': 0,
    'tokenizer.ggml.bos_token_id': 1,
    'tokenizer.ggml.eos_token_id': 2,
  };
  const texts = {
    'general.architecture': 'llama',
    'general.name': 'Random weights',
    'tokenizer.ggml.model': 'llama',
    'tokenizer.chat_template': TEMPLATE,
  };
  head.uint64(Object.keys(whole).length + Object.keys(texts).length + 4);
  for (const [key, text] of Object.entries(texts)) head.key(key, 8).string(text);
  for (const [key, value] of Object.entries(whole)) head.key(key, 4).uint32(value);
  head.key('llama.attention.layer_norm_rms_epsilon', 6).float32(1e-5);
  const tokens = tokensOf(shape.vocabulary);
  head.key('tokenizer.ggml.tokens', 9).array(8, tokens.length);
  for (const { text } of tokens) head.string(text);
  head.key('tokenizer.ggml.scores', 9).array(6, tokens.length);
  for (let id = 0; id < tokens.length; id++) head.float32(-id);
  head.key('tokenizer.ggml.token_type', 9).array(5, tokens.length);
  for (const { type } of tokens) head.uint32(type);
}

/** Unknown, turn marks, the 256 bytes that llama.cpp asks for, letters, and words that mean nothing. */
function tokensOf(count: number): { readonly text: string; readonly type: number }[] {
  const tokens = [
    { text: '<unk>', type: 2 },
    { text: '<|im_start|>', type: 3 },
    { text: '<|im_end|>', type: 3 },
  ];
  for (let byte = 0; byte < 256; byte++) {
    tokens.push({ text: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`, type: 6 });
  }
  for (let code = 33; code < 127; code++) tokens.push({ text: String.fromCharCode(code), type: 1 });
  tokens.push({ text: '▁', type: 1 });
  for (let word = 0; tokens.length < count; word++) tokens.push({ text: `▁w${word.toString(36)}`, type: 1 });
  return tokens;
}
