import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

const ANSWER_MS = 60_000;

interface Answer {
  return?: unknown;
  error?: { desc: string };
  event?: string;
}

/** QEMU's control socket (docs/interop/qmp-spec): one command at a time. */
export class Qmp {
  readonly #socket: Socket;
  readonly #answers: AsyncIterator<string>;
  #before: Promise<unknown> = Promise.resolve();

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  }

  static async open(path: string): Promise<Qmp> {
    const socket = connect(path);
    await once(socket, 'connect');
    const qmp = new Qmp(socket);
    await qmp.#answers.next();
    await qmp.ask('qmp_capabilities');
    return qmp;
  }

  /** @throws {Error} with QEMU's words, or when it does not answer */
  ask(execute: string, args: Record<string, unknown> = {}): Promise<unknown> {
    const asked = this.#before.then(() => this.#ask(execute, args));
    this.#before = asked.catch(() => undefined);
    return asked;
  }

  async #ask(execute: string, args: Record<string, unknown>): Promise<unknown> {
    this.#socket.write(`${JSON.stringify({ execute, arguments: args })}\n`);
    const late = setTimeout(() => this.#socket.destroy(), ANSWER_MS);
    try {
      for (;;) {
        const { value, done } = await this.#answers.next();
        if (done) throw new Error(`QEMU gave no answer to ${execute}`);
        const answer = JSON.parse(value) as Answer;
        if (answer.error) throw new Error(`${execute}: ${answer.error.desc}`);
        if ('return' in answer) return answer.return;
      }
    } finally {
      clearTimeout(late);
    }
  }

  close(): void {
    this.#socket.destroy();
  }
}
