import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Mail {
  from: string;
  to: string[];
  /** Head and body as they came. */
  text: string;
  /** `performance.now()` when its last byte was here. */
  at: number;
}

/** A real SMTP server on this machine. `refuse`: what it says to every recipient, as `550 no such user`. */
export class MailServer {
  readonly got: Mail[] = [];
  refuse: string | null = null;
  /** What it waits for before it says that it has a mail. */
  pause: Promise<void> = Promise.resolve();
  readonly #server: SMTPServer;

  private constructor() {
    this.#server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      authOptional: true,
      logger: false,
      onAuth: ({ username, password }, _, done) =>
        password === 'right' ? done(null, { user: username }) : done(new Error('wrong password')),
      onRcptTo: (_, __, done) => {
        if (this.refuse === null) return done();
        const responseCode = Number.parseInt(this.refuse, 10);
        done(Object.assign(new Error(this.refuse.slice(4)), { responseCode }));
      },
      onData: (stream, { envelope }, done) => {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
          const to = envelope.rcptTo.map(({ address }) => address);
          this.got.push({ from, to, text: Buffer.concat(parts).toString(), at: performance.now() });
          void this.pause.then(() => done());
        });
      },
    });
    // A client that goes away in the middle is the test's own doing.
    this.#server.on('error', () => undefined);
  }

  static async start(): Promise<MailServer> {
    const server = new MailServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server.server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
