import type { Tokens } from '../access/tokens.ts';
import type { Captures } from '../captures/captures.ts';
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import type { Config } from '../config/config.ts';
import { readingsTopic } from '../contract/index.ts';
import type { MqttPublisher } from '../mqtt/publisher.ts';
import { readingsFrom } from '../mqtt/readings.ts';
import { MqttRequests } from '../mqtt/requests.ts';
import type { Screening } from '../screening/screening.ts';
import { PostedThermometer } from '../thermometer/posted.ts';
import type { Thermometer } from '../thermometer/thermometer.ts';
import { PictureChecks } from '../thin-clients/checks.ts';
import { DropFolder } from '../thin-clients/drop-folder.ts';
import { MaskService } from '../thin-clients/mask-service.ts';

export interface ThinClientsOptions {
  config: Pick<Config, 'mqtt' | 'drop'>;
  kioskId: string;
  clock: Clock;
  log: Log;
  thermometer: Thermometer;
  screening: Screening;
  captures: Captures;
  tokens: Tokens;
  /** Null without a broker. */
  mqtt: MqttPublisher | null;
  /** Folder of the mask model in use; null for the build's. */
  model: () => string | null;
}

/** The ways in of clients without a browser, wired together; what listens is set up before the broker's connection. */
export class ThinClients {
  readonly checks: PictureChecks;
  readonly #mask: MaskService;
  readonly #requests: MqttRequests | null = null;
  readonly #drop: DropFolder | null;

  constructor(options: ThinClientsOptions) {
    const { config, kioskId, clock, thermometer, tokens, mqtt, model } = options;
    this.#mask = new MaskService(clock, model);
    this.checks = new PictureChecks({ ...options, mask: this.#mask });
    this.#drop = config.drop && new DropFolder({ ...options, ...config.drop, checks: this.checks });
    if (mqtt === null || config.mqtt === null) return;
    if (thermometer instanceof PostedThermometer && thermometer.way === 'mqtt') {
      mqtt.listen(readingsFrom(config.mqtt.readings ?? readingsTopic(kioskId), thermometer, tokens));
    }
    if (!config.mqtt.requests) return;
    this.#requests = new MqttRequests({
      ...options,
      checks: this.checks,
      state: () => mqtt.stateNow(),
      answer: (topic, response, correlation) => mqtt.answer(topic, response, correlation),
    });
    mqtt.listen(this.#requests.subscription);
  }

  start(): void {
    this.#drop?.start();
  }

  async stop(): Promise<void> {
    await this.#drop?.stop();
    await this.#requests?.stop();
    await this.#mask.stop();
  }
}
