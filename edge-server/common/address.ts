/** The address to open in a browser on this machine, with its slash. */
export function addressOf(host: string, port: number, tls: boolean): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? 'localhost' : host;
  return `http${tls ? 's' : ''}://${name.includes(':') && !name.startsWith('[') ? `[${name}]` : name}:${port}/`;
}
