import type { Language, Settings } from '../../../edge-server/contract/index.ts';
import { type Chime, chime } from './chimes.ts';
import { loudness } from './loudness.ts';
import { type Opened, SoundOutput } from './output.ts';
import type { Prompt } from './prompts.ts';
import { recordingUrl } from './recordings.ts';
import { SoundRest } from './rest.ts';
import { Turns } from './turn.ts';

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
  readonly #output = new SoundOutput();
  /** What the screen says now. */
  #shown: Prompt | null = null;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #speaking: AudioBufferSourceNode | null = null;

  readonly #rest = new SoundRest(
    () => this.#output.context,
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
    if (output) chime(output, kind);
  }

  /** The screen now says this: speaks it when it is time to, and gives up what was still to be said. */
  say(prompt: Prompt | null, language: Language): void {
    clearTimeout(this.#waiting);
    this.#shown = prompt;
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
      const buffer = await this.#recording(output.context, prompt, language);
      // It may have taken seconds, and the screen says something else.
      if (this.#shown !== prompt) return;
      this.#speaking?.stop();
      const source = new AudioBufferSourceNode(output.context, { buffer });
      source.connect(output.node);
      source.onended = () => {
        if (this.#speaking === source) this.#speaking = null;
      };
      this.#speaking = source;
      source.start(output.context.currentTime + output.delay);
    } catch (error) {
      // The screen says the same: a prompt that can't be had costs nothing but itself.
      console.info(`the prompt ${prompt} was not spoken`, error);
    }
  }

  #recording(context: AudioContext, prompt: Prompt, language: Language): Promise<AudioBuffer> {
    const url = recordingUrl(language, prompt);
    const held = this.#recordings.get(url);
    if (held !== undefined) return held;
    const fetched = this.#fetch(context, url);
    this.#recordings.set(url, fetched);
    fetched.catch(() => this.#recordings.delete(url));
    return fetched;
  }

  async #fetch(context: AudioContext, url: string): Promise<AudioBuffer> {
    const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_LIMIT_MS) });
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return context.decodeAudioData(await response.arrayBuffer());
  }

  #open(gain: number): Promise<Opened | null> {
    const opened = this.#output.open(gain);
    this.#rest.sounds();
    return opened;
  }
}
