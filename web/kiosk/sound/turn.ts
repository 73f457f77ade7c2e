import type { Language } from '../../../edge-server/contract/settings.ts';
import type { Prompt } from './prompts.ts';

/** Somebody who walks by is not spoken to; who stands still for this long, ms, is. After a verdict its chime comes first. */
const DELAY_MS: Record<Prompt, number> = {
  come_closer: 1500,
  step_back: 1500,
  put_on_mask: 500,
  cover_nose: 500,
  near_left: 400,
  near_right: 400,
  near_above: 400,
  near_below: 400,
  go_in: 500,
  wait_for_staff: 500,
  fever: 500,
};
/** The same sentence again only after this pause, ms; the next visitor of a queue is told to go in all the same. */
const COOL_DOWN_MS: Record<Prompt, number> = {
  come_closer: 15_000,
  step_back: 15_000,
  put_on_mask: 8000,
  cover_nose: 8000,
  near_left: 8000,
  near_right: 8000,
  near_above: 8000,
  near_below: 8000,
  go_in: 3000,
  wait_for_staff: 10_000,
  fever: 10_000,
};

/** Who is to speak when: the delay before a prompt in ms, or null when it was said a moment ago. */
export class Turns {
  /** When each sentence was last said, by `language prompt`: in another language it is another one. */
  readonly #saidAt = new Map<string, number>();

  delay(prompt: Prompt, language: Language, now: number): number | null {
    const said = this.#saidAt.get(`${language} ${prompt}`);
    return said !== undefined && now - said < COOL_DOWN_MS[prompt] ? null : DELAY_MS[prompt];
  }

  said(prompt: Prompt, language: Language, now: number): void {
    this.#saidAt.set(`${language} ${prompt}`, now);
  }
}
