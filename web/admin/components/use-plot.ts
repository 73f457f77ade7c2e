import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/**
 * A canvas does not follow colours or fonts by itself: the plot is made anew when they change, and when `key` does.
 * @returns the plot of the moment
 */
export function usePlot<Plot extends { dispose(): void }>(
  make: () => Plot,
  key: unknown,
): RefObject<Plot | null> {
  const plot = useRef<Plot | null>(null);
  const latest = useRef(make);
  latest.current = make;
  useEffect(() => {
    const draw = () => {
      plot.current?.dispose();
      plot.current = latest.current();
    };
    draw();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    dark.addEventListener('change', draw);
    document.fonts.addEventListener('loadingdone', draw);
    return () => {
      theme.disconnect();
      dark.removeEventListener('change', draw);
      document.fonts.removeEventListener('loadingdone', draw);
      plot.current?.dispose();
      plot.current = null;
    };
  }, [key]);
  return plot;
}
