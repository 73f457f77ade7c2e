import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Language } from '../../../edge-server/contract/settings.ts';
import { dayAndTime } from './time.ts';

/** The site's time, to the minute; `large` with the day, for the idle screen. */
export function Clock(props: { language: Language; timeZone: string; large?: boolean }): JSX.Element {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  const { day, time } = dayAndTime(new Date(now.value), props.language, props.timeZone);
  if (!props.large) return <time class="clock">{time}</time>;
  return (
    <p class="clock-large">
      <time>{time}</time>
      <span>{day}</span>
    </p>
  );
}
