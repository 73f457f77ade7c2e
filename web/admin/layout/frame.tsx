import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { alarmText } from '../../../edge-server/words/alarms/index.ts';
import { language } from '../../shared/language.ts';
import type { App } from '../app/app.ts';
import { wide } from '../app/wide.ts';
import { t } from '../messages/text.ts';
import { Away } from './away.tsx';
import { FactorWanted } from './factor-wanted.tsx';
import { LoginDialog } from './login.tsx';
import { Side, Tabs } from './navigation.tsx';
import { Outlet } from './outlet.tsx';
import { PrintHead } from './print-head.tsx';
import { ROUTES, type Route } from './routes.ts';
import { ToastList } from './toast-list.tsx';

/**
 * What stands around every page: navigation (at the side, on a phone at the bottom), the log-in, what is wrong with
 * the connection, and the sentences about what was done.
 */
export function Frame({ app }: { app: App }) {
  const place = app.router.place.value;
  const entry = ROUTES.find(({ name }) => name === place.page) ?? null;
  const main = useRef<HTMLElement>(null);
  const shown = useRef(place.page);
  useSignalEffect(() => {
    // Of several sites' pages in one browser each says whose it is.
    const site = app.live.settings.value?.siteName;
    const title = t('document_title', { page: [titleOf(app), site].filter(Boolean).join(' · ') });
    const [rings, ...others] = app.bell.ringing.value;
    const what = rings && alarmText(rings.code)?.title[language.value];
    document.title = what ? `(${others.length + 1}) ${what} · ${title}` : title;
  });
  useEffect(() => {
    // Another page begins at its top, for eyes and for screen readers; the first one leaves the focus alone.
    if (shown.current !== place.page) {
      scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
    shown.current = place.page;
  }, [place.page]);
  const away = app.live.server.value === 'away' && app.live.heardAt.value !== null;
  return (
    <>
      <LoginDialog session={app.session} />
      <a class="skip" href="#main">
        {t('skip')}
      </a>
      {wide.value && <Side app={app} current={place.page} />}
      <main id="main" ref={main} tabIndex={-1} class={away ? 'away' : ''}>
        <PrintHead app={app} />
        <Away app={app} />
        <div class="page-body">
          <FactorWanted app={app} />
          <Outlet key={place.page} app={app} entry={entry} />
        </div>
      </main>
      {!wide.value && <Tabs app={app} current={place.page} />}
      <ToastList toasts={app.toasts} />
    </>
  );
}

function titleOf(app: App): string {
  const found: Route | undefined = ROUTES.find(({ name }) => name === app.router.place.value.page);
  return found ? t(`page_${found.name}`) : t('no_page');
}
