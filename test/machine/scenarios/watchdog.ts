import assert from 'node:assert/strict';
import type { Kiosk } from '../kiosk.ts';
import type { Scenarios } from './scenario.ts';

/** The hardware's minute, twice: systemd feeds it at half-time. */
const WATCHDOG_S = 150;
/** The watch's own times, in its script, are divided by this: what it waits for is real time here. */
const QUICKER = 6;
const MOST_REBOOTS = 3;

/** Waits for the next start of the machine. @returns seconds until then */
async function restarted(kiosk: Kiosk, what: string, limit: number): Promise<string> {
  const { vm } = kiosk;
  const [before, from] = [vm.ticks.restarts, vm.ticks.lived];
  const began = vm.age;
  await vm.until(what, limit, async () => (vm.ticks.restarts > before ? true : null));
  return `${what} within ${(vm.ticks.lived - from).toFixed(0)} s (${vm.age - began} s of ours)`;
}

async function up(kiosk: Kiosk, picture: string): Promise<string> {
  await kiosk.page(picture);
  await kiosk.ready();
  return `page and camera again after ${kiosk.now}`;
}

async function quicker({ vm }: Kiosk): Promise<void> {
  const watch = '/usr/local/lib/kf99/watch';
  for (const seconds of [300, 180, 60]) {
    await vm.ssh(`sed -i 's/silent_after=${seconds}$/silent_after=${seconds / QUICKER}/' ${watch}`);
  }
  await vm.ssh(
    `sed -i 's/= 180 \\]/= ${180 / QUICKER} ]/; s/-le 60000/-le ${60_000 / QUICKER}/; s/away_after=900/away_after=${900 / QUICKER}/' ${watch}; systemctl restart kf99-watch`,
  );
}

/** Counts the reboots that the watch asks for until it asks for none. */
async function reboots(kiosk: Kiosk, limit: number): Promise<string> {
  const { vm } = kiosk;
  const seen: string[] = [];
  for (let reboot = 1; reboot <= MOST_REBOOTS; reboot++)
    seen.push(await restarted(kiosk, `reboot ${reboot}`, limit));
  const before = vm.ticks.restarts;
  await vm.pass(limit);
  assert.equal(vm.ticks.restarts, before, 'a fourth reboot');
  const log = await vm.ssh('journalctl --boot --unit kf99-watch --output cat | tail -n 2');
  return `${seen.join(', ')}; none in the next ${limit} s; the watch: ${log.replaceAll('\n', ' / ')}`;
}

export const WATCHDOG: Scenarios = {
  'kernel-panic': {
    expected: 'the kernel panics: the hardware resets the machine within a minute, and it comes up',
    async play(kiosk) {
      await kiosk.vm.ssh('(sleep 1; echo c > /proc/sysrq-trigger) > /dev/null 2>&1 &');
      const reset = await restarted(kiosk, 'reset', WATCHDOG_S);
      return `${reset}; ${await up(kiosk, 'kernel-panic')}`;
    },
  },
  'systemd-stopped': {
    expected:
      'systemd crashes and does nothing more: the hardware resets the machine within a minute, and it comes up',
    async play(kiosk) {
      await kiosk.vm.ssh('kill -SEGV 1');
      const reset = await restarted(kiosk, 'reset', WATCHDOG_S);
      return `${reset}; ${await up(kiosk, 'systemd-stopped')}`;
    },
  },
  'page-silent': {
    expected: `a browser that never shows a page (the watch's times divided by ${QUICKER}): three restarts, then a reboot, three times, and no more that day`,
    async play(kiosk) {
      await quicker(kiosk);
      await kiosk.vm.ssh(
        `printf '#!/bin/sh\\nexec sleep infinity\\n' > /usr/local/lib/kf99/browser; systemctl restart kf99-kiosk`,
      );
      return reboots(kiosk, 200);
    },
  },
  'server-away': {
    expected: `a server that never starts (times divided by ${QUICKER}): a reboot after 15 minutes, three times, and no more that day`,
    async play(kiosk) {
      await quicker(kiosk);
      await kiosk.vm.ssh('systemctl disable --now kf99');
      return reboots(kiosk, 240);
    },
  },
};
