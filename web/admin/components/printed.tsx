import { type ComponentChildren, h, render, type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Shape } from '../../../edge-server/figures/shape.ts';

/**
 * What stands on paper in the place of something that only a screen shows well, as a canvas or a list that is drawn
 * piece by piece. It is made when the page is printed, at once, since a browser waits for nothing then.
 */
export function Printed({ children }: { children: () => ComponentChildren }) {
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(children);
  latest.current = children;
  useEffect(() => {
    const place = host.current!;
    const draw = (onPaper: boolean) => render(onPaper ? latest.current() : null, place);
    const media = matchMedia('print');
    const before = () => draw(true);
    const after = () => draw(false);
    const change = () => draw(media.matches);
    change();
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    media.addEventListener('change', change);
    return () => {
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
      media.removeEventListener('change', change);
      render(null, place);
    };
  }, []);
  return <div class="print-only" ref={host} />;
}

/** A drawing of the paper's as nodes of the page. */
export function drawn({ tag, attributes, inside }: Shape): VNode {
  return h(
    tag,
    { ...attributes },
    ...inside.map((one) => (typeof one === 'string' ? one : drawn(one))),
  ) as VNode;
}
