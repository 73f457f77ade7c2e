import type { Clock } from '../clock.ts';
import type { Health, Heartbeat, Settings } from '../contract/index.ts';
import type { Store } from '../store/store.ts';
import type { Thermometer } from '../thermometer/thermometer.ts';
import { VERSION } from '../version.ts';
import { kioskPart, modelPart, storePart, syncPart, thermometerPart } from './parts.ts';

export interface HealthOptions {
  clock: Clock;
  kioskId: string;
  settings: () => Settings;
  store: Store;
  thermometer: Thermometer;
  syncTarget: Health['parts']['sync']['target'];
  /** Version of the mask model that is served, null when none is. */
  modelVersion: string | null;
}

/** What the server knows of itself, and of the page by its heartbeats. */
export class HealthMonitor {
  readonly #options: HealthOptions;
  #beat: { heartbeat: Heartbeat; at: number } | null = null;

  constructor(options: HealthOptions) {
    this.#options = options;
  }

  /** The kiosk page lives. */
  heard(heartbeat: Heartbeat): void {
    this.#beat = { heartbeat, at: this.#options.clock.monotonic() };
  }

  read(): Health {
    const { clock, store, thermometer, settings, syncTarget, modelVersion, kioskId } = this.#options;
    const age = this.#beat === null ? null : Math.round(clock.monotonic() - this.#beat.at);
    const view = store.sync();
    const parts: Health['parts'] = {
      store: storePart(store.count(), view, store.trouble()),
      thermometer: thermometerPart(thermometer.status(), settings().temperaturePolicy),
      sync: syncPart(view, syncTarget, clock.now()),
      kiosk: kioskPart(this.#beat?.heartbeat ?? null, age),
      model: modelPart(modelVersion),
    };
    const well = Object.values(parts).every(({ status }) => status === 'ok' || status === 'off');
    return { status: well ? 'ok' : 'degraded', version: VERSION, kiosk_id: kioskId, parts };
  }
}
