import { signal } from '@preact/signals';

/** A sentence about something that has just been done, and the way to take it back. */
export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'deny';
  undo: (() => void) | null;
}

const LASTS_MS = 6000;
/** Longer where there is something to decide. */
const UNDO_LASTS_MS = 12_000;
const MOST = 3;

/**
 * The sentences at the edge of the screen. Each goes by itself after its time; while a pointer or the focus is on
 * them none does. The oldest gives way to a fourth.
 */
export class Toasts {
  readonly list = signal<readonly Toast[]>([]);
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #next = 1;
  #held = false;

  /** Says what has been done. @param undo takes it back; offered as a button */
  show(text: string, undo: (() => void) | null = null): void {
    this.#add({ id: this.#next++, text, tone: 'plain', undo });
  }

  /** Says what did not work. */
  fail(text: string): void {
    this.#add({ id: this.#next++, text, tone: 'deny', undo: null });
  }

  undo(toast: Toast): void {
    this.close(toast.id);
    toast.undo?.();
  }

  close(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.list.value = this.list.value.filter((toast) => toast.id !== id);
  }

  /** Somebody reads them: none goes until `release()`. */
  hold(): void {
    this.#held = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    for (const toast of this.list.value) this.#count(toast);
  }

  #add(toast: Toast): void {
    for (const old of this.list.value.slice(0, -(MOST - 1))) this.close(old.id);
    this.list.value = [...this.list.value, toast];
    if (!this.#held) this.#count(toast);
  }

  #count({ id, undo }: Toast): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.set(
      id,
      setTimeout(() => this.close(id), undo ? UNDO_LASTS_MS : LASTS_MS),
    );
  }
}
