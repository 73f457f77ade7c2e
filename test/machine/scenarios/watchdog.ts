import assert from 'node:assert/strict';
import type { Boots, Kiosk } from '../kiosk.ts';
import type { Scenarios } from './scenario.ts';

/** The hardware's minute, twice: systemd feeds it at half-time. */
const WATCHDOG_S = 150;
const MOST_REBOOTS = 3;
const START_S = 180;
/** Where its clock is ours, which goes many times as fast as it works. */
const SLOW_START_S = 1200;
/** Four times the watch's patience with a page that was never seen, or once that with a server; and a start before. */
const PAGE_S = 4 * 190 + 300;
const SERVER_S = 900 + 300;

/** Waits for the next start of the machine. @returns seconds until then */
async function restarted(kiosk: Kiosk, what: string, limit: number): Promise<string> {
  const { vm } = kiosk;
  const [before, from] = [vm.ticks.restarts, vm.ticks.lived];
  const began = vm.age;
  await vm.until(what, limit, async () => (vm.ticks.restarts > before ? true : null));
  const after = vm.ticks.lived - vm.ticks.uptime - from;
  return `${what} after ${after.toFixed(0)} s (${vm.age - began} s of ours)`;
}

/** Stops the system by a command, and waits for the hardware's reset and for the server after it. */
async function reset({ vm }: Kiosk, command: string): Promise<string> {
  await vm.until('ssh answers', SLOW_START_S, () => vm.ssh('true'));
  const armed = await vm.ssh('cat /sys/class/watchdog/watchdog0/state /sys/class/watchdog/watchdog0/timeout');
  assert.equal(armed, 'active\n60');
  const before = vm.ticks.restarts;
  await vm.ssh(`(sleep 1; ${command}) > /dev/null 2>&1 &`);
  const stopped = vm.age;
  await vm.until('reset', WATCHDOG_S, async () => (vm.ticks.restarts > before ? true : null));
  const after = vm.age - stopped - Math.round(vm.ticks.uptime);
  await vm.until('the server answers', SLOW_START_S, () =>
    vm.ssh('curl --silent --fail --max-time 60 --output /dev/null http://127.0.0.1:8080/'),
  );
  return `started again by ${after} s after it; the server answered within ${vm.ticks.uptime.toFixed(0)} s of the new start`;
}

/** An hour in which the machine does nothing but wait. */
const WAITING: Boots = { skipIdle: true };

/** Waits until the machine, booted as shipped, takes orders. */
async function answers({ vm }: Kiosk): Promise<void> {
  await vm.until('ssh answers', START_S, () => vm.ssh('true'));
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
  await answers(kiosk);
  const log = await vm.ssh('journalctl --boot --unit kf99-watch --output cat | tail -n 3');
  assert.match(log, /somebody has to look/);
  return `${seen.join(', ')}; none in the next ${limit} s; the watch: ${log.replaceAll('\n', ' / ')}`;
}

export const WATCHDOG: Scenarios = {
  'kernel-panic': {
    expected:
      'the kernel panics: the hardware resets the machine within a minute, by the clock of this world, and the server answers',
    boot: { ourTime: true },
    play: (kiosk) => reset(kiosk, 'echo c > /proc/sysrq-trigger'),
  },
  'systemd-stopped': {
    expected:
      'systemd crashes and does nothing more: the hardware resets the machine within a minute, by the clock of this world, and the server answers',
    boot: { ourTime: true },
    play: (kiosk) => reset(kiosk, 'kill -SEGV 1'),
  },
  'page-silent': {
    expected:
      'a browser that never shows a page: three restarts, then a reboot, three times, and no more that day',
    boot: WAITING,
    async play(kiosk) {
      await answers(kiosk);
      await kiosk.vm.ssh(
        `printf '#!/bin/sh\\nexec sleep infinity\\n' > /usr/local/lib/kf99/browser; systemctl restart kf99-kiosk`,
      );
      return reboots(kiosk, PAGE_S);
    },
  },
  'server-away': {
    expected: 'a server that never starts: a reboot after 15 minutes, three times, and no more that day',
    boot: WAITING,
    async play(kiosk) {
      await answers(kiosk);
      await kiosk.vm.ssh('systemctl disable --now kf99');
      return reboots(kiosk, SERVER_S);
    },
  },
};
