import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How many connections there may be at once. */
export interface PlacesOptions {
  all: number;
  /** Of `all`, those that only this machine gets: its page and its watch are never kept out by the network. */
  loopback: number;
  /** The most of one other peer. */
  peer: number;
}

interface Connection {
  peer: string;
  socket: Pick<Socket, 'destroy'>;
  /** Requests under way; an event stream is one for as long as it lasts. */
  requests: number;
}

const LOOPBACK = 'loopback';

/**
 * The server's connections, shared out between its peers. A connection without a request under way does nothing for
 * anybody, and whoever opens hundreds of them must not keep others out: where a peer has its share, or all places are
 * taken, the oldest idle one of whoever has the most makes room. Where none is idle the new one is ended.
 *
 * A peer is an address, or a network of 64 bits of IPv6, which is what one customer gets. Behind a proxy, or a port that
 * Docker publishes, all are one peer; then it is the making room that helps.
 */
export class Places {
  readonly #options: PlacesOptions;
  /** In the order in which they came, by the other end of each. */
  readonly #connections = new Map<string, Connection>();

  constructor(options: PlacesOptions) {
    this.#options = options;
  }

  /** A connection comes: it gets a place, or is ended. */
  enter(socket: Pick<Socket, 'destroy' | 'once' | 'remoteAddress' | 'remotePort'>): void {
    const key = keyOf(socket);
    const peer = peerOf(socket.remoteAddress);
    if (!this.#makeRoom(peer)) {
      socket.destroy();
      return;
    }
    const connection = { peer, socket, requests: 0 };
    this.#connections.set(key, connection);
    socket.once('close', () => {
      // The same port of the same peer may have come again.
      if (this.#connections.get(key) === connection) this.#connections.delete(key);
    });
  }

  /** A request comes on a connection, which is not idle until it is answered. */
  request({ socket }: Pick<IncomingMessage, 'socket'>, response: Pick<ServerResponse, 'once'>): void {
    const connection = this.#connections.get(keyOf(socket));
    if (connection === undefined) return;
    connection.requests += 1;
    response.once('close', () => {
      connection.requests -= 1;
    });
  }

  #makeRoom(peer: string): boolean {
    const { all, loopback, peer: share } = this.#options;
    const counts = this.#counts();
    const here = counts.get(LOOPBACK) ?? 0;
    const others = this.#connections.size - here;
    if (peer !== LOOPBACK && (counts.get(peer) ?? 0) >= share) return this.#endIdle(peer);
    if (peer !== LOOPBACK && others >= all - loopback) {
      counts.delete(LOOPBACK);
      return byMost(counts).some((each) => this.#endIdle(each));
    }
    if (this.#connections.size >= all) return byMost(counts).some((each) => this.#endIdle(each));
    return true;
  }

  #counts(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { peer } of this.#connections.values()) counts.set(peer, (counts.get(peer) ?? 0) + 1);
    return counts;
  }

  /** Ends the oldest idle connection of a peer. @returns whether there was one */
  #endIdle(peer: string): boolean {
    for (const [key, connection] of this.#connections) {
      if (connection.peer !== peer || connection.requests > 0) continue;
      this.#connections.delete(key);
      connection.socket.destroy();
      return true;
    }
    return false;
  }
}

/** The peers, whoever has the most first. */
function byMost(counts: ReadonlyMap<string, number>): string[] {
  return [...counts].sort(([, a], [, b]) => b - a).map(([peer]) => peer);
}

/** Under TLS the request's socket is another object than the connection's, with the same other end. */
function keyOf({ remoteAddress, remotePort }: Pick<Socket, 'remoteAddress' | 'remotePort'>): string {
  return `${remoteAddress} ${remotePort}`;
}

/** Whose a connection is. @param address of the other end; undefined when it has gone again */
export function peerOf(address = ''): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  if (plain === '::1' || plain.startsWith('127.')) return LOOPBACK;
  if (!plain.includes(':')) return plain;
  const [head = '', tail = ''] = plain.replace(/%.*$/, '').split('::');
  const groups = head.split(':').filter(Boolean);
  const behind = tail.split(':').filter(Boolean);
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - behind.length) }, () => '0');
  return `${[...groups, ...zeros, ...behind].slice(0, 4).join(':')}::/64`;
}
