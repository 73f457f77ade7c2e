import { checkDigits } from '../../../edge-server/thermometer/check.ts';

/** xorshift32, so that a failing mutation can be found again. */
export class Random {
  #x: number;
  constructor(seed: number) {
    this.#x = seed | 0 || 1;
  }
  /** An integer from 0 to `below` - 1. */
  next(below: number): number {
    let x = this.#x;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#x = x;
    return (x >>> 0) % below;
  }
}

/** One reading as the firmware would send it. */
export interface Truth {
  object: number;
  ambient: number;
  distance: number;
}

export function truthAt(seq: number): Truth {
  return {
    object: 2300 + ((seq * 7919) % 1500),
    ambient: 2300 + ((seq * 31) % 300),
    distance: 100 + ((seq * 127) % 1400),
  };
}

export function line(seq: number): string {
  const { object, ambient, distance } = truthAt(seq);
  const body = `KF1,${seq},${seq * 200},${object},${ambient},${distance},00,0,0`;
  return `$${body}*${checkDigits(body)}`;
}

type Mutation = (text: string, random: Random, seq: number) => string;

const put = (text: string, at: number, byte: number, cut = 1) =>
  text.slice(0, at) + String.fromCharCode(byte) + text.slice(at + cut);

const times = (mostOnce: number, change: Mutation): Mutation => {
  return (text, random, seq) => {
    let changed = text;
    for (let n = 1 + random.next(mostOnce); n > 0; n--) changed = change(changed, random, seq);
    return changed;
  };
};

/** What a bad line or a hostile one does to a frame; the name stands in the report. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  bits: times(4, (text, random) => {
    const at = random.next(text.length);
    return put(text, at, text.charCodeAt(at) ^ (1 << random.next(8)));
  }),
  bytes: times(4, (text, random) => put(text, random.next(text.length), random.next(256))),
  digits: times(4, (text, random) => put(text, random.next(text.length), 48 + random.next(10))),
  swap: times(2, (text, random) => {
    const at = random.next(text.length - 1);
    return text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2);
  }),
  delete: times(3, (text, random) => {
    const at = random.next(text.length);
    return text.slice(0, at) + text.slice(at + 1);
  }),
  insert: times(3, (text, random) => put(text, random.next(text.length), random.next(256), 0)),
  repeat: (text, random) => {
    const at = random.next(text.length);
    const length = 1 + random.next(8);
    return text.slice(0, at + length) + text.slice(at);
  },
  cut: (text, random) => text.slice(0, random.next(text.length)),
  splice: (text, random, seq) => {
    const at = random.next(text.length);
    return text.slice(0, at) + line(seq + 1 + random.next(20)).slice(at);
  },
  burst: (text, random) => {
    const at = random.next(text.length);
    let changed = text;
    for (let i = at; i < Math.min(text.length, at + 8); i++) changed = put(changed, i, random.next(256));
    return changed;
  },
  value: (text, random) => text.replace(/,\d{4},/, `,${2000 + random.next(2000)},`),
  flood: (text, random) => text.repeat(1 + random.next(40)).replaceAll('*', ''),
};
