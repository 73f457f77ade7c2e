import { computed, type ReadonlySignal } from '@preact/signals';

/**
 * What `of` makes of other signals, as plain data; the same object while it is the same as JSON, so that whoever reads it
 * has nothing to do in the frames, ten to thirty a second, that change nothing.
 */
export function steady<Value>(of: () => Value): ReadonlySignal<Value> {
  let last: { value: Value; json: string } | null = null;
  return computed(() => {
    const value = of();
    const json = JSON.stringify(value);
    if (last?.json !== json) last = { value, json };
    return last.value;
  });
}
