import { connect, type Socket } from 'node:net';

const AGAIN_MS = 100;

/**
 * The time of the machine itself: a unit in it (debian.ts) says its uptime twenty times a second. An emulated machine is
 * slower than this world by a factor that changes with the host's load; by its own time it is as quick as ever.
 */
export class Ticks {
  /** Seconds since the kernel of now has started; 0 before its first word. */
  uptime = 0;
  /** Seconds of all its boots together. */
  lived = 0;
  /** How often it has started again since the power came. */
  restarts = 0;
  /** Told of the seconds that have passed. */
  onTime: (seconds: number) => void = () => undefined;
  readonly #path: string;
  #heard = performance.now();
  #socket: Socket | null = null;
  #stopped = false;
  #half = '';
  #rewound = false;

  constructor(path: string) {
    this.#path = path;
    this.#connect();
  }

  /** Seconds of this world since its last word. */
  get silent(): number {
    return (performance.now() - this.#heard) / 1000;
  }

  /** The machine went back in time by itself: no restart. */
  rewound(): void {
    this.uptime = 0;
    this.#rewound = true;
  }

  stop(): void {
    this.#stopped = true;
    this.#socket?.destroy();
  }

  #connect(): void {
    const socket = connect(this.#path);
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#hear(text));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (!this.#stopped) setTimeout(() => this.#connect(), AGAIN_MS).unref();
    });
    this.#socket = socket;
  }

  #hear(text: string): void {
    this.#heard = performance.now();
    const lines = (this.#half + text).split('\n');
    this.#half = lines.pop()!;
    for (const line of lines) {
      const uptime = Number(line);
      if (!(uptime > 0)) continue;
      if (this.#rewound) {
        this.#rewound = false;
        this.uptime = uptime;
        continue;
      }
      if (uptime < this.uptime) {
        this.restarts += 1;
        this.uptime = 0;
      }
      const passed = uptime - this.uptime;
      this.lived += passed;
      this.uptime = uptime;
      this.onTime(passed);
    }
  }
}
