import { render } from 'preact';
import { Kiosk } from './app.ts';
import { KioskScreen } from './screens/kiosk-screen.tsx';

const kiosk = new Kiosk(location.search);
render(<KioskScreen kiosk={kiosk} />, document.querySelector('#kiosk')!);
void kiosk.start();
