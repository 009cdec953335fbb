import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OnnxGraph, writeOnnx } from './onnx-writer.ts';

/**
 * A cross-encoder without training that makes sense: its logit is the number of words that a question and a passage
 * share, less `BIAS`. Words it does not know count nothing.
 *
 * In the layout that transformers.js reads, with a WordPiece tokenizer of few words.
 */
const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const WORDS = [
  ...['salmon', 'swim', 'river', 'sea', 'trout', 'water', 'cold', 'cake', 'butter', 'sugar', 'flour', 'bake'],
  ...['the', 'a', 'in', 'to', 'and', 'how', 'do', 'is', 'best', 'fish', 'salmonids', 'oven'],
];
export const TINY_VOCABULARY: readonly string[] = [...SPECIAL, ...WORDS];
/** Logit of a passage that shares no word with the question. */
const BIAS = 2;

/** Writes the cross-encoder into `folder`. @param labels 2: "no" and "yes"; 3: a model that classifies something else */
export async function writeTinyCrossEncoder(folder: string, labels: 1 | 2 | 3 = 1): Promise<void> {
  await writeModel(folder, 'BertForSequenceClassification', crossEncoder(labels), labels);
}

function crossEncoder(labels: number): OnnxGraph {
  const weights = Float32Array.from(TINY_VOCABULARY, (_, id) => (id < SPECIAL.length ? 0 : 1));
  const node = (op: string, inputs: string[], output: string, attributes = {}) => ({ op, inputs, output, attributes });
  const heads = Float32Array.from({ length: labels }, (_, label) => (label === labels - 1 ? 1 : 0));
  return {
    inputs: ['input_ids', 'attention_mask', 'token_type_ids'],
    output: { name: 'logits', shape: ['batch', labels] },
    constants: [
      { name: 'weights', shape: [TINY_VOCABULARY.length], values: weights },
      { name: 'one', shape: [1], values: Float32Array.of(1) },
      { name: 'bias', shape: [1], values: Float32Array.of(BIAS) },
      { name: 'heads', shape: [1, labels], values: heads },
      { name: 'axis1', shape: [1], values: BigInt64Array.of(1n) },
      { name: 'axis2', shape: [1], values: BigInt64Array.of(2n) },
      { name: 'axes', shape: [2], values: BigInt64Array.of(1n, 2n) },
    ],
    nodes: [
      node('Cast', ['token_type_ids'], 'type', { to: 1 }),
      node('Cast', ['attention_mask'], 'mask', { to: 1 }),
      node('Gather', ['weights', 'input_ids'], 'weight'),
      node('Sub', ['one', 'type'], 'is_query'),
      node('Mul', ['weight', 'is_query'], 'query'),
      node('Mul', ['type', 'mask'], 'passage'),
      node('Unsqueeze', ['input_ids', 'axis2'], 'down'),
      node('Unsqueeze', ['input_ids', 'axis1'], 'across'),
      node('Equal', ['down', 'across'], 'is_same'),
      node('Cast', ['is_same'], 'same', { to: 1 }),
      node('Unsqueeze', ['query', 'axis2'], 'query_down'),
      node('Unsqueeze', ['passage', 'axis1'], 'passage_across'),
      node('Mul', ['same', 'query_down'], 'shared'),
      node('Mul', ['shared', 'passage_across'], 'pairs'),
      node('ReduceSum', ['pairs', 'axes'], 'count', { keepdims: 0 }),
      node('Sub', ['count', 'bias'], 'logit'),
      node('Unsqueeze', ['logit', 'axis1'], 'column'),
      node('Mul', ['column', 'heads'], 'logits'),
    ],
  };
}

/** What the tiny masked language model says a word is about, beside itself. */
const ABOUT: Readonly<Record<string, readonly string[]>> = { fish: ['salmon', 'trout'], oven: ['bake', 'cake'] };

/** Writes a masked language model without training that makes sense: each word stands for itself and for `ABOUT`. */
export async function writeTinyMaskedWords(folder: string): Promise<void> {
  const size = TINY_VOCABULARY.length;
  const table = new Float32Array(size * size).fill(-1);
  for (const [id, word] of TINY_VOCABULARY.entries()) {
    if (id < SPECIAL.length) continue;
    table[id * size + id] = 3;
    for (const other of ABOUT[word] ?? []) table[id * size + TINY_VOCABULARY.indexOf(other)] = 2;
  }
  const graph: OnnxGraph = {
    inputs: ['input_ids', 'attention_mask', 'token_type_ids'],
    output: { name: 'logits', shape: ['batch', 'sequence', size] },
    constants: [{ name: 'table', shape: [size, size], values: table }],
    nodes: [{ op: 'Gather', inputs: ['table', 'input_ids'], output: 'logits' }],
  };
  await writeModel(folder, 'BertForMaskedLM', graph, 1);
}

async function writeModel(folder: string, architecture: string, graph: OnnxGraph, labels: number): Promise<void> {
  await mkdir(join(folder, 'onnx'), { recursive: true });
  const json = (name: string, value: unknown) => writeFile(join(folder, name), JSON.stringify(value));
  const names = Object.fromEntries(Array.from({ length: labels }, (_, label) => [label, `LABEL_${label}`]));
  await json('config.json', {
    model_type: 'bert',
    architectures: [architecture],
    vocab_size: TINY_VOCABULARY.length,
    id2label: names,
  });
  await json('tokenizer_config.json', {
    tokenizer_class: 'BertTokenizer',
    model_max_length: 512,
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
    mask_token: '[MASK]',
  });
  await json('tokenizer.json', tokenizer());
  await writeFile(join(folder, 'onnx', 'model.onnx'), writeOnnx(graph));
}

function tokenizer() {
  const special = (id: string, type_id: number) => ({ SpecialToken: { id, type_id } });
  const sequence = (id: string, type_id: number) => ({ Sequence: { id, type_id } });
  const named = (id: string) => ({ id, ids: [SPECIAL.indexOf(id)], tokens: [id] });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content, id) => ({
      id,
      content,
      special: true,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('[CLS]', 0), sequence('A', 0), special('[SEP]', 0)],
      pair: [special('[CLS]', 0), sequence('A', 0), special('[SEP]', 0), sequence('B', 1), special('[SEP]', 1)],
      special_tokens: { '[CLS]': named('[CLS]'), '[SEP]': named('[SEP]') },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(TINY_VOCABULARY.map((word, id) => [word, id])),
    },
  };
}
