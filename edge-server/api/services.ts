import type { Audit } from '../access/audit.ts';
import type { Identity } from '../access/identity.ts';
import type { Alarms } from '../alarms/alarms.ts';
import type { Captures } from '../captures/captures.ts';
import type { KeptPictures } from '../captures/kept-pictures.ts';
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import type { Machine, RuleSource, ServerEvent, ServerRole, Settings } from '../contract/index.ts';
import type { Outbox } from '../delivery/outbox.ts';
import type { PhoneTable } from '../delivery/phone-table.ts';
import type { Target } from '../delivery/target.ts';
import type { WayTable } from '../delivery/way-table.ts';
import type { WebhookSecret } from '../delivery/webhook-secret.ts';
import type { HealthMonitor } from '../health/health.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { ModelKeeper } from '../models/keeper.ts';
import type { DoorLocks } from '../notifications/locks.ts';
import type { Roster } from '../notifications/roster.ts';
import type { Rules } from '../notifications/rules.ts';
import type { Seen } from '../notifications/try-rule.ts';
import type { Reports } from '../reports/reports.ts';
import type { Calibrator } from '../screening/calibrator.ts';
import type { Door } from '../screening/door.ts';
import type { Screening } from '../screening/screening.ts';
import type { StaffPass } from '../screening/staff-pass.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import type { Store } from '../store/store.ts';
import type { Thermometer } from '../thermometer/thermometer.ts';
import type { PictureChecks } from '../thin-clients/checks.ts';
import type { Access } from './access.ts';
import type { Calls } from './calls.ts';
import type { CameraCheck } from './camera-check.ts';
import type { EventHub } from './events.ts';
import type { Bound } from './hosts.ts';
import type { KioskPage } from './kiosk-page.ts';
import type { Pairing } from './pairing.ts';
import type { StaticFiles } from './static-files.ts';

/** What the routes work with; tests pass their own. */
export interface Services {
  role: ServerRole;
  bound: () => Bound;
  /** KF99_ORIGIN. */
  origin: string | null;
  kioskId: string;
  clock: Clock;
  settings: () => Settings;
  siteSettings: SiteSettings;
  store: Store;
  thermometer: Thermometer;
  screening: Screening;
  staffPass: StaffPass;
  calibrator: Calibrator;
  /** What the kiosk page goes by (screening/uncalibrated.ts), and what is called when that may have changed. */
  settingsInForce: () => Settings;
  onCalibrated: () => void;
  captures: Captures;
  pictures: KeptPictures;
  /** Judges pictures of clients that have no browser. */
  checks: PictureChecks;
  models: Pick<ModelKeeper, 'current' | 'file'>;
  health: HealthMonitor;
  metrics: Metrics;
  alarms: Alarms;
  calls: Calls;
  cameraCheck: CameraCheck;
  kioskPage: KioskPage;
  door: Door;
  /** The computer that the server runs on. */
  machine: () => Promise<Machine>;
  locks: DoorLocks;
  rules: Rules;
  webhookSecret: WebhookSecret;
  outbox: Outbox;
  ways: WayTable;
  phones: PhoneTable;
  roster: Roster;
  reports: Reports;
  /** What the kiosk's screen may say of staff, for a page that begins to listen. */
  callState: () => ServerEvent;
  /** The public key by which push services know this server, and the hosts of those that it writes to. */
  pushKey: () => string;
  pushHosts: readonly string[];
  /** Sends a message as a try, once; answers why it was not taken, null when it was. */
  testDelivery: (target: Target) => Promise<string | null>;
  /** What a rule's condition can be tried on, newest first. */
  recent: (source: RuleSource) => Seen[];
  hub: EventHub;
  /** How the thermometer is now, for a page that begins to listen. */
  thermometerEvent: () => ServerEvent;
  pairing: Pairing;
  access: Access;
  identity: Identity;
  audit: Audit;
  pages: StaticFiles;
  /** KF99_REPLAY: recordings for the kiosk's `?source=`. */
  replay: StaticFiles | null;
  log: Log;
}
