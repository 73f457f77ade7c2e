import type { Language, Settings } from '../../../edge-server/contract/index.ts';
import { type Chime, chime } from './chimes.ts';
import { loudness } from './loudness.ts';
import type { Prompt } from './prompts.ts';
import { recordingUrl } from './recordings.ts';
import { SoundRest } from './rest.ts';
import { Turns } from './turn.ts';

/** A browser that lets no page sound before a touch answers within this, or stays silent. */
const RESUME_LIMIT_MS = 400;
const FETCH_LIMIT_MS = 5000;

/**
 * The kiosk's chimes and its voice. At most one prompt is heard: a new one ends the one before, and none that the
 * screen no longer shows begins. Recordings are fetched once a language and kept. Silent where the browser allows
 * no sound: kiosk Chromium is started with `--autoplay-policy=no-user-gesture-required`.
 */
export class Sound {
  readonly #settings: () => Settings;
  readonly #turns = new Turns();
  readonly #recordings = new Map<string, Promise<AudioBuffer>>();
  #context: AudioContext | null = null;
  #output: GainNode | null = null;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #speaking: AudioBufferSourceNode | null = null;

  readonly #rest = new SoundRest(
    () => this.#context,
    (ms, work) => {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  );

  constructor(settings: () => Settings) {
    this.#settings = settings;
  }

  /** Whether somebody stands before the kiosk: else the output is closed between two sounds. */
  attend(somebody: boolean): void {
    this.#rest.attend(somebody);
  }

  async chime(kind: Chime): Promise<void> {
    const gain = loudness(this.#settings(), new Date());
    if (gain === 0) return;
    const output = await this.#open(gain);
    if (output) chime(this.#context!, output, kind);
  }

  /** The screen now says this: speaks it when it is time to, and gives up what was still to be said. */
  say(prompt: Prompt | null, language: Language): void {
    clearTimeout(this.#waiting);
    if (prompt === null || !this.#settings().voice) return;
    const delay = this.#turns.delay(prompt, language, performance.now());
    if (delay === null) return;
    this.#waiting = setTimeout(() => void this.#speak(prompt, language), delay);
  }

  async #speak(prompt: Prompt, language: Language): Promise<void> {
    const gain = loudness(this.#settings(), new Date());
    if (gain === 0) return;
    this.#turns.said(prompt, language, performance.now());
    try {
      const output = await this.#open(gain);
      if (!output) return;
      const buffer = await this.#recording(prompt, language);
      this.#speaking?.stop();
      const source = new AudioBufferSourceNode(this.#context!, { buffer });
      source.connect(output);
      source.onended = () => {
        if (this.#speaking === source) this.#speaking = null;
      };
      this.#speaking = source;
      source.start();
    } catch (error) {
      // The screen says the same: a prompt that can't be had costs nothing but itself.
      console.info(`the prompt ${prompt} was not spoken`, error);
    }
  }

  #recording(prompt: Prompt, language: Language): Promise<AudioBuffer> {
    const url = recordingUrl(language, prompt);
    const held = this.#recordings.get(url);
    if (held !== undefined) return held;
    const fetched = this.#fetch(url);
    this.#recordings.set(url, fetched);
    fetched.catch(() => this.#recordings.delete(url));
    return fetched;
  }

  async #fetch(url: string): Promise<AudioBuffer> {
    const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_LIMIT_MS) });
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return this.#context!.decodeAudioData(await response.arrayBuffer());
  }

  /** The output at this gain, or null while the browser keeps the page silent. */
  async #open(gain: number): Promise<AudioNode | null> {
    this.#context ??= new AudioContext();
    this.#rest.sounds();
    const context = this.#context;
    if (!this.#output) {
      this.#output = new GainNode(context, { gain });
      this.#output.connect(context.destination);
    }
    this.#output.gain.value = gain;
    if (context.state !== 'running') {
      const limit = new Promise((resolve) => setTimeout(resolve, RESUME_LIMIT_MS));
      await Promise.race([context.resume().catch(() => undefined), limit]);
    }
    return context.state === 'running' ? this.#output : null;
  }
}
