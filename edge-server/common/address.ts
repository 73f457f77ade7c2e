/** The address to open in a browser on this machine, with its slash; a port that goes without saying is left out. */
export function addressOf(host: string, port: number, tls: boolean): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? 'localhost' : host;
  const bracketed = name.includes(':') && !name.startsWith('[') ? `[${name}]` : name;
  const goesWithoutSaying = port === (tls ? 443 : 80);
  return `http${tls ? 's' : ''}://${bracketed}${goesWithoutSaying ? '' : `:${port}`}/`;
}
