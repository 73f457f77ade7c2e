import type { App } from '../../app/app.ts';
import { Icon } from '../../components/icons.tsx';
import { t } from './messages.ts';

/** Whether what a step is for has happened. */
export function Sign({ well, words }: { well: boolean; words: string }) {
  return (
    <p class={`chip ${well ? 'pass' : 'adjust'}`} role="status">
      <Icon name={well ? 'pass' : 'waiting'} />
      {words}
    </p>
  );
}

/** Whether a kiosk page calls now. */
export function pageIsThere({ live }: App): boolean {
  const kiosk = live.health.value.data?.parts.kiosk;
  return kiosk?.status === 'ok' || kiosk?.status === 'degraded';
}

export function PageThere({ app }: { app: App }) {
  const there = pageIsThere(app);
  return <Sign well={there} words={t(there ? 'page_there' : 'page_missing')} />;
}
