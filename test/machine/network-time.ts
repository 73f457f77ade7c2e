import { join } from 'node:path';
import type { Kiosk } from './kiosk.ts';

/** Seconds until the time server in the machine has begun and was heard. */
const HEARD_S = 60;

/** Gives the machine a network with a time server that says this time, ms since 1970. */
export async function serveTime({ vm }: Kiosk, time: number): Promise<void> {
  await vm.copy(join(import.meta.dirname, 'inside/ntp.mjs'), '/root/ntp.mjs');
  await vm.ssh(`mkdir -p /etc/systemd/timesyncd.conf.d
printf '[Time]\\nNTP=127.0.0.1\\n' > /etc/systemd/timesyncd.conf.d/site.conf
systemctl stop ntp 2> /dev/null || true
systemd-run --quiet --collect --unit ntp /opt/kf99/node_modules/.bin/node /root/ntp.mjs ${time / 1000}`);
  await vm.pass(3);
}

/**
 * Lets the network set the machine's clock, and waits until the product's server knows.
 * @returns the kernel's start by that time, ms since 1970
 */
export async function networkTime(kiosk: Kiosk, time: number): Promise<number> {
  const { vm } = kiosk;
  await serveTime(kiosk, time);
  await vm.ssh('systemctl restart systemd-timesyncd');
  const startedAt = await vm.until('the clock has the time of the network', HEARD_S, async () => {
    const said = await vm.ssh('date +%s%3N; cut --delimiter " " --fields 1 /proc/uptime');
    const [now, uptime] = said.split('\n').map(Number) as [number, number];
    return now > time && now < time + HEARD_S * 1000 ? now - uptime * 1000 : null;
  });
  await kiosk.health('the server knows it', (parts) => parts.clock.synchronised);
  return startedAt;
}
