import { Listeners } from '../common/listeners.ts';

/**
 * What keeps the door shut: each rule that locks has its own key, and the door may open when no key is left.
 * Nothing in it opens a door; a verdict or a person does, and only when it is not locked.
 */
export class DoorLocks {
  readonly #keys = new Set<string>();
  readonly #listeners = new Listeners<[locked: boolean]>();

  get locked(): boolean {
    return this.#keys.size > 0;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  lock(key: string): void {
    this.#change(() => this.#keys.add(key));
  }

  release(key: string): void {
    this.#change(() => this.#keys.delete(key));
  }

  /** Calls `listener` when the door becomes locked or free; the returned function ends it. */
  onChange(listener: (locked: boolean) => void): () => void {
    return this.#listeners.add(listener);
  }

  #change(work: () => void): void {
    const before = this.locked;
    work();
    if (this.locked !== before) this.#listeners.tell(this.locked);
  }
}
