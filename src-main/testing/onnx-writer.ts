/** Writes ONNX files (onnx.proto3, IR version 8, opset 17) of a few nodes; protocol buffers by hand. */

const FLOAT = 1;
const INT64 = 7;

interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Whole numbers only. */
  readonly attributes?: Readonly<Record<string, number>>;
}

interface OnnxConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | BigInt64Array;
}

export interface OnnxGraph {
  /** All inputs are int64, batch × sequence. */
  readonly inputs: readonly string[];
  /** The output is float. */
  readonly output: { readonly name: string; readonly shape: readonly (string | number)[] };
  readonly constants: readonly OnnxConstant[];
  readonly nodes: readonly OnnxNode[];
}

/** The bytes of a model file. */
export function writeOnnx({ inputs, output, constants, nodes }: OnnxGraph): Uint8Array {
  const graph = message([
    ...nodes.map((node) => field(1, nodeOf(node))),
    field(2, text('tiny')),
    ...constants.map((constant) => field(5, tensorOf(constant))),
    ...inputs.map((name) => field(11, inputOrOutput(name, INT64, ['batch', 'sequence']))),
    field(12, inputOrOutput(output.name, FLOAT, output.shape)),
  ]);
  return message([number(1, 8), field(7, graph), field(8, message([field(1, text('')), number(2, 17)]))]);
}

function nodeOf({ op, inputs, output, attributes = {} }: OnnxNode): Uint8Array {
  const ATTRIBUTE_INT = 2;
  return message([
    ...inputs.map((name) => field(1, text(name))),
    field(2, text(output)),
    field(4, text(op)),
    ...Object.entries(attributes).map(([name, value]) =>
      field(5, message([field(1, text(name)), number(3, value), number(20, ATTRIBUTE_INT)])),
    ),
  ]);
}

function tensorOf({ name, shape, values }: OnnxConstant): Uint8Array {
  return message([
    ...shape.map((extent) => number(1, extent)),
    number(2, values instanceof Float32Array ? FLOAT : INT64),
    field(8, text(name)),
    field(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  ]);
}

function inputOrOutput(name: string, type: number, shape: readonly (string | number)[]): Uint8Array {
  const dimensions = shape.map((extent) =>
    field(1, message([typeof extent === 'string' ? field(2, text(extent)) : number(1, extent)])),
  );
  const tensor = message([number(1, type), field(2, message(dimensions))]);
  return message([field(1, text(name)), field(2, message([field(1, tensor)]))]);
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const message = (fields: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(fields));

const field = (id: number, bytes: Uint8Array): Uint8Array => message([varint(id * 8 + 2), varint(bytes.length), bytes]);

const number = (id: number, value: number): Uint8Array => message([varint(id * 8), varint(value)]);

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.of(...bytes, rest);
}
