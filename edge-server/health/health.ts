import type { Clock } from '../clock/clock.ts';
import type { ClockWatch } from '../clock/clock-watch.ts';
import type { DiskSpace } from '../common/disk.ts';
import { VERSION } from '../common/version.ts';
import type {
  Alarm,
  DoorContactState,
  Health,
  Heartbeat,
  Settings,
  SoftwareStatus,
} from '../contract/index.ts';
import type { Calibrator } from '../screening/calibrator.ts';
import { withinTimetable } from '../settings/times.ts';
import type { Store } from '../store/store.ts';
import type { Thermometer } from '../thermometer/thermometer.ts';
import type { Hardware } from './hardware.ts';
import { hardwarePart } from './hardware-part.ts';
import {
  alarmsPart,
  bucketPart,
  clockPart,
  diskPart,
  doorPart,
  kioskPart,
  type ModelStory,
  type MqttStatus,
  modelPart,
  mqttPart,
  softwarePart,
  storePart,
  syncPart,
  thermometerPart,
} from './parts.ts';

export interface HealthOptions {
  clock: Clock;
  clockWatch: Pick<ClockWatch, 'quality'>;
  kioskId: string;
  settings: () => Settings;
  store: Store;
  thermometer: Thermometer;
  calibrator: Pick<Calibrator, 'health'>;
  syncTarget: () => Health['parts']['sync']['target'];
  /** Version of the mask model that is served, null when none is. */
  modelVersion: () => string | null;
  models: () => ModelStory;
  software: () => SoftwareStatus | null;
  disk: () => DiskSpace | null;
  hardware: () => Hardware;
  alarms: { active(): readonly Alarm[] };
  locks: { readonly locked: boolean };
  contact: () => DoorContactState;
  /** The wish for another browser (api/kiosk-page.ts). */
  restart: () => string | null;
  mqtt: () => MqttStatus | null;
  /** Whether kept pictures go into one. */
  bucket: boolean;
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

  /** Why no visit can be judged now; null when one can. */
  notReady(): string | null {
    const { store, modelVersion, models } = this.#options;
    const model = modelPart(modelVersion(), models());
    const parts = [storePart(store.count(), store.sync(), store.trouble()), model];
    return parts.find(({ status }) => status === 'down')?.detail ?? null;
  }

  read(): Health {
    const { clock, store, thermometer, calibrator, settings, syncTarget, modelVersion, models, kioskId } =
      this.#options;
    const { disk, hardware, alarms, locks, mqtt } = this.#options;
    const age = this.#beat === null ? null : Math.round(clock.monotonic() - this.#beat.at);
    const view = store.sync();
    const site = settings();
    const clockIsSet = this.#options.clockWatch.quality === 'synchronised';
    // A clock that is not set says nothing of the time of day: a page that is lit at night closes no entrance.
    const open = !clockIsSet || withinTimetable(site.openingHours, site, clock.now());
    const parts: Health['parts'] = {
      store: storePart(store.count(), view, store.trouble()),
      thermometer: thermometerPart(thermometer.status(), site.temperaturePolicy, calibrator.health()),
      sync: syncPart(view, syncTarget(), clock.now()),
      kiosk: kioskPart(this.#beat?.heartbeat ?? null, age, open, this.#options.restart()),
      model: modelPart(modelVersion(), models()),
      clock: clockPart(clockIsSet),
      disk: diskPart(disk()),
      hardware: hardwarePart(hardware()),
      software: softwarePart(this.#options.software()),
      door: doorPart(locks.locked, this.#options.contact()),
      bucket: bucketPart(this.#options.bucket ? store.uploads() : null),
      mqtt: mqttPart(mqtt()),
      alarms: alarmsPart(alarms.active()),
    };
    const well = Object.values(parts).every(({ status }) => status === 'ok' || status === 'off');
    return { status: well ? 'ok' : 'degraded', version: VERSION, kiosk_id: kioskId, parts };
  }
}
