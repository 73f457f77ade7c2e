import type { ComponentChildren } from 'preact';
import { Icon, type Sign } from './icons.tsx';

interface NoticeProps {
  tone: 'deny' | 'adjust' | 'pass' | 'simulated';
  sign?: Sign;
  children: ComponentChildren;
}

/** A sentence on coloured ground, with a sign that says the same as the colour. */
export function Notice({ tone, sign, children }: NoticeProps) {
  return (
    <div class={`notice ${tone}`}>
      <Icon sign={sign ?? tone} />
      <div>{children}</div>
    </div>
  );
}
