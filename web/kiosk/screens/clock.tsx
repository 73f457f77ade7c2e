import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';

/** The site's time, to the minute. */
export function Clock(props: { language: string; timeZone: string }): JSX.Element {
  const now = useSignal(new Date());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = new Date();
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  const format = new Intl.DateTimeFormat(props.language, {
    timeZone: props.timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
  return <time class="clock">{format.format(now.value)}</time>;
}
