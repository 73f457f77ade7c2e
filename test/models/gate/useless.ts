import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../../models/training/common/random.ts';

/** The files of a mask model, by name. */
export interface ModelFiles {
  'manifest.json': Buffer;
  'model.json': Buffer;
  'mask.bin': Buffer;
}

// biome-ignore lint/suspicious/noExplicitAny: manifests are spoilt at will
type Manifest = any;

/** The model that ships. */
export function goodModel(): ModelFiles {
  const read = (file: string) => readFileSync(join(import.meta.dirname, '../../../models/mask', file));
  return {
    'manifest.json': read('manifest.json'),
    'model.json': read('model.json'),
    'mask.bin': read('mask.bin'),
  };
}

/** The last layer: 3 logits, as half floats at the end of the weights. */
interface Last {
  matrix: Float16Array;
  bias: Float16Array;
}

/**
 * Models that must never judge anybody, by what is wrong with them. Where the weights are changed the manifest has their
 * hash and goes on to praise them, as one would that was made by mistake or in bad faith.
 */
export const USELESS: Readonly<Record<string, (good: ModelFiles) => ModelFiles>> = {
  flat: constant(0, 0, 0),
  'flat, a little more mask': constant(0.03, 0, 0),
  'always mask': constant(6, 0, 0),
  'always no_mask': constant(0, 6, 0),
  'always incorrect': constant(0, 0, 6),
  'mask and no_mask swapped': last((layer) => swap(layer, 0, 1)),
  'mask and incorrect swapped': last((layer) => swap(layer, 0, 2)),
  'no_mask and incorrect swapped': last((layer) => swap(layer, 1, 2)),
  'a bias to mask': last(({ bias }) => {
    bias[0]! += 8;
  }),
  'NaN inside': weights((values) => void values.fill(Number.NaN, 1000, 1010)),
  'NaN in the last layer': last(({ matrix }) => void matrix.fill(Number.NaN, 0, 3)),
  'infinity inside': weights((values) => void values.fill(Number.POSITIVE_INFINITY, 1000, 1100)),
  'only zeros': weights((values) => void values.fill(0)),
  'random weights': weights((values) => {
    const random = new Random(1);
    for (let i = 0; i < values.length; i++) values[i] = 0.3 * random.normal();
  }),
  'six training steps': manifest((it) => {
    it.training.stepsDone = 6;
  }),
  'a temperature that makes it flat': manifest((it) => {
    it.temperature = 1000;
  }),
  'bare faces called mask, and says so': manifest((it) => {
    it.validation.confusion.no_mask = { mask: 326, no_mask: 0, incorrect: 0 };
    it.validation.bareCalledMask = 1;
  }),
  'a share that its counts contradict': manifest((it) => {
    it.validation.confusion.no_mask = { mask: 326, no_mask: 0, incorrect: 0 };
  }),
  'an older format, of two labels': manifest((it) => {
    it.labels = ['mask', 'no_mask'];
  }),
  'an older format, without figures': manifest((it) => {
    delete it.validation;
  }),
  'a manifest that is none': (good) => ({ ...good, 'manifest.json': Buffer.from('<html>404</html>') }),
  'damaged bytes': (good) => {
    const bytes = Buffer.from(good['mask.bin']);
    bytes[12_345]! ^= 0x40;
    return { ...good, 'mask.bin': bytes };
  },
  'weights cut off': (good) => ({ ...good, 'mask.bin': good['mask.bin'].subarray(0, 100_000) }),
  'weights cut off, with a hash of what is left': (good) =>
    hashed({ ...good, 'mask.bin': good['mask.bin'].subarray(0, 100_000) }),
  'model.json cut off': (good) => ({ ...good, 'model.json': good['model.json'].subarray(0, 5000) }),
  'another net of ours': (good) => {
    const read = (file: string) => readFileSync(join(import.meta.dirname, '../../../models/face', file));
    const json = read('model.json').toString().replace('face.bin', 'mask.bin');
    return hashed({ ...good, 'model.json': Buffer.from(json), 'mask.bin': read('face.bin') });
  },
};

function manifest(change: (manifest: Manifest) => void) {
  return (good: ModelFiles): ModelFiles => {
    const parsed = JSON.parse(good['manifest.json'].toString());
    change(parsed);
    return { ...good, 'manifest.json': Buffer.from(JSON.stringify(parsed)) };
  };
}

function weights(change: (values: Float16Array) => void) {
  return (good: ModelFiles): ModelFiles => {
    const bytes = new Uint8Array(good['mask.bin']);
    // Filters of the first layers: further on there are whole numbers, which are no weights.
    change(new Float16Array(bytes.buffer, 0, 100_000));
    return hashed({ ...good, 'mask.bin': Buffer.from(bytes) });
  };
}

function last(change: (layer: Last) => void) {
  return (good: ModelFiles): ModelFiles => {
    const bytes = new Uint8Array(good['mask.bin']);
    const { weightsManifest } = JSON.parse(good['model.json'].toString());
    const specs: { name: string; shape: number[]; dtype: string }[] = weightsManifest[0].weights;
    let at = 0;
    const layer: Partial<Last> = {};
    for (const { name, shape, dtype } of specs) {
      const count = shape.reduce((a, b) => a * b, 1);
      if (name === 'dense/matrix') layer.matrix = new Float16Array(bytes.buffer, at, count);
      if (name === 'dense/bias') layer.bias = new Float16Array(bytes.buffer, at, count);
      at += count * (dtype === 'int32' ? 4 : 2);
    }
    change(layer as Last);
    return hashed({ ...good, 'mask.bin': Buffer.from(bytes) });
  };
}

/** Whatever it sees, it answers these logits. */
function constant(...logits: number[]) {
  return last(({ matrix, bias }) => {
    matrix.fill(0);
    bias.set(logits);
  });
}

function swap({ matrix, bias }: Last, a: number, b: number): void {
  for (const row of [matrix, bias]) {
    for (let i = 0; i < row.length; i += 3) [row[i + a], row[i + b]] = [row[i + b]!, row[i + a]!];
  }
}

/** With the hash that the weights have, and the name that goes with it. */
function hashed(files: ModelFiles): ModelFiles {
  const sha256 = createHash('sha256').update(files['mask.bin']).digest('hex');
  return manifest((it) => {
    it.sha256 = sha256;
    it.version = `mask-${sha256.slice(0, 8)}`;
  })(files);
}

/** Another model that is as good: the one that ships under another name. */
export function otherGoodModel(good: ModelFiles): ModelFiles {
  return manifest((it) => {
    it.version = 'mask-better';
  })(good);
}
