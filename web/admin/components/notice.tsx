import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icons.tsx';

interface NoticeProps {
  tone: 'deny' | 'adjust' | 'pass' | 'simulated';
  icon?: IconName;
  /** What a person can do about it, at the sentence's end. */
  action?: ComponentChildren;
  children: ComponentChildren;
}

/** A sentence on coloured ground, with a sign that says the same as the colour. */
export function Notice({ tone, icon, action, children }: NoticeProps) {
  return (
    <div class={`notice ${tone}`}>
      <Icon name={icon ?? tone} />
      <div>{children}</div>
      {action}
    </div>
  );
}
