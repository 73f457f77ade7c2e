import type { ComponentChild } from 'preact';
import { Empty } from '../../components/error-view.tsx';

interface AlarmListProps<Item> {
  of: Item[];
  /** What is said when there is none, and its hint. */
  none: [title: string, hint: string];
  /** One of them, with its key. */
  children(alarm: Item): ComponentChild;
}

/** Alarms one below the other, or that there are none. */
export function AlarmList<Item>({ of, none: [title, hint], children }: AlarmListProps<Item>) {
  if (of.length > 0) return <ul class="stack">{of.map(children)}</ul>;
  return (
    <section class="card">
      <Empty title={title} hint={hint} />
    </section>
  );
}
