/**
 * MediaPipe's face detector wants a model that says how its input is normalised; the model file that npm has lacks
 * that. This puts it in: a new root goes before the old bytes, which stay as they are, since FlatBuffers' offsets
 * only point forward. Tables and slots are those of TensorFlow's schema.fbs and metadata_schema.fbs.
 */

const MODEL = { version: 0, operatorCodes: 1, subgraphs: 2, buffers: 4, metadata: 6 } as const;
const PREFIX = 4096;

/** @param model a .tflite without metadata @returns one whose input is RGB and (x − 127.5) / 127.5 */
export function withMetadata(model: Uint8Array): Uint8Array {
  const old = new DataView(model.buffer, model.byteOffset, model.byteLength);
  const follow = (at: number) => at + old.getUint32(at, true);
  const root = follow(0);
  const vtable = root - old.getInt32(root, true);
  const field = (slot: number) => root + old.getUint16(vtable + 4 + 2 * slot, true);
  const buffers = follow(field(MODEL.buffers));
  const count = old.getUint32(buffers, true);

  const out = new Builder(PREFIX, 'TFL3');
  out.table(
    'root',
    {
      [MODEL.version]: old.getUint32(field(MODEL.version), true),
      [MODEL.operatorCodes]: PREFIX + follow(field(MODEL.operatorCodes)),
      [MODEL.subgraphs]: PREFIX + follow(field(MODEL.subgraphs)),
      [MODEL.buffers]: 'buffers',
      [MODEL.metadata]: 'metadata',
    },
    [MODEL.version],
  );
  const kept = Array.from({ length: count }, (_, i) => PREFIX + follow(buffers + 4 + 4 * i));
  out.vector('buffers', [...kept, 'buffer']);
  out.vector('metadata', ['entry']);
  out.table('entry', { 0: 'name', 1: count }, [1]);
  out.data('name', new TextEncoder().encode('TFLITE_METADATA\0'), 15);
  out.table('buffer', { 0: 'bytes' });
  out.data('bytes', inputMetadata());
  const whole = new Uint8Array(PREFIX + model.byteLength);
  whole.set(out.end());
  whole.set(model, PREFIX);
  return whole;
}

function inputMetadata(): Uint8Array {
  const RGB = 1;
  const IMAGE = 2;
  const NORMALISATION = 1;
  const half = new Uint8Array(new Float32Array([127.5]).buffer);
  const out = new Builder(512, 'M001');
  out.table('root', { 3: 'subgraphs' });
  out.vector('subgraphs', ['subgraph']);
  out.table('subgraph', { 2: 'inputs' });
  out.vector('inputs', ['input']);
  out.table('input', { 3: 'content', 4: 'units' });
  out.table('content', { 0: IMAGE, 1: 'image' }, [0]);
  out.table('image', { 0: RGB }, [0]);
  out.vector('units', ['unit']);
  out.table('unit', { 0: NORMALISATION, 1: 'options' }, [0]);
  out.table('options', { 0: 'mean', 1: 'std' });
  out.data('mean', half, 1);
  out.data('std', half, 1);
  return out.end();
}

/** Writes tables of four-byte fields; what a field points to is a name that is written later, or a place. */
class Builder {
  readonly #view: DataView<ArrayBuffer>;
  readonly #places = new Map<string, number>();
  readonly #pointers: { at: number; to: string | number }[] = [{ at: 0, to: 'root' }];
  #at = 8;

  constructor(size: number, identifier: string) {
    this.#view = new DataView(new ArrayBuffer(size));
    new TextEncoder().encodeInto(identifier, new Uint8Array(this.#view.buffer, 4, 4));
  }

  /** @param numbers slots that hold their value and don't point to it */
  table(name: string, fields: Record<number, string | number>, numbers: number[] = []): void {
    const slots = Object.keys(fields).map(Number);
    const vtable = this.#at;
    const size = 4 + 2 * (Math.max(...slots) + 1);
    const table = align(vtable + size, 4);
    this.#view.setUint16(vtable, size, true);
    this.#view.setUint16(vtable + 2, 4 + 4 * slots.length, true);
    this.#places.set(name, table);
    this.#view.setInt32(table, table - vtable, true);
    slots.forEach((slot, i) => {
      const at = table + 4 + 4 * i;
      this.#view.setUint16(vtable + 4 + 2 * slot, at - table, true);
      const value = fields[slot]!;
      if (numbers.includes(slot)) this.#view.setUint32(at, value as number, true);
      else this.#pointers.push({ at, to: value });
    });
    this.#at = table + 4 + 4 * slots.length;
  }

  vector(name: string, items: (string | number)[]): void {
    this.#begin(name, items.length);
    for (const to of items) {
      this.#pointers.push({ at: this.#at, to });
      this.#at += 4;
    }
  }

  /** @param length what the vector says, where it is not the number of bytes */
  data(name: string, bytes: Uint8Array, length = bytes.length): void {
    this.#begin(name, length);
    new Uint8Array(this.#view.buffer).set(bytes, this.#at);
    this.#at = align(this.#at + bytes.length, 4);
  }

  end(): Uint8Array {
    for (const { at, to } of this.#pointers) {
      this.#view.setUint32(at, (typeof to === 'number' ? to : this.#places.get(to)!) - at, true);
    }
    return new Uint8Array(this.#view.buffer);
  }

  /** The items of a vector are aligned to 16, as the metadata inside the model wants it. */
  #begin(name: string, length: number): void {
    const items = align(this.#at + 4, 16);
    this.#places.set(name, items - 4);
    this.#view.setUint32(items - 4, length, true);
    this.#at = items;
  }
}

const align = (value: number, to: number) => Math.ceil(value / to) * to;
