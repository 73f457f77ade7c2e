import { effect, untracked } from '@preact/signals';
import { render } from 'preact';
import './styles/page.css';
import './styles/layout.css';
import './styles/cards.css';
import './styles/print.css';
import './styles/visits.css';
import './styles/login.css';
import './styles/dialog.css';
import { Api } from '../shared/api.ts';
import { ServerEvents } from '../shared/events.ts';
import { startLanguage } from '../shared/language.ts';
import { Bell } from './app/bell.ts';
import { followLinks } from './app/links.ts';
import { hrefOf, Router } from './app/router.ts';
import { ServerState } from './app/server-state.ts';
import { Toasts } from './app/toasts.ts';
import { applyTheme } from './layout/account.tsx';
import { Frame } from './layout/frame.tsx';
import { ROUTES } from './layout/routes.ts';
import { AdminSession, setupCode } from './state/admin-session.ts';

startLanguage();
applyTheme();
const api = new Api();
const session = new AdminSession(api);
const live = new ServerState(
  api,
  (listener) => new ServerEvents(listener, { url: '/api/events?page=staff' }),
);
const bell = new Bell(api, live);
const router = new Router(ROUTES[0].name);
enter();
router.read();
followLinks(router);
render(
  <Frame app={{ api, session, live, bell, router, toasts: new Toasts() }} />,
  document.querySelector('#app')!,
);
let cameByCode = false;
effect(() => {
  const { at } = session.state.value;
  untracked(() => {
    if (at === 'in') begin();
    else end();
    // Whoever has just made the first admin sets the kiosk up; a guide that is over leads on to the first page.
    if (at === 'in' && cameByCode && session.server.value === 'edge') router.replace(hrefOf('guide'));
    cameByCode = at === 'code';
  });
});
addEventListener('hashchange', enter);
// A page that the browser keeps for its back button would keep its event stream too, and with six of them there is
// no connection left for the page that is seen.
addEventListener('pagehide', end);
addEventListener('pageshow', (event) => {
  if ((event as PageTransitionEvent).persisted && session.state.value.at === 'in') begin();
});

function begin(): void {
  const server = session.server.value;
  if (server === 'edge') bell.start();
  live.start(server);
}

function end(): void {
  live.stop();
  bell.stop();
}

/** Takes a one-time code out of the address, and asks who is logged in. */
function enter(): void {
  const code = setupCode(location.hash);
  if (code !== null) history.replaceState(history.state, '', location.pathname + location.search);
  void session.start(code);
}
