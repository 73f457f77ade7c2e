/**
 * Whether a browser's endpoint is of a push service that this server writes to. A phone names the address that the
 * server posts to, so only known ones are taken, over TLS; one that is listed by its port, too, may be without, as on
 * this machine.
 * @param hosts `push.example.org`, `*.example.org` for any name below it, or with a port
 */
export function isPushHost(endpoint: string, hosts: readonly string[]): boolean {
  const url = URL.parse(endpoint);
  if (url === null || url.username || url.password) return false;
  if (hosts.includes(`${url.hostname}:${url.port}`) && /^https?:$/.test(url.protocol)) return true;
  if (url.protocol !== 'https:' || url.port !== '') return false;
  return hosts.some((host) =>
    host.startsWith('*.') ? url.hostname.endsWith(host.slice(1)) : url.hostname === host,
  );
}
