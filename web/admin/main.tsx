import { effect, untracked } from '@preact/signals';
import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './styles/page.css';
import './styles/cards.css';
import './styles/visits.css';
import './styles/login.css';
import './styles/dialog.css';
import { Api } from '../shared/api.ts';
import { ServerEvents } from '../shared/events.ts';
import { startLanguage } from '../shared/language.ts';
import { applyTheme } from './parts/header.tsx';
import { Page } from './parts/page.tsx';
import { AdminData } from './state/admin-data.ts';
import { AdminSession, codeOf } from './state/admin-session.ts';
import { CalibrationDialog } from './state/calibration.ts';

startLanguage();
applyTheme();
const api = new Api();
const session = new AdminSession(api);
const data = new AdminData(api, (listener) => new ServerEvents(listener));
const calibration = new CalibrationDialog(api);
render(<Page data={data} session={session} calibration={calibration} />, document.querySelector('#app')!);

effect(() => {
  const { at } = session.state.value;
  untracked(() => (at === 'in' ? data.start() : data.stop()));
});
effect(() => {
  if (data.view.value.at === 'login') untracked(() => session.ended());
});
enter();
addEventListener('hashchange', enter);

/** Takes a one-time code out of the address, and asks who is logged in. */
function enter(): void {
  const code = codeOf(location.hash);
  if (code !== null) history.replaceState(history.state, '', location.pathname + location.search);
  void session.start(code);
}
