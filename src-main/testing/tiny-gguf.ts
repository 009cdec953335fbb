import { seeded } from './seeded.ts';

/**
 * Builds a chat model of a few hundred kilobytes with random weights, so that tests run the real llama.cpp path.
 *
 * A GGUF v3 file (github.com/ggml-org/ggml, docs/gguf.md) of the llama architecture: two layers, 64 dimensions, a
 * SentencePiece vocabulary with the 256 byte tokens llama.cpp asks for, and a ChatML template. It speaks words without
 * sense, marks among them. The first component of every embedding is 1 and of the output rows of byte and control
 * tokens strongly negative, so that it never ends or leaves its word list by itself.
 */

const EMBEDDING = 64;
const HEADS = 4;
const FEED_FORWARD = 128;
const LAYERS = 2;
const CONTEXT = 8192;
const ALIGNMENT = 32;

const TOKEN_NORMAL = 1;
const TOKEN_UNKNOWN = 2;
const TOKEN_CONTROL = 3;
const TOKEN_BYTE = 6;

const CHAT_TEMPLATE =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

const WORDS = [
  ...['the', 'lab', 'is', 'due', 'on', 'in', 'of', 'and', 'a', 'index', 'page', 'lecture', 'passage', 'answer'],
  ...['source', 'library', 'question', 'search', 'vector', 'term', 'week', 'Friday', 'Monday', 'October', 'exam'],
].map((word) => `▁${word}`);
const MARKS = ['▁[1]', '▁[2]', '.', ',', '▁'];

interface Token {
  readonly text: string;
  readonly score: number;
  readonly type: number;
}

/** Whether and how often the model writes `[1]` and `[2]`. */
export interface TinyGgufOptions {
  readonly seed?: number;
  readonly cites?: boolean;
  /** Whether it ranks (architecture qwen3 with a head for "yes" and "no") instead of writing. */
  readonly ranks?: boolean;
}

/** The bytes of the model; equal options give equal bytes. */
export function buildTinyGguf(options: TinyGgufOptions = {}): Uint8Array {
  const vocabulary = listTokens();
  const random = seeded(options.seed ?? 1);
  const ranks = options.ranks ?? false;
  const tensors = buildTensors(vocabulary, random, options.cites ?? true);
  if (ranks) tensors.push(...rankingTensors(random));
  const head = new ByteWriter();
  head.bytes(new TextEncoder().encode('GGUF'));
  head.uint32(3);
  head.uint64(tensors.length);
  const metadata = ranks
    ? [...listMetadata(vocabulary, 'qwen3'), ...rankingMetadata]
    : listMetadata(vocabulary, 'llama');
  head.uint64(metadata.length);
  for (const write of metadata) write(head);

  let offset = 0;
  for (const tensor of tensors) {
    head.string(tensor.name);
    head.uint32(tensor.shape.length);
    for (const extent of tensor.shape) head.uint64(extent);
    head.uint32(0); // GGML_TYPE_F32
    head.uint64(offset);
    offset = align(offset + tensor.values.byteLength);
  }
  head.padTo(align(head.length));
  for (const tensor of tensors) {
    head.bytes(new Uint8Array(tensor.values.buffer));
    head.padTo(align(head.length));
  }
  return head.finish();
}

function listTokens(): Token[] {
  const tokens: Token[] = [
    { text: '<unk>', score: 0, type: TOKEN_UNKNOWN },
    { text: '<|im_start|>', score: 0, type: TOKEN_CONTROL },
    { text: '<|im_end|>', score: 0, type: TOKEN_CONTROL },
  ];
  for (let byte = 0; byte < 256; byte++) {
    const text = `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
    tokens.push({ text, score: 0, type: TOKEN_BYTE });
  }
  for (const text of [...WORDS, ...MARKS]) tokens.push({ text, score: -tokens.length, type: TOKEN_NORMAL });
  for (let code = 33; code < 127; code++) {
    const text = String.fromCharCode(code);
    if (!MARKS.includes(text)) tokens.push({ text, score: -1000 - code, type: TOKEN_NORMAL });
  }
  return tokens;
}

type WriteMetadata = (writer: ByteWriter) => void;

function listMetadata(vocabulary: readonly Token[], architecture: string): WriteMetadata[] {
  const text = (key: string, value: string): WriteMetadata => {
    return (writer) => writer.key(key, 8).string(value);
  };
  const whole = (key: string, value: number): WriteMetadata => {
    return (writer) => writer.key(key, 4).uint32(value);
  };
  return [
    text('general.architecture', architecture),
    text('general.name', 'Tiny random model'),
    whole('general.file_type', 0),
    whole(`${architecture}.context_length`, CONTEXT),
    whole(`${architecture}.embedding_length`, EMBEDDING),
    whole(`${architecture}.block_count`, LAYERS),
    whole(`${architecture}.feed_forward_length`, FEED_FORWARD),
    whole(`${architecture}.attention.head_count`, HEADS),
    whole(`${architecture}.attention.head_count_kv`, HEADS),
    whole(`${architecture}.rope.dimension_count`, EMBEDDING / HEADS),
    (writer) => writer.key(`${architecture}.attention.layer_norm_rms_epsilon`, 6).float32(1e-5),
    whole(`${architecture}.vocab_size`, vocabulary.length),
    text('tokenizer.ggml.model', 'llama'),
    (writer) => {
      writer.key('tokenizer.ggml.tokens', 9).array(8, vocabulary.length);
      for (const token of vocabulary) writer.string(token.text);
    },
    (writer) => {
      writer.key('tokenizer.ggml.scores', 9).array(6, vocabulary.length);
      for (const token of vocabulary) writer.float32(token.score);
    },
    (writer) => {
      writer.key('tokenizer.ggml.token_type', 9).array(5, vocabulary.length);
      for (const token of vocabulary) writer.uint32(token.type);
    },
    whole('tokenizer.ggml.unknown_token_id', 0),
    whole('tokenizer.ggml.bos_token_id', 1),
    whole('tokenizer.ggml.eos_token_id', 2),
    (writer) => writer.key('tokenizer.ggml.add_bos_token', 7).bool(false),
    text('tokenizer.chat_template', CHAT_TEMPLATE),
  ];
}

const RANK_POOLING = 4;
const rankingMetadata: readonly WriteMetadata[] = [
  (writer) => writer.key('qwen3.pooling_type', 4).uint32(RANK_POOLING),
  (writer) => writer.key('qwen3.attention.key_length', 4).uint32(EMBEDDING / HEADS),
  (writer) => writer.key('qwen3.attention.value_length', 4).uint32(EMBEDDING / HEADS),
  (writer) => writer.key('qwen3.classifier.output_labels', 9).array(8, 2).string('yes').string('no'),
];

/** What qwen3 has beside llama's tensors, and the head. */
function rankingTensors(random: () => number): Tensor[] {
  const head = Float32Array.from({ length: 2 * EMBEDDING }, () => random() - 0.5);
  const ones = () => new Float32Array(EMBEDDING / HEADS).fill(1);
  const norms = Array.from({ length: LAYERS }, (_, layer): Tensor[] => [
    { name: `blk.${layer}.attn_q_norm.weight`, shape: [EMBEDDING / HEADS], values: ones() },
    { name: `blk.${layer}.attn_k_norm.weight`, shape: [EMBEDDING / HEADS], values: ones() },
  ]);
  return [...norms.flat(), { name: 'cls.output.weight', shape: [EMBEDDING, 2], values: head }];
}

interface Tensor {
  readonly name: string;
  /** Fastest-changing extent first, as GGUF stores it. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

function buildTensors(vocabulary: readonly Token[], random: () => number, cites: boolean): Tensor[] {
  const weights = (name: string, columns: number, rows: number, spread: number): Tensor => ({
    name,
    shape: [columns, rows],
    values: Float32Array.from({ length: columns * rows }, () => (random() * 2 - 1) * spread),
  });
  const ones = (name: string): Tensor => ({
    name,
    shape: [EMBEDDING],
    values: new Float32Array(EMBEDDING).fill(1),
  });
  const embedding = weights('token_embd.weight', EMBEDDING, vocabulary.length, 1);
  const output = weights('output.weight', EMBEDDING, vocabulary.length, 0.6);
  vocabulary.forEach((token, row) => {
    embedding.values[row * EMBEDDING] = 1;
    const isWord = WORDS.includes(token.text) || token.text === '.' || (cites && token.text.startsWith('▁['));
    output.values[row * EMBEDDING] = isWord ? 2 : -50;
  });
  const tensors = [embedding, output, ones('output_norm.weight')];
  for (let layer = 0; layer < LAYERS; layer++) {
    const at = (part: string): string => `blk.${layer}.${part}.weight`;
    tensors.push(ones(at('attn_norm')), ones(at('ffn_norm')));
    for (const part of ['attn_q', 'attn_k', 'attn_v', 'attn_output'])
      tensors.push(weights(at(part), EMBEDDING, EMBEDDING, 0.1));
    tensors.push(weights(at('ffn_gate'), EMBEDDING, FEED_FORWARD, 0.1));
    tensors.push(weights(at('ffn_up'), EMBEDDING, FEED_FORWARD, 0.1));
    tensors.push(weights(at('ffn_down'), FEED_FORWARD, EMBEDDING, 0.1));
  }
  return tensors;
}

export const align = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT;

/** Little-endian bytes in the order they are written. */
export class ByteWriter {
  #buffer = new Uint8Array(1 << 20);
  length = 0;

  bytes(values: Uint8Array): this {
    this.#reserve(values.length).set(values, this.length);
    this.length += values.length;
    return this;
  }
  uint32(value: number): this {
    return this.#write(4, (view) => view.setUint32(0, value, true));
  }
  uint64(value: number): this {
    return this.#write(8, (view) => view.setBigUint64(0, BigInt(value), true));
  }
  float32(value: number): this {
    return this.#write(4, (view) => view.setFloat32(0, value, true));
  }
  bool(value: boolean): this {
    return this.#write(1, (view) => view.setUint8(0, value ? 1 : 0));
  }
  string(value: string): this {
    const encoded = new TextEncoder().encode(value);
    return this.uint64(encoded.length).bytes(encoded);
  }
  key(name: string, type: number): this {
    return this.string(name).uint32(type);
  }
  array(type: number, count: number): this {
    return this.uint32(type).uint64(count);
  }
  padTo(length: number): void {
    this.bytes(new Uint8Array(length - this.length));
  }
  finish(): Uint8Array {
    return this.#buffer.slice(0, this.length);
  }

  #write(size: number, put: (view: DataView) => void): this {
    const buffer = this.#reserve(size);
    put(new DataView(buffer.buffer, this.length, size));
    this.length += size;
    return this;
  }
  #reserve(size: number): Uint8Array {
    while (this.length + size > this.#buffer.length) {
      const larger = new Uint8Array(this.#buffer.length * 2);
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    return this.#buffer;
  }
}
