/**
 * Builds a BERT of some kilobytes with random weights as a GGUF v3 file, so that tests embed through the real llama.cpp.
 *
 * One layer of 32 dimensions that adds little to its input, so that texts with the same words are near to each other.
 * The vocabulary has a few words and every letter and digit, each as the beginning ("▁a") and inside of a word.
 */
import { seeded } from './seeded.ts';
import { align, ByteWriter } from './tiny-gguf.ts';

const EMBEDDING = 32;
const HEADS = 2;
const FEED_FORWARD = 64;
export const TINY_EMBEDDING_DIMENSIONS = EMBEDDING;
const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const WORDS = ['how', 'do', 'i', 'sort', 'a', 'list', 'the', 'weather', 'in', 'lisbon', 'is', 'mild', 'items', 'of'];
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789.,?'];
const VOCABULARY = [...new Set([...SPECIAL, ...[...WORDS, ...LETTERS].map((word) => `▁${word}`), ...LETTERS])];

export interface TinyEmbeddingOptions {
  readonly seed?: number;
  /** As llama.h numbers them: 1 mean, 2 first token. */
  readonly pooling?: 0 | 1 | 2 | 3 | 4;
  /** Tokens that fit. */
  readonly context?: number;
  readonly name?: string;
}

/** The bytes of the model; equal options give equal bytes. */
export function buildTinyEmbeddingGguf(options: TinyEmbeddingOptions = {}): Uint8Array {
  const { seed = 1, context = 128 } = options;
  const tensors = buildTensors(seeded(seed), context);
  const metadata = listMetadata(options, context);
  const head = new ByteWriter();
  head.bytes(new TextEncoder().encode('GGUF')).uint32(3).uint64(tensors.length).uint64(metadata.length);
  for (const write of metadata) write(head);
  let offset = 0;
  for (const { name, shape, values } of tensors) {
    head.string(name).uint32(shape.length);
    for (const extent of shape) head.uint64(extent);
    head.uint32(0).uint64(offset); // GGML_TYPE_F32
    offset = align(offset + values.byteLength);
  }
  head.padTo(align(head.length));
  for (const { values } of tensors) {
    head.bytes(new Uint8Array(values.buffer));
    head.padTo(align(head.length));
  }
  return head.finish();
}

type WriteMetadata = (writer: ByteWriter) => void;

function listMetadata({ pooling = 1, name = 'Tiny random BERT' }: TinyEmbeddingOptions, context: number) {
  const text = (key: string, value: string): WriteMetadata => {
    return (writer) => writer.key(key, 8).string(value);
  };
  const whole = (key: string, value: number): WriteMetadata => {
    return (writer) => writer.key(key, 4).uint32(value);
  };
  return [
    text('general.architecture', 'bert'),
    text('general.name', name),
    whole('general.file_type', 0),
    whole('bert.context_length', context),
    whole('bert.embedding_length', EMBEDDING),
    whole('bert.block_count', 1),
    whole('bert.feed_forward_length', FEED_FORWARD),
    whole('bert.attention.head_count', HEADS),
    (writer: ByteWriter) => writer.key('bert.attention.layer_norm_epsilon', 6).float32(1e-12),
    (writer: ByteWriter) => writer.key('bert.attention.causal', 7).bool(false),
    whole('bert.pooling_type', pooling),
    text('tokenizer.ggml.model', 'bert'),
    whole('tokenizer.ggml.token_type_count', 2),
    (writer: ByteWriter) => {
      writer.key('tokenizer.ggml.tokens', 9).array(8, VOCABULARY.length);
      for (const token of VOCABULARY) writer.string(token);
    },
    (writer: ByteWriter) => {
      writer.key('tokenizer.ggml.token_type', 9).array(5, VOCABULARY.length);
      for (const token of VOCABULARY) writer.uint32(SPECIAL.includes(token) ? 3 : 1);
    },
    whole('tokenizer.ggml.padding_token_id', 0),
    whole('tokenizer.ggml.unknown_token_id', 1),
    whole('tokenizer.ggml.cls_token_id', 2),
    whole('tokenizer.ggml.bos_token_id', 2),
    whole('tokenizer.ggml.seperator_token_id', 3),
    whole('tokenizer.ggml.eos_token_id', 3),
    whole('tokenizer.ggml.mask_token_id', 4),
  ] as const satisfies readonly WriteMetadata[];
}

interface Tensor {
  readonly name: string;
  /** Fastest-changing extent first, as GGUF stores it. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

function buildTensors(random: () => number, context: number): Tensor[] {
  const weights = (name: string, columns: number, rows: number, spread: number): Tensor => ({
    name,
    shape: [columns, rows],
    values: Float32Array.from({ length: columns * rows }, () => (random() * 2 - 1) * spread),
  });
  const filled = (name: string, length: number, value: number): Tensor => ({
    name,
    shape: [length],
    values: new Float32Array(length).fill(value),
  });
  const norm = (name: string): Tensor[] => [
    filled(`${name}.weight`, EMBEDDING, 1),
    filled(`${name}.bias`, EMBEDDING, 0),
  ];
  const linear = (name: string, from: number, to: number): Tensor[] => [
    weights(`blk.0.${name}.weight`, from, to, 0.05),
    filled(`blk.0.${name}.bias`, to, 0),
  ];
  return [
    weights('token_embd.weight', EMBEDDING, VOCABULARY.length, 1),
    weights('token_types.weight', EMBEDDING, 2, 0.01),
    weights('position_embd.weight', EMBEDDING, context, 0.01),
    ...norm('token_embd_norm'),
    ...['attn_q', 'attn_k', 'attn_v', 'attn_output'].flatMap((part) => linear(part, EMBEDDING, EMBEDDING)),
    ...norm('blk.0.attn_output_norm'),
    ...linear('ffn_up', EMBEDDING, FEED_FORWARD),
    ...linear('ffn_down', FEED_FORWARD, EMBEDDING),
    ...norm('blk.0.layer_output_norm'),
  ];
}
