import type { Token, Tokens } from '../access/tokens.ts';
import type { Clock } from '../clock/clock.ts';
import { CodedError } from '../common/coded-error.ts';
import type { Log } from '../common/log.ts';
import {
  MQTT_REQUEST_BYTES,
  MqttRequest,
  type MqttResponse,
  type MqttState,
  type ProblemCode,
  requestTopic,
  responseTopic,
} from '../contract/index.ts';
import { PictureError } from '../pictures/decode.ts';
import { StoreError } from '../store/db/errors.ts';
import type { PictureChecks } from '../thin-clients/checks.ts';
import { PROBLEM_TITLES } from '../words/problems.ts';
import { openSigned, Unsigned } from './signed.ts';
import type { Incoming, Subscription } from './subscriptions.ts';

/** ms that a request's time may be away from the kiosk's clock; its id is remembered for twice as long. */
const FRESH_MS = 30_000;
/** Requests that are remembered, and that are being answered; more are too many. */
const MOST_REMEMBERED = 1000;
const MOST_AT_ONCE = 8;

export interface RequestsOptions {
  kioskId: string;
  clock: Clock;
  log: Pick<Log, 'warn'>;
  tokens: Pick<Tokens, 'signer'>;
  checks: Pick<PictureChecks, 'check'>;
  state: () => MqttState;
  /** Publishes. */
  answer: (topic: string, response: MqttResponse, correlation: Buffer | null) => Promise<void>;
}

/**
 * Answers what is asked on `kf99/<kiosk>/request`. Each request is signed by a token, has to be of now, and is answered
 * once; what the token may ask is said by its scopes. Who can't sign is not answered at all.
 */
export class MqttRequests {
  readonly #options: RequestsOptions;
  /** Monotonic time at which each came. */
  readonly #seen = new Map<string, number>();
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  get subscription(): Subscription {
    return {
      topic: requestTopic(this.#options.kioskId),
      most: MQTT_REQUEST_BYTES,
      take: (message) => this.#take(message),
    };
  }

  /** Breaks off what is being answered. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running);
  }

  #take(message: Incoming): void {
    const { tokens, log } = this.#options;
    let opened: ReturnType<typeof openSigned>;
    try {
      opened = openSigned(message, tokens);
    } catch (error) {
      if (!(error instanceof Unsigned)) throw error;
      log.warn({ reason: error.message }, 'a request by MQTT is not believed');
      return;
    }
    const work = this.#answer(message, opened).finally(() => this.#running.delete(work));
    this.#running.add(work);
  }

  async #answer(message: Incoming, { token, body }: ReturnType<typeof openSigned>): Promise<void> {
    const { kioskId, clock, log, answer } = this.#options;
    const asked = MqttRequest.safeParse(body);
    const response: MqttResponse = {
      kiosk: kioskId,
      at: clock.now().toISOString(),
      id: asked.success ? asked.data.id : null,
      ...{ state: null, check: null, error: null },
    };
    try {
      if (!asked.success) throw new CodedError('invalid_request', asked.error.issues[0]?.message);
      Object.assign(response, await this.#done(asked.data, token));
    } catch (error) {
      response.error = problemOf(error);
      if (response.error.code === 'internal') log.warn({ err: error }, 'a request by MQTT failed');
    }
    response.at = clock.now().toISOString();
    if (this.#stopping.signal.aborted) return;
    await answer(this.#topicFor(message), response, message.correlation).catch((error: unknown) =>
      log.warn({ reason: String(error) }, 'an answer by MQTT was not delivered'),
    );
  }

  async #done(request: MqttRequest, token: Token): Promise<Partial<MqttResponse>> {
    this.#once(request, token);
    if (request.ask === 'state') {
      if (!token.scopes.includes('events')) throw new CodedError('forbidden', 'it needs the scope events');
      return { state: this.#options.state() };
    }
    if (!token.scopes.includes('mask')) throw new CodedError('forbidden', 'it needs the scope mask');
    const { signal } = this.#stopping;
    const { picture, visit } = request;
    const bytes = new Uint8Array(Buffer.from(picture, 'base64'));
    return { check: await this.#options.checks.check({ bytes, visit, scopes: token.scopes, signal }) };
  }

  /** @throws {CodedError} it is old, of the future, was answered already, or there are too many */
  #once({ id, at }: MqttRequest, { name }: Token): void {
    const { clock } = this.#options;
    const now = clock.monotonic();
    for (const [key, came] of this.#seen) if (now - came > 2 * FRESH_MS) this.#seen.delete(key);
    const age = clock.now().getTime() - Date.parse(at);
    const key = `${name}\n${id}`;
    if (Math.abs(age) > FRESH_MS || this.#seen.has(key)) throw new CodedError('stale_request');
    if (this.#seen.size >= MOST_REMEMBERED || this.#running.size >= MOST_AT_ONCE) {
      throw new CodedError('too_busy');
    }
    this.#seen.set(key, now);
  }

  /** The client's own topic, if it is one for answers: else a client could publish anywhere with the kiosk's rights. */
  #topicFor({ responseTopic: wanted }: Incoming): string {
    const own = responseTopic(this.#options.kioskId);
    const below = wanted?.startsWith(`${own}/`) && /^[\w-]{1,64}$/.test(wanted.slice(own.length + 1));
    return below ? wanted! : own;
  }
}

function problemOf(error: unknown): { code: ProblemCode; message: string } {
  let code: ProblemCode = 'internal';
  let detail: string | undefined;
  if (error instanceof CodedError) ({ code, detail } = error);
  else if (error instanceof PictureError) [code, detail] = [error.code, error.message];
  else if (error instanceof StoreError) code = error.code === 'store_full' ? 'store_full' : 'not_ready';
  return { code, message: detail ? `${PROBLEM_TITLES[code]} (${detail})` : PROBLEM_TITLES[code] };
}
