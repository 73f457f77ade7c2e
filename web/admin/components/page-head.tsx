import type { ComponentChildren } from 'preact';

interface PageHeadProps {
  title: ComponentChildren;
  /** A line under the title. */
  hint?: ComponentChildren;
  /** Buttons at its right. */
  children?: ComponentChildren;
}

/** The head of a page: its only `h1`, a line under it, and what can be done with the page as a whole. */
export function PageHead({ title, hint, children }: PageHeadProps) {
  return (
    <div class="page-head">
      <div>
        <h1>{title}</h1>
        {hint && <p class="hint">{hint}</p>}
      </div>
      {children && <div class="page-actions">{children}</div>}
    </div>
  );
}
