import type { ComponentChildren } from 'preact';
import { Icon } from './icons.tsx';

interface BlankProps {
  title: string;
  hint: string;
  /** What to do: a button or a link. */
  children?: ComponentChildren;
}

/** A whole place's worth of nothing to show because something is wrong: what, and what to do. */
export function Blank({ title, hint, children }: BlankProps) {
  return (
    <section class="card blank" role="alert">
      <span class="blank-sign deny">
        <Icon sign="deny" />
      </span>
      <h2>{title}</h2>
      <p>{hint}</p>
      {children}
    </section>
  );
}

/** Nothing to show and nothing wrong. */
export function Empty({ title, hint }: { title: string; hint: string }) {
  return (
    <div class="empty">
      <p>{title}</p>
      <p class="hint">{hint}</p>
    </div>
  );
}
