/**
 * `npm run demo [-- recording] [-- --list]`: starts the product, an installation of its own beside that of `npm start`, with a
 * simulated thermometer and opens the kiosk in an app window of Chromium whose camera shows a recording. Ctrl-C, or closing the window, ends both.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium } from 'playwright';
import { chromiumArgs, findChromium, recording, scenarioNamed, scenarios } from './index.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DATA = join(ROOT, '.cache/demo');
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 15_000;
const READY = /ready at (http:\S+)/;
const SET_UP = /(http:\S+#setup=\S+)/;
/** The page's size when there is no window: the kiosk's usual touch screen. */
const VIEWPORT = { width: 800, height: 480 };
const DEFAULT = 'masked-surgical';

const wish = process.argv[2] ?? DEFAULT;
if (wish === '--help' || wish === '-h') {
  console.log(
    'npm run demo [-- RECORDING]: the product with a recorded visitor. npm run demo -- --list: the recordings.',
  );
} else if (wish === '--list') {
  for (const { name, title, duration } of scenarios) {
    console.log(`${name.padEnd(20)} ${duration.toFixed(1).padStart(4)} s  ${title}`);
  }
} else {
  await demo(wish);
}

async function demo(name: string): Promise<void> {
  const { title } = scenarioNamed(name);
  const stopped = stopSignal();
  console.log(`Preparing the recording "${name}" (${title}) …`);
  const path = await recording(name);
  buildPages();
  const server = startServer();
  let browser: Browser | undefined;
  try {
    const { url, setUp } = await greeted(server);
    const shown = hasDisplay();
    const page = `${url}?replayed=1`;
    const opened = await openKiosk(path, page, shown);
    browser = opened.browser;
    console.log(
      `\nThis is a recording, not your camera: ${title}. The temperature is simulated, no door moves.`,
    );
    console.log(shown ? `The kiosk is in the window; it runs at ${page}` : headlessHint(page));
    console.log(
      setUp === null
        ? `The admin page is at ${url}admin/, with the name and password that you chose the first time.`
        : `The admin page, where you choose a name and a password first: ${setUp} (once, within 15 minutes)`,
    );
    console.log(
      `It is an installation of its own, with visits, settings and staff in ${relative(process.cwd(), DATA)}: what npm start keeps is another.`,
    );
    console.log('Ctrl-C ends everything.');
    await Promise.race([stopped, closed(opened.context), exited(server)]);
  } finally {
    await browser?.close();
    await stopServer(server);
  }
}

function buildPages(): void {
  if (existsSync(join(ROOT, 'dist/web'))) return;
  console.log('Building the pages …');
  const args = ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error('The pages could not be built: see the lines above.');
}

function startServer(): ChildProcess {
  mkdirSync(DATA, { recursive: true });
  return spawn(process.execPath, ['edge-server/main.ts'], {
    cwd: ROOT,
    env: { KF99_PORT: '0', KF99_THERMOMETER: 'simulated', ...process.env, KF99_DATA: DATA },
    stdio: ['ignore', 'pipe', 'inherit'],
    // Ctrl-C reaches this process only; it ends the server itself, after the browser.
    detached: true,
  });
}

/** The server's first words: its address, and the one that sets up the admin, where there is none yet. */
async function greeted(server: ChildProcess): Promise<{ url: string; setUp: string | null }> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new Error('The server was not ready within 60 s.')),
      START_LIMIT_MS,
    );
    server.once('exit', (code) => {
      clearTimeout(limit);
      reject(new Error(`The server ended by itself (${code}): see the lines above.`));
    });
    let output = '';
    server.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const url = READY.exec(output)?.[1];
      if (!url) return;
      clearTimeout(limit);
      // They come in one piece.
      resolve({ url, setUp: SET_UP.exec(output)?.[1] ?? null });
    });
  });
}

async function openKiosk(path: string, page: string, shown: boolean) {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    headless: !shown,
    // Playwright's own handlers would end this process before it ends the server.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [...chromiumArgs(path), ...(shown ? ['--window-size=900,700'] : [])],
  });
  const context = await browser.newContext({ permissions: ['camera'], viewport: shown ? null : VIEWPORT });
  const kiosk = await context.newPage();
  await kiosk.goto(page);
  return { browser, context };
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function headlessHint(page: string): string {
  return `No display here, so Chromium runs without a window at ${page}. See what it decides on the admin page.`;
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

function closed(context: BrowserContext): Promise<void> {
  return new Promise((resolve) => {
    for (const page of context.pages()) page.once('close', () => resolve());
    context.once('close', () => resolve());
  });
}

function exited(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => server.once('exit', () => resolve()));
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = exited(server);
  server.kill('SIGTERM');
  const limit = setTimeout(() => server.kill('SIGKILL'), STOP_LIMIT_MS);
  await gone;
  clearTimeout(limit);
}
