import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Language, Settings } from '../../../edge-server/contract/settings.ts';
import type { VisitState } from './state.ts';

/** A language chosen at an idle screen is kept this long, ms, for the visitor to step up. */
const UNUSED_MS = 30_000;
/** A face that is lost for a moment does not end a visit: the choice outlasts an idle screen by this, ms. */
const GONE_MS = 5000;

/**
 * The language of the screens and the voice: the site's, until a visitor touches another one. That choice is
 * theirs: it ends when they were let in, 5 s after they went away, or after 30 s in which nobody stepped up.
 */
export class VisitorLanguage {
  readonly #chosen = signal<Language | null>(null);
  readonly current: ReadonlySignal<Language>;
  #end: ReturnType<typeof setTimeout> | undefined;

  constructor(settings: ReadonlySignal<Settings>) {
    this.current = computed(() => this.#chosen.value ?? settings.value.language);
  }

  /** @param at where the visit is */
  choose(language: Language, at: VisitState['at']): void {
    this.#chosen.value = language;
    this.#endIn(at === 'idle' ? UNUSED_MS : null);
  }

  /** The visit went on to this state. */
  follow(at: VisitState['at']): void {
    if (at === 'leaving') this.#reset();
    else this.#endIn(at === 'idle' ? GONE_MS : null);
  }

  #endIn(ms: number | null): void {
    clearTimeout(this.#end);
    if (ms !== null) this.#end = setTimeout(() => this.#reset(), ms);
  }

  #reset(): void {
    clearTimeout(this.#end);
    this.#chosen.value = null;
  }
}
