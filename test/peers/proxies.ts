import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FaultyProxy } from '../chaos/proxy.ts';
import { freePort } from '../edge-server/sync/postgres.ts';
import { Daemon } from './daemon.ts';

/** Bytes a second of the line behind nginx, far above what counts as too slow also on a busy machine. */
const SLOW = 16_000;

/** Debian's nginx before a slow line, and Debian's Caddy, which drops headers. */
export class Proxies {
  /** nginx as it is, but for the line behind it. */
  slow = '';
  /** Caddy that drops what no client of ours should need: origin, agent, encodings, and the answer's own headers. */
  dropping = '';
  /** Caddy that drops what says who asks: nobody may be let in by it. */
  nameless = '';
  readonly #line: FaultyProxy;
  readonly #daemons: Daemon[] = [];

  /** @param server the product's port */
  constructor(server: number) {
    this.#line = new FaultyProxy(server);
  }

  async start(folder: string, server: number): Promise<void> {
    mkdirSync(folder);
    this.#line.set({ kind: 'throttle', bytesPerSecond: SLOW });
    const behind = await this.#line.start();
    const [slow, dropping, nameless] = [await freePort(), await freePort(), await freePort()];
    writeFileSync(join(folder, 'nginx.conf'), nginx(folder, slow, behind));
    writeFileSync(join(folder, 'Caddyfile'), caddy(server, dropping, nameless));
    const caddyArgs = ['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')];
    this.#daemons.push(
      new Daemon({ command: 'nginx', args: ['-c', join(folder, 'nginx.conf'), '-p', folder], port: slow }),
      new Daemon({ command: 'caddy', args: caddyArgs, port: nameless, env: atHome(folder) }),
    );
    for (const daemon of this.#daemons) await daemon.start();
    const url = (port: number) => `http://127.0.0.1:${port}`;
    [this.slow, this.dropping, this.nameless] = [url(slow), url(dropping), url(nameless)];
  }

  async stop(): Promise<void> {
    await Promise.all(this.#daemons.map((daemon) => daemon.stop()));
    await this.#line.stop();
  }
}

/** What Caddy keeps would else go to the user's own folder. */
function atHome(folder: string) {
  return { XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
}

function nginx(folder: string, port: number, behind: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  return `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr warn;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 64; }
http { access_log off; client_max_body_size 9m; ${temporary.join(' ')}
  server { listen 127.0.0.1:${port};
    location / { proxy_pass http://127.0.0.1:${behind}; proxy_set_header Host $http_host; } } }
`;
}

function caddy(server: number, dropping: number, nameless: number): string {
  const drop = (side: string, names: string[]) => names.map((name) => `    ${side} -${name}`).join('\n');
  const asked = ['Origin', 'Referer', 'User-Agent', 'Accept-Encoding', 'Sec-Fetch-*', 'X-Forwarded-*'];
  const answered = ['Content-Security-Policy', 'Cross-Origin-*', 'Etag', 'Cache-Control', 'Server'];
  return `{
  admin off
  auto_https off
}
http://127.0.0.1:${dropping} {
  reverse_proxy 127.0.0.1:${server} {
${drop('header_up', asked)}
${drop('header_down', answered)}
  }
}
http://127.0.0.1:${nameless} {
  reverse_proxy 127.0.0.1:${server} {
${drop('header_up', ['Authorization', 'Cookie'])}
  }
}
`;
}
