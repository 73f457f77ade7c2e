import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { Identity } from '../access/identity.ts';
import { Access } from '../api/access.ts';
import { Calls } from '../api/calls.ts';
import { CameraCheck, cameraOf } from '../api/camera-check.ts';
import { Certificate } from '../api/certificate.ts';
import { EventHub } from '../api/events.ts';
import { FirstRun } from '../api/first-run.ts';
import type { Bound } from '../api/hosts.ts';
import { KioskPage } from '../api/kiosk-page.ts';
import { Pairing } from '../api/pairing.ts';
import { createApp } from '../api/routes/app.ts';
import { type HttpServer, listen } from '../api/server.ts';
import { StaticFiles } from '../api/static-files.ts';
import { Captures } from '../captures/captures.ts';
import { KeptPictures } from '../captures/kept-pictures.ts';
import { systemClock } from '../clock/clock.ts';
import { ClockWatch } from '../clock/clock-watch.ts';
import { systemBoot, timeSource } from '../clock/time-source.ts';
import { bucketReader } from '../cloud/bucket.ts';
import { addressOf } from '../common/address.ts';
import { paths } from '../common/data-folder.ts';
import { diskSpace } from '../common/disk.ts';
import type { DoorContactState, ServerEvent, Settings, Verdict, VisitStep } from '../contract/index.ts';
import { vapidKeys } from '../delivery/vapid.ts';
import { Retention } from '../erase/retention.ts';
import { readHardware } from '../health/hardware.ts';
import { HealthMonitor } from '../health/health.ts';
import { readMachine } from '../health/machine.ts';
import { Metrics } from '../metrics/metrics.ts';
import type { ModelKeeper } from '../models/keeper.ts';
import { Notifier } from '../notifications/notifier.ts';
import { Calibrator } from '../screening/calibrator.ts';
import { createDoor } from '../screening/door.ts';
import { DoorContact } from '../screening/door-contact.ts';
import { Outage } from '../screening/outage.ts';
import { ReadingBuffer } from '../screening/reading-buffer.ts';
import { VisitRegistry } from '../screening/registry.ts';
import { Screening } from '../screening/screening.ts';
import { StaffPass } from '../screening/staff-pass.ts';
import { VisitSteps } from '../screening/steps.ts';
import { settingsInForce } from '../screening/uncalibrated.ts';
import { policiesAt } from '../settings/times.ts';
import { kioskId } from '../store/kiosk-id.ts';
import { takeDamageNote } from '../store/repair/repair.ts';
import type { EdgeOptions } from './edge-options.ts';
import { FollowedFleet } from './followed-fleet.ts';
import { Heartbeat } from './heartbeat.ts';
import { createKeeper } from './models.ts';
import { ThinClients } from './thin-clients.ts';

const BUILT_PAGES = fileURLToPath(new URL('../../dist/web', import.meta.url));

/** The parts of the edge server wired together; nothing runs before `start()`. */
export class Edge {
  readonly app: OpenAPIHono;
  readonly pairing: Pairing;
  readonly identity: Identity;
  readonly health: HealthMonitor;
  readonly notifier: Notifier;
  readonly metrics: Metrics;
  /** What follows a verdict; parts register theirs before the start. */
  readonly steps: VisitSteps;
  readonly clockWatch: ClockWatch;
  readonly heartbeat: Heartbeat;
  readonly #options: EdgeOptions;
  readonly #hub: EventHub;
  readonly #buffer: ReadingBuffer;
  readonly #outage: Outage;
  readonly #bound: Bound;
  readonly #captures: Captures;
  readonly #retention: Retention;
  readonly #fleet: FollowedFleet;
  readonly #thinClients: ThinClients;
  readonly #models: ModelKeeper;
  readonly #contact: DoorContact;
  /** What the kiosk page goes by: a thermometer that was never calibrated changes it. */
  readonly #inForce: () => Settings;
  #told: Settings | null = null;
  readonly #undo: (() => void)[] = [];
  #server: HttpServer | null = null;

  constructor(options: EdgeOptions) {
    const { config, store, thermometer, log, clock = systemClock } = options;
    this.#options = options;
    this.#hub = new EventHub(clock);
    this.#buffer = new ReadingBuffer(clock);
    this.#bound = { host: config.host, port: config.port };
    const clockIsSet = () => this.clockWatch.quality === 'synchronised';
    const settings = () => {
      const site = options.settings.read();
      // A clock that is not set says nothing of hours and seasons: the site's own policies hold.
      return clockIsSet() ? policiesAt(site, clock.now()) : site;
    };
    const id = kioskId(store.database, config.kioskId);
    const fromBucket = config.s3 && bucketReader(config.s3);
    const common = { kioskId: id, clock, clockIsSet, settings, store, thermometer };
    const registry = new VisitRegistry(clock);
    this.#outage = new Outage(common);
    const calibrator = new Calibrator({ ...common, buffer: this.#buffer });
    this.#inForce = () => settingsInForce(settings(), calibrator.calibrated);
    const access = { database: store.database, clock, log };
    this.identity = new Identity({
      ...access,
      onAttack: () =>
        this.notifier.alarms.raise('login_attack', 'Somebody tries passwords: log-ins are slowed down.'),
      clockIsSet,
      required: () => settings().secondFactor === 'admins',
      issuer: () => `KF99 ${settings().siteName}`.trim(),
    });
    this.pairing = new Pairing({
      ...access,
      mode: config.pairing,
      origin: config.origin,
      devices: store.devices,
      audit: this.identity.audit,
      firstRun: new FirstRun({ config, url: () => this.url, setUp: this.identity.setUp }),
    });
    this.notifier = new Notifier({
      ...common,
      config,
      log,
      correction: () => calibrator.context().correction,
      buffer: this.#buffer,
      health: () => this.health.read(),
      send: (event) => this.#hub.send(event),
      pages: () => this.#hub.staff,
      adminUrl: () => new URL('/admin/', config.origin ?? this.url).href,
      openDoor: async () => {
        const request = { key: randomUUID(), reason: 'staff_other', note: 'MQTT', attempt_of: null } as const;
        return (await staffPass.letIn({ id: 'mqtt' }, request)).door.error;
      },
    });
    const { alarms, locks, mqtt, outbox } = this.notifier;
    const idle = () => registry.size === 0;
    this.#models = createKeeper({
      ...common,
      config,
      audit: this.identity.audit,
      log,
      pages: options.pages ?? BUILT_PAGES,
      health: () => this.health.read(),
      idle,
      ...(options.gate && { gate: options.gate }),
    });
    const modelVersion = () => this.#models.version;
    const bucket = config.s3 !== null;
    this.clockWatch = new ClockWatch({
      clock,
      source: options.timeSource ?? timeSource(config.clock),
      boot: options.boot ?? systemBoot(),
      log,
      correct: (stamp, alsoTrusted) => store.correctClock(stamp, alsoTrusted, clock.now()),
    });
    this.#contact = new DoorContact({ ...common, onChange: (state) => this.#doorChanged(state) });
    const kioskPage = new KioskPage({ clock, send: (event) => this.#hub.send(event) });
    this.health = new HealthMonitor({
      ...common,
      clockWatch: this.clockWatch,
      calibrator,
      syncTarget: options.syncTarget,
      modelVersion,
      models: () => this.#models.story,
      software: () => this.#fleet.software,
      disk: options.disk ?? (() => diskSpace(config.data)),
      hardware: options.hardware ?? readHardware,
      alarms,
      locks,
      contact: () => this.#contact.state,
      restart: () => kioskPage.restart,
      mqtt: () => mqtt?.status() ?? null,
      bucket,
    });
    this.metrics = new Metrics({
      health: () => this.health.read(),
      sync: () => store.sync(),
      thermometer: () => thermometer.status().counters,
      eventClients: () => this.#hub.size,
      deliveriesWaiting: () => outbox.size,
      mqttDropped: () => mqtt?.dropped ?? { fleeting: 0, lasting: 0, refused: 0 },
    });
    const timed = this.metrics.timed(store);
    const onStepFailed = (visit: string, step: VisitStep) => this.notifier.stepFailed(visit, step);
    this.steps = new VisitSteps({ store: timed, clock, log, onFailed: onStepFailed });
    this.#captures = new Captures({ ...common, folder: paths.captures(config.data), bucket, log });
    this.#fleet = new FollowedFleet({
      ...options,
      ...common,
      siteSettings: options.settings,
      kioskPage,
      models: this.#models,
      health: () => this.health.read(),
      idle,
      audit: this.identity.audit,
    });
    this.#retention = new Retention({
      ...common,
      captures: this.#captures,
      audit: this.identity.audit,
      clockWatch: this.clockWatch,
      log,
    });
    this.heartbeat = new Heartbeat({
      ...common,
      health: () => this.health.read(),
      notifier: this.notifier,
      hub: this.#hub,
      first: () => {
        this.#tellSettings();
        this.#contact.look();
      },
      log,
    });
    this.steps.register('captured', this.#captures.step);
    this.notifier.register(this.steps);
    const door = createDoor(thermometer, clock, log, locks, () => this.#contact.pulsed());
    const judging = {
      ...common,
      store: timed,
      clockWatch: this.clockWatch,
      steps: this.steps,
      door,
      onStepFailed,
      onVerdict: (verdict: Verdict) => {
        this.#hub.send({ type: 'visit', verdict });
        this.notifier.verdict(verdict);
        this.metrics.verdict(verdict);
        options.onStored?.();
      },
    };
    const screening = new Screening({
      ...judging,
      log,
      buffer: this.#buffer,
      outage: this.#outage,
      registry,
      calibrator,
    });
    this.#thinClients = new ThinClients({
      ...common,
      config,
      screening,
      captures: this.#captures,
      tokens: this.identity.tokens,
      mqtt,
      model: () => this.#models.folder,
      log,
    });
    const staffPass = new StaffPass({ ...judging, registry, modelVersion, log });
    this.app = createApp({
      ...common,
      role: 'edge',
      bound: () => this.#bound,
      origin: config.origin,
      screening,
      staffPass,
      calibrator,
      settingsInForce: this.#inForce,
      onCalibrated: () => this.#tellSettings(),
      captures: this.#captures,
      pictures: new KeptPictures({ captures: this.#captures, store, fromBucket }),
      checks: this.#thinClients.checks,
      models: this.#models,
      health: this.health,
      metrics: this.metrics,
      alarms,
      locks,
      rules: this.notifier.rules,
      outbox,
      ways: this.notifier.ways,
      phones: this.notifier.phones,
      reports: this.notifier.reports,
      roster: this.notifier.roster,
      callState: () => this.notifier.callState(),
      pushKey: () => vapidKeys(store.database).publicKey,
      pushHosts: config.pushHosts,
      webhookSecret: this.notifier.webhookSecret,
      testDelivery: (target) => this.notifier.testDelivery(target),
      recent: (source) => this.notifier.recent(source),
      hub: this.#hub,
      thermometerEvent: () => this.#thermometerEvent(),
      cameraCheck: new CameraCheck({
        clock,
        send: (event) => this.#hub.send(event),
        occupied: () => registry.size > 0,
        camera: () => cameraOf(this.health.read()),
      }),
      machine: () => readMachine(),
      door,
      kioskPage,
      calls: new Calls(clock, log, (call) => this.notifier.call(call)),
      pairing: this.pairing,
      access: new Access({ pairing: this.pairing, ...this.identity }),
      identity: this.identity,
      siteSettings: options.settings,
      audit: this.identity.audit,
      pages: new StaticFiles(options.pages ?? BUILT_PAGES, clock),
      replay: config.replay === null ? null : new StaticFiles(config.replay, clock),
      log,
    });
  }

  /** The address to open in a browser on this machine. */
  get url(): string {
    return addressOf(this.#bound.host, this.#bound.port, this.#options.config.tls !== null);
  }

  /** Listens, then starts the thermometer. @throws {StartError} when the port can't be had */
  async start(): Promise<void> {
    const { thermometer, config, log, clock } = this.#options;
    this.#server = await listen({
      ...this.#bound,
      fetch: (request, env) => this.app.fetch(request, env),
      certificate: config.tls && new Certificate(config.tls, log, clock),
    });
    this.#bound.port = this.#server.port;
    await this.startParts();
    await thermometer.start();
  }

  /** What `start()` does besides listening; for tests that call `app.request`. */
  async startParts(): Promise<void> {
    // A test that has started the parts may listen too: nothing is started twice.
    if (this.#undo.length > 0) return;
    const { thermometer, config } = this.#options;
    this.#told = this.#inForce();
    await this.identity.start(config.adminPassword);
    this.notifier.start();
    const damage = takeDamageNote(this.#options.store.database);
    if (damage !== null) this.notifier.alarms.raise('store_corrupt', damage);
    this.metrics.start();
    await this.clockWatch.start();
    await this.#captures.start();
    this.#retention.start();
    this.#models.start();
    this.#thinClients.start();
    this.#fleet.start();
    this.heartbeat.start();
    this.steps.start();
    this.#undo.push(
      this.#buffer.attach(thermometer),
      thermometer.onReading(({ reading }) => {
        this.#hub.send({ type: 'reading', reading });
        this.#contact.look();
        this.notifier.reading(reading);
      }),
      thermometer.onState(() => {
        this.#hub.send(this.#thermometerEvent());
        // Another thermometer may have been calibrated, or not.
        this.#tellSettings();
      }),
      this.#outage.attach(),
      this.#hub.onStaff(() => this.notifier.duty.pageOpened()),
      this.#outage.onChange(() => this.#hub.send(this.#thermometerEvent())),
      () => this.heartbeat.stop(),
      () => this.identity.stop(),
      this.#options.settings.onChange(() => this.#tellSettings()),
    );
  }

  #thermometerEvent(): ServerEvent {
    const { state, simulated } = this.#options.thermometer.status();
    return { type: 'thermometer', state, simulated, broken: this.#outage.broken };
  }

  #doorChanged(state: DoorContactState): void {
    if (state === 'forced') {
      this.notifier.alarms.raise('door_forced', 'The door was opened, and the kiosk had not opened it.');
    }
    this.#hub.send({ type: 'health', health: this.health.read() });
  }

  /** Tells the pages the settings in force, when they are others than before. */
  #tellSettings(): void {
    const settings = this.#inForce();
    if (isDeepStrictEqual(settings, this.#told)) return;
    this.#told = settings;
    this.#hub.send({ type: 'settings', settings });
  }

  /** Ends the streams, the server and the thermometer, in this order. */
  async stop(): Promise<void> {
    for (const undo of this.#undo.splice(0)) undo();
    await this.#fleet.stop();
    this.#hub.close();
    await this.#server?.stop();
    await this.#retention.stop();
    await this.clockWatch.stop();
    await this.steps.stop();
    await this.#captures.stop();
    await this.#thinClients.stop();
    await this.#models.stop();
    await this.notifier.stop();
    this.metrics.stop();
    await this.#options.thermometer.stop();
  }
}
