import assert from 'node:assert/strict';
import type { Kiosk } from '../kiosk.ts';
import type { Scenario, Scenarios } from './scenario.ts';

/** What the page does meanwhile. */
const LATER_S = 20;

async function memory({ vm }: Kiosk): Promise<string> {
  const free = await vm.ssh(
    `awk '/MemTotal|MemAvailable/ { printf "%s %d MB ", $1, $2 / 1024 }' /proc/meminfo`,
  );
  const used = await vm.ssh(
    'for user in kf99 kf99-kiosk; do total=0; for process in $(pgrep --uid $user); do total=$((total + $(awk \'/^Pss:/ { print $2 }\' /proc/$process/smaps_rollup 2>/dev/null || echo 0))); done; echo "$user $((total / 1024)) MB"; done',
  );
  const killed = await vm.ssh(
    'journalctl --boot --dmesg --output cat | grep --count "Out of memory: Killed" || true',
  );
  return `${free}; ${used.replaceAll('\n', ', ')}; ${killed} killed`;
}

function small(memoryMb: number): Scenario {
  return {
    expected: `${memoryMb} MB of memory: the page comes up and sees, nothing is killed; when something takes all memory, it is what is killed, or the browser, and never the server`,
    boot: { memoryMb },
    async play(kiosk) {
      const { vm } = kiosk;
      await kiosk.board.plug();
      await kiosk.page('page');
      const ready = await kiosk.ready();
      await vm.pass(LATER_S);
      const before = await memory(kiosk);
      assert.match(before, /; 0 killed$/);
      const units = await kiosk.units();
      await vm.ssh(`systemd-run --quiet --unit hog perl -e 'my @all; push @all, "x" x 1e7 while 1'; true`);
      await vm.until('the hog is gone', 180, async () =>
        (await vm.ssh('systemctl is-active hog || true')) === 'active' ? null : true,
      );
      const after = await memory(kiosk);
      const names = await vm.ssh(
        `journalctl --boot --dmesg --output cat | grep --only-matching 'Killed process [0-9]* ([^)]*)' | sed 's/.*(//; s/)//' | xargs`,
      );
      await kiosk.page('after');
      await kiosk.ready();
      const server = await vm.ssh('systemctl show --property NRestarts --value kf99');
      assert.equal(server, '0');
      return `page after ${kiosk.pageAfter}, ${ready}; ${before}; ${units}; then killed: ${names}; ${after}; page and camera there`;
    },
  };
}

export const MEMORY: Scenarios = { 'memory-2-gb': small(2048), 'memory-1-gb': small(1024) };
