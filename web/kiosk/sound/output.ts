/** A browser that lets no page sound before a touch answers within this, or stays silent. */
const ALLOWED_LIMIT_MS = 400;
/** An output that has run opens again within this, or is gone. */
const REOPEN_LIMIT_MS = 3000;
/** s of a sound that an output which was just opened may swallow. */
const SWALLOWED_S = 0.6;

/** An output that sounds. */
export interface Opened {
  context: AudioContext;
  node: AudioNode;
  /** s from now until it is sure to be heard. */
  delay: number;
}

/** The browser's sound output: made with the first sound, opened again where it rests (rest.ts). */
export class SoundOutput {
  readonly #make: () => AudioContext;
  #context: AudioContext | null = null;
  #gain: GainNode | null = null;
  /** Whether the browser has let the page sound. */
  #hasRun = false;

  constructor(make = () => new AudioContext()) {
    this.#make = make;
  }

  /** Null before the first sound. */
  get context(): AudioContext | null {
    return this.#context;
  }

  /** The output at this gain; null while the browser keeps the page silent, or when it does not open in time. */
  async open(gain: number): Promise<Opened | null> {
    this.#context ??= this.#make();
    const context = this.#context;
    if (!this.#gain) {
      this.#gain = context.createGain();
      this.#gain.connect(context.destination);
    }
    this.#gain.gain.value = gain;
    const rested = this.#hasRun && context.state !== 'running';
    if (context.state !== 'running') {
      const limitMs = this.#hasRun ? REOPEN_LIMIT_MS : ALLOWED_LIMIT_MS;
      const limit = new Promise((resolve) => setTimeout(resolve, limitMs));
      await Promise.race([context.resume().catch(() => undefined), limit]);
    }
    // Another state by now, which TypeScript does not see.
    if ((context.state as AudioContextState) !== 'running') {
      if (rested) console.info('a sound was not heard: the output did not open');
      return null;
    }
    this.#hasRun = true;
    return { context, node: this.#gain, delay: rested ? SWALLOWED_S : 0 };
  }
}
