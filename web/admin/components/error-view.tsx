import type { ComponentChildren } from 'preact';
import { Icon } from './icons.tsx';

interface ErrorViewProps {
  title: string;
  hint: string;
  /** What to do: a button or a link. */
  children?: ComponentChildren;
}

/** A whole place's worth of nothing to show because something is wrong: what, and what to do. */
export function ErrorView({ title, hint, children }: ErrorViewProps) {
  return (
    <section class="card error-view" role="alert">
      <span class="error-view-sign deny">
        <Icon name="deny" />
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
