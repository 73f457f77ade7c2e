/**
 * `node ntp.mjs SECONDS`, in the machine: a time server on 127.0.0.1 (RFC 5905, the server's answer alone) that says that
 * it is so many seconds since 1970 at its start. It reaches systemd-timesyncd as a site's own would.
 */
import { createSocket } from 'node:dgram';

/** Seconds from 1900, where NTP begins, to 1970. */
const ERA_S = 2_208_988_800;
const start = Number(process.argv[2]);
const zero = performance.now();

function stamp(packet, offset) {
  const seconds = start + (performance.now() - zero) / 1000 + ERA_S;
  packet.writeUInt32BE(Math.floor(seconds), offset);
  packet.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), offset + 4);
}

const socket = createSocket('udp4');
socket.on('message', (asked, { port, address }) => {
  const answer = Buffer.alloc(48);
  // No leap second, version 4, a server; stratum 1; poll 2^6 s; precision 2^-20 s.
  answer.set([0x24, 1, 6, 0xec]);
  answer.write('GPS', 12);
  stamp(answer, 16);
  asked.copy(answer, 24, 40, 48);
  stamp(answer, 32);
  stamp(answer, 40);
  socket.send(answer, port, address);
});
socket.bind(123, '127.0.0.1');
