/**
 * Reads what a TensorFlow Lite model holds, as far as taking over its weights needs: tensors with float16 or
 * float32 contents, and operators with their options as raw numbers. A .tflite file is one FlatBuffer
 * (flatbuffers.dev/internals; tensorflow/compiler/mlir/lite/schema/schema.fbs, version 3).
 */
export interface TfliteModel {
  tensors: TfliteTensor[];
  operators: TfliteOperator[];
  inputs: number[];
  outputs: number[];
}

export interface TfliteTensor {
  name: string;
  shape: number[];
  /** Constant contents, of float16 widened; absent for what is computed and for integers. */
  values?: Float32Array;
}

export interface TfliteOperator {
  /** `BuiltinOperator` of the schema, such as 3 for CONV_2D. */
  code: number;
  inputs: number[];
  outputs: number[];
  /** A one-byte field of the options table by its number; 0 where the file leaves it at its default. */
  option(field: number): number;
}

const FLOAT32 = 0;
const FLOAT16 = 1;

/** @throws when the bytes are no TensorFlow Lite model of version 3 */
export function readTflite(bytes: Uint8Array): TfliteModel {
  const file = new FlatBuffer(bytes);
  if (file.identifier() !== 'TFL3') throw new TypeError('this is not a TensorFlow Lite model (TFL3)');
  const root = file.root();
  const codes = file.tables(root, 1).map((at) => file.int32(at, 3) || file.uint8(at, 0));
  const buffers = file.tables(root, 4);
  const graph = file.tables(root, 2)[0];
  if (graph === undefined) throw new TypeError('the model has no graph');
  const tensors = file.tables(graph, 0).map((at) => {
    const type = file.uint8(at, 1);
    const contents = file.bytes(buffers[file.int32(at, 2)]!, 0);
    const values = contents.length > 0 ? floats(contents, type) : undefined;
    return { name: file.text(at, 3), shape: file.int32s(at, 0), ...(values && { values }) };
  });
  const operators = file.tables(graph, 3).map((at) => {
    const options = file.table(at, 4);
    return {
      code: codes[file.int32(at, 0)]!,
      inputs: file.int32s(at, 1),
      outputs: file.int32s(at, 2),
      option: (field: number) => (options === undefined ? 0 : file.uint8(options, field)),
    };
  });
  return { tensors, operators, inputs: file.int32s(graph, 1), outputs: file.int32s(graph, 2) };
}

function floats(contents: Uint8Array, type: number): Float32Array | undefined {
  const view = new DataView(contents.buffer, contents.byteOffset, contents.byteLength);
  if (type === FLOAT32) {
    return Float32Array.from({ length: contents.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
  }
  if (type !== FLOAT16) return undefined;
  return Float32Array.from({ length: contents.length / 2 }, (_, i) =>
    halfToFloat(view.getUint16(2 * i, true)),
  );
}

/** IEEE 754 binary16 to a number. */
export function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Access by field number: a table starts with its distance to a vtable, which says where each field lies. */
class FlatBuffer {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  identifier(): string {
    return Buffer.from(this.#bytes.subarray(4, 8)).toString('latin1');
  }

  root(): number {
    return this.#follow(0);
  }

  uint8(table: number, field: number): number {
    const at = this.#field(table, field);
    return at === undefined ? 0 : this.#view.getUint8(at);
  }

  int32(table: number, field: number): number {
    const at = this.#field(table, field);
    return at === undefined ? 0 : this.#view.getInt32(at, true);
  }

  table(table: number, field: number): number | undefined {
    const at = this.#field(table, field);
    return at === undefined ? undefined : this.#follow(at);
  }

  tables(table: number, field: number): number[] {
    const { from, length } = this.#vector(table, field);
    return Array.from({ length }, (_, i) => this.#follow(from + 4 * i));
  }

  int32s(table: number, field: number): number[] {
    const { from, length } = this.#vector(table, field);
    return Array.from({ length }, (_, i) => this.#view.getInt32(from + 4 * i, true));
  }

  bytes(table: number, field: number): Uint8Array {
    const { from, length } = this.#vector(table, field);
    return this.#bytes.subarray(from, from + length);
  }

  text(table: number, field: number): string {
    return Buffer.from(this.bytes(table, field)).toString('utf8');
  }

  #vector(table: number, field: number): { from: number; length: number } {
    const at = this.table(table, field);
    return at === undefined
      ? { from: 0, length: 0 }
      : { from: at + 4, length: this.#view.getUint32(at, true) };
  }

  #field(table: number, field: number): number | undefined {
    const vtable = table - this.#view.getInt32(table, true);
    const entry = 4 + 2 * field;
    if (entry >= this.#view.getUint16(vtable, true)) return undefined;
    const offset = this.#view.getUint16(vtable + entry, true);
    return offset === 0 ? undefined : table + offset;
  }

  #follow(at: number): number {
    return at + this.#view.getUint32(at, true);
  }
}
