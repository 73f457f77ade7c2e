import type { ComponentChildren } from 'preact';

/** A card of facts: a name and a value each. */
export function Facts({ id, title, action, children }: FactsProps) {
  return (
    <section class="card facts-card" aria-labelledby={id}>
      <div class="card-head">
        <h2 id={id}>{title}</h2>
        {action}
      </div>
      <dl class="facts">{children}</dl>
    </section>
  );
}

interface FactsProps {
  id: string;
  title: string;
  action?: ComponentChildren;
  children: ComponentChildren;
}

interface FactProps {
  name: string;
  /** The tone of a value that needs attention. */
  tone?: 'adjust' | 'deny' | undefined;
  children: ComponentChildren;
}

export function Fact({ name, tone, children }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class={tone ? `toned ${tone}` : ''}>{children}</dd>
    </div>
  );
}
