import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Language, Settings } from '../../edge-server/contract/settings.ts';

/** A language chosen at an idle screen is kept this long for the visitor to step up. */
const UNUSED_MS = 30_000;

/**
 * The language of the screens and the voice: the site's, until a visitor touches another one. That choice is
 * theirs: it ends with their visit, or after 30 s in which none began.
 */
export class VisitorLanguage {
  readonly #chosen = signal<Language | null>(null);
  readonly current: ReadonlySignal<Language>;
  #unused: ReturnType<typeof setTimeout> | undefined;

  constructor(settings: ReadonlySignal<Settings>) {
    this.current = computed(() => this.#chosen.value ?? settings.value.language);
  }

  /** @param visiting whether somebody's visit is under way, which then ends the choice */
  choose(language: Language, visiting: boolean): void {
    this.#chosen.value = language;
    clearTimeout(this.#unused);
    if (!visiting) this.#unused = setTimeout(() => this.visitEnded(), UNUSED_MS);
  }

  /** Somebody stepped up: the choice lasts for as long as they stay. */
  visitBegan(): void {
    clearTimeout(this.#unused);
  }

  visitEnded(): void {
    clearTimeout(this.#unused);
    this.#chosen.value = null;
  }
}
