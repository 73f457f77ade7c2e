import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { VERSION } from '../common/version.ts';
import { ALARMS, type Health, Reason, type Verdict, VerdictKind, type VisitStep } from '../contract/index.ts';
import type { Store, SyncView } from '../store/store.ts';

/** What is asked at each scrape. */
export interface Sources {
  health: () => Health;
  sync: () => SyncView;
  /** Counters of the thermometer since the start, by name. */
  thermometer: () => Readonly<Record<string, number>>;
  eventClients: () => number;
  deliveriesWaiting: () => number;
  mqttDropped: () => { fleeting: number; lasting: number; refused: number };
}

const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const LOOP_RESOLUTION_MS = 20;

/**
 * The server in numbers, as Prometheus reads them; docs/metrics.md is made from what is defined here. Labels have
 * few values, all of them ours: nothing of a visitor is in them.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly #loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  readonly #visits = new Counter({
    name: 'kf99_visits_total',
    help: 'Verdicts since the start, by verdict and first reason (none: no reason).',
    labelNames: ['verdict', 'reason'],
    registers: [this.registry],
  });
  readonly #steps = new Histogram({
    name: 'kf99_step_seconds',
    help: 'Time that a step of a visit took, by step and outcome.',
    labelNames: ['step', 'outcome'],
    buckets: SECONDS,
    registers: [this.registry],
  });

  constructor(sources: Sources) {
    // A counter that first shows up as 1 has never grown: its first fever would be no increase to Prometheus.
    for (const verdict of VerdictKind.options) {
      for (const reason of ['none', ...Reason.options]) this.#visits.inc({ verdict, reason }, 0);
    }
    const { registry } = this;
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(value());
        },
      });
    const labelled = (
      name: string,
      help: string,
      label: string,
      values: () => Iterable<readonly [string, number]>,
    ) =>
      new Gauge({
        name,
        help,
        labelNames: [label],
        registers: [registry],
        collect() {
          this.reset();
          for (const [key, value] of values()) this.set({ [label]: key }, value);
        },
      });
    const counted = (
      name: string,
      help: string,
      label: string,
      values: () => Readonly<Record<string, number>>,
    ) =>
      new Counter({
        name,
        help,
        labelNames: [label],
        registers: [registry],
        // They are counted elsewhere; a scrape shows them as they are.
        collect() {
          this.reset();
          for (const [key, value] of Object.entries(values())) this.inc({ [label]: key }, value);
        },
      });

    labelled('kf99_info', 'Always 1; the label has the version.', 'version', () => [[VERSION, 1]]);
    labelled('kf99_part_up', 'Parts of health: 1 ok or off, 0.5 degraded, 0 down.', 'part', () =>
      Object.entries(sources.health().parts).map(([part, { status }]) => [part, UP[status]] as const),
    );
    new Gauge({
      name: 'kf99_alarm_active',
      help: 'Active alarms, 1 each, by code and severity (warning, critical).',
      labelNames: ['code', 'severity'],
      registers: [registry],
      collect() {
        this.reset();
        for (const code of sources.health().parts.alarms.codes) {
          this.set({ code, severity: ALARMS[code].severity }, 1);
        }
      },
    });
    gauge(
      'kf99_door_open',
      '1 while the contact says that the door is open; -1 without a contact, or while the board does not tell.',
      () => {
        const { contact } = sources.health().parts.door;
        return contact === 'off' || contact === 'unknown' ? -1 : Number(contact !== 'closed');
      },
    );
    gauge('kf99_door_locked', '1 while a rule keeps the door shut.', () =>
      Number(sources.health().parts.door.locked),
    );
    gauge(
      'kf99_disk_free_bytes',
      'Free bytes of the disk of the data folder.',
      () => sources.health().parts.disk.free_bytes ?? Number.NaN,
    );
    gauge('kf99_outbox_rows', 'Visits that wait to be sent to the cloud.', () => sources.sync().outbox);
    gauge(
      'kf99_outbox_refused_rows',
      'Visits that the cloud refused and that wait for a person.',
      () => sources.sync().refused,
    );
    gauge(
      'kf99_outbox_lag_seconds',
      'Age of the oldest visit that waits; 0 when none does.',
      () => (sources.health().parts.sync.lag_ms ?? 0) / 1000,
    );
    gauge(
      'kf99_sync_sent_rows',
      'Visits that the cloud has acknowledged, over all starts.',
      () => sources.sync().sent,
    );
    gauge(
      'kf99_sync_failures',
      'Tries that the cloud failed, over all starts.',
      () => sources.sync().failures,
    );
    labelled('kf99_sync_fault', 'Why the cloud takes nothing now, 1; no line when it does.', 'fault', () => {
      const { fault } = sources.sync();
      return fault === null ? [] : [[fault, 1] as const];
    });
    labelled('kf99_sync_breaker', 'State of the circuit breaker to the cloud, 1.', 'state', () => [
      [sources.sync().breaker, 1],
    ]);
    gauge('kf99_sync_rows_per_second', 'Rate of the last batch to the cloud; 0 before the first.', () => {
      const { batchRows, batchMs } = sources.sync();
      return batchMs === 0 ? 0 : (batchRows * 1000) / batchMs;
    });
    counted(
      'kf99_thermometer_events_total',
      'What the thermometer driver counted since the start: frames, crc_errors, gaps, boots, resets_* and more.',
      'event',
      sources.thermometer,
    );
    gauge(
      'kf99_thermometer_age_seconds',
      'Age of the last frame; NaN before the first.',
      () => (sources.health().parts.thermometer.age_ms ?? Number.NaN) / 1000,
    );
    gauge(
      'kf99_kiosk_page_age_seconds',
      "Age of the kiosk page's last heartbeat; NaN before the first.",
      () => (sources.health().parts.kiosk.last_seen_ms ?? Number.NaN) / 1000,
    );
    gauge('kf99_event_clients', 'Open event streams.', sources.eventClients);
    gauge(
      'kf99_pictures_waiting',
      'Pictures that are not in the bucket yet; 0 without a bucket.',
      () => sources.health().parts.bucket.waiting,
    );
    gauge('kf99_mqtt_connected', '1 while the broker is there; 0 also without a broker.', () =>
      Number(sources.health().parts.mqtt.connected),
    );
    gauge(
      'kf99_mqtt_queued',
      'MQTT messages that wait for the broker.',
      () => sources.health().parts.mqtt.queued,
    );
    counted(
      'kf99_mqtt_dropped_total',
      'MQTT messages that were dropped: fleeting (readings) and lasting because too many waited, refused by the broker.',
      'kind',
      sources.mqttDropped,
    );
    gauge(
      'kf99_deliveries_waiting',
      'Messages to webhooks, ways and phones that were not taken yet.',
      sources.deliveriesWaiting,
    );
    gauge('kf99_event_loop_lag_seconds', 'Event loop delay since the last scrape, 99th percentile.', () => {
      const percentile = this.#loop.percentile(99);
      this.#loop.reset();
      return Number.isFinite(percentile) ? percentile / 1e9 : 0;
    });
    gauge('kf99_resident_memory_bytes', 'Resident memory of the server.', () => process.memoryUsage.rss());
    gauge('kf99_heap_used_bytes', 'JavaScript heap in use.', () => process.memoryUsage().heapUsed);
    gauge('kf99_uptime_seconds', 'Seconds since the process started.', () => process.uptime());
  }

  start(): void {
    this.#loop.enable();
  }

  stop(): void {
    this.#loop.disable();
  }

  verdict({ verdict, reasons }: Verdict): void {
    this.#visits.inc({ verdict, reason: reasons[0] ?? 'none' });
  }

  /** The same store, whose steps are timed on their way in. */
  timed(store: Store): Store {
    return {
      ...store,
      saveVisit: (visit, steps = [], also = []) => {
        for (const step of steps) this.#step(step);
        return store.saveVisit(visit, steps, also);
      },
      saveStep: (id, step) => {
        this.#step(step);
        return store.saveStep(id, step);
      },
    };
  }

  /** The text of a scrape. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  #step({ step, outcome, started, ended }: VisitStep): void {
    if (started === null || ended === null || outcome === 'pending') return;
    this.#steps.observe({ step, outcome }, Math.max(0, Date.parse(ended) - Date.parse(started)) / 1000);
  }
}

const UP: Readonly<Record<Health['status'] | 'down' | 'off', number>> = {
  ok: 1,
  off: 1,
  degraded: 0.5,
  down: 0,
};
