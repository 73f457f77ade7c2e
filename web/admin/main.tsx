import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './styles/page.css';
import './styles/cards.css';
import './styles/visits.css';
import { Api } from '../shared/api.ts';
import { ServerEvents } from '../shared/events.ts';
import { startLanguage } from '../shared/language.ts';
import { applyTheme } from './parts/header.tsx';
import { Page } from './parts/page.tsx';
import { AdminData } from './state/admin-data.ts';

startLanguage();
applyTheme();
const data = new AdminData(new Api(), (listener) => new ServerEvents(listener));
render(<Page data={data} />, document.querySelector('#app')!);
data.start();
