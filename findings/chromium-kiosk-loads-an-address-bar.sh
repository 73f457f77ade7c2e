#!/bin/sh
# Guess: a window of Chromium with --kiosk has no address bar, so nothing of one is loaded; what a fresh browser with one
# empty page costs is the browser and that page.
# Seen with Debian's Chromium 156 and playwright-core 1.65.1 (npm), which starts it: two pages of the address bar's
# suggestions (chrome://omnibox-popup.top-chrome) are loaded into a renderer of their own at the start, with --kiosk (headless) too.
# That renderer has taken most of the CPU of all renderers then. Without the features WebUIOmniboxPopup and
# WebUIOmniboxAimPopup it is not there. Needs a Chromium as /usr/bin/chromium, or its path in CHROMIUM.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts playwright-core@1.65.1
cat > look.mjs <<'JS'
import { readdirSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARGS = ['--no-sandbox', '--kiosk', '--no-first-run', '--disable-background-networking', '--disable-component-update'];

/** Seconds of CPU of the renderers of a browser, the dearest first. */
function renderers(profile) {
  const seconds = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (!command.includes('--type=renderer') || !command.includes(profile)) continue;
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ');
      seconds.push((Number(fields[11]) + Number(fields[12])) / 100);
    } catch {
      // It has ended meanwhile.
    }
  }
  return seconds.sort((a, b) => b - a);
}

async function look(name, args) {
  const profile = `${process.cwd()}/${name}`;
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: [...ARGS, ...args] });
  try {
    await new Promise((resolve) => setTimeout(resolve, 4000));
    const session = await context.browser().newBrowserCDPSession();
    const { targetInfos } = await session.send('Target.getTargets', { filter: [{}] });
    const bars = targetInfos.filter(({ url }) => url.startsWith('chrome://omnibox-popup'));
    console.log(`${context.browser().version()} ${name}: ${bars.length} pages of an address bar; renderers ${renderers(profile).join(' s, ')} s of CPU`);
    return bars.length;
  } finally {
    await context.close();
  }
}

const kiosk = await look('kiosk', []);
const without = await look('without', ['--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup']);
process.exit(kiosk > 0 && without === 0 ? 0 : 1);
JS
node look.mjs && exit 0
echo 'this is no longer so' >&2
exit 1
