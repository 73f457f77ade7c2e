import { render } from 'preact';
import { Kiosk } from './app.ts';
import { KioskScreen } from './screens/kiosk-screen.tsx';
import { refuseMenus } from './screens/menus.ts';
import { showMovingPointer } from './screens/pointer.ts';

/** A page that waits longer for its fonts than this, ms, shows itself in the system's. */
const FONTS_LIMIT_MS = 1500;

/** The first screen is drawn with its fonts there, so that its words don't jump when they arrive. */
async function fonts(): Promise<void> {
  const wanted = ['500 1em "KF99 ko"', '700 1em "KF99 ko"'].map((font) => document.fonts.load(font));
  const limit = new Promise((resolve) => setTimeout(resolve, FONTS_LIMIT_MS));
  await Promise.race([Promise.all(wanted).catch(() => undefined), limit]);
}

showMovingPointer(document.documentElement);
refuseMenus(document);
const kiosk = new Kiosk(location.search);
const root = document.querySelector('#kiosk')!;
void fonts().then(() => render(<KioskScreen kiosk={kiosk} />, root));
void kiosk.start();
