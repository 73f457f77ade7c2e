import mqtt from 'mqtt';
import type { AlarmCode } from '../../edge-server/contract/index.ts';
import { KIOSK, type PeersSite } from './site.ts';

/** Something that happens to a peer, and what the product has to say of it. */
export interface Fault {
  name: string;
  /** The one alarm; null where it passes by itself before anybody has to be told, after `forMs`. */
  alarm: AlarmCode | null;
  forMs?: number;
  /** What the alarm's words have to hold. */
  says?: RegExp;
  inject: (site: PeersSite) => Promise<void> | void;
  heal: (site: PeersSite) => Promise<void> | void;
}

/** The cloud that the kiosk sends to now, and how: the lanes of the others leave it alone. */
export interface Now {
  cloud: number;
}

/** Faults of one peer come one after the other; the peers' lists run beside each other, as their alarms do. */
export function lanes(now: Now): Record<string, readonly Fault[]> {
  const cloud = (site: PeersSite) => site.clouds[now.cloud]!;
  return {
    cloud: [
      {
        name: 'the database is restarted',
        alarm: null,
        forMs: 5000,
        inject: (site) => cloud(site).restart(),
        heal: () => undefined,
      },
      {
        name: "the kiosk's token is revoked",
        alarm: 'sync_refused',
        says: /token/i,
        inject: (site) => revoke(site, now, true),
        heal: (site) => revoke(site, now, false),
      },
      {
        name: "the kiosk's password is another",
        alarm: 'sync_failed',
        says: /refuses user or password/,
        inject: (site) => password(site, now, 'another'),
        heal: (site) => password(site, now, cloud(site).access.password),
      },
      {
        name: 'the database shows a certificate of another authority',
        alarm: 'sync_failed',
        says: /certificate/,
        inject: (site) => certificate(site, now, 'impostor'),
        heal: (site) => certificate(site, now, 'postgres'),
      },
      {
        name: 'the worker is killed',
        alarm: null,
        forMs: 5000,
        inject: (site) => site.restartWorker('SIGKILL'),
        heal: () => undefined,
      },
      {
        name: 'the kiosk moves to PgBouncer, which is killed and begins again',
        alarm: null,
        forMs: 20_000,
        inject: async (site) => {
          await site.moveTo(site.clouds[0]!, site.bouncer.port);
          await site.bouncer.restart();
          now.cloud = 0;
        },
        heal: () => undefined,
      },
      {
        name: 'the kiosk moves to the other Postgres',
        alarm: null,
        forMs: 20_000,
        inject: async (site) => {
          now.cloud = 1 - now.cloud;
          await site.moveTo(cloud(site));
        },
        heal: () => undefined,
      },
    ],
    broker: [
      {
        name: 'the broker is restarted',
        alarm: null,
        forMs: 10_000,
        inject: async (site) => {
          await site.broker.end();
          await site.broker.begin();
        },
        heal: () => undefined,
      },
      {
        name: 'the broker denies kf99/verdict',
        alarm: 'mqtt_refused',
        says: /kf99\/verdict/,
        inject: (site) => site.broker.allow(['kf99/verdict']),
        heal: (site) => site.broker.allow(),
      },
      {
        name: 'the broker is away',
        alarm: 'mqtt_away',
        says: /can't be reached/,
        inject: (site) => site.broker.end(),
        heal: (site) => site.broker.begin(),
      },
      rival(),
    ],
    bucket: [
      {
        name: 'the bucket is away',
        alarm: null,
        forMs: 20_000,
        inject: (site) => site.bucket.stop(),
        heal: (site) => site.bucket.start(),
      },
      {
        name: "the bucket's key is another",
        alarm: 'bucket_refused',
        says: /key/i,
        inject: (site) => useKey(site, `${site.bucket.key.split(':')[0]}:another`),
        heal: (site) => useKey(site, site.bucket.key),
      },
    ],
    place: [
      {
        name: "the board's cable is pulled",
        alarm: 'thermometer_absent',
        says: /plug in/,
        inject: (site) => site.unplug(),
        heal: (site) => site.plug(),
      },
      {
        name: 'the page is silent',
        alarm: 'page_silent',
        says: /silent/,
        inject: (site) => {
          site.beats = false;
        },
        heal: (site) => {
          site.beats = true;
        },
      },
    ],
  };
}

/** Another kiosk of the same name, which comes back each time that it is put out. */
function rival(): Fault {
  let other: mqtt.MqttClient | null = null;
  return {
    name: 'another kiosk has the same name at the broker',
    alarm: 'mqtt_away',
    says: /does another kiosk have the name peers/,
    inject: (site) => {
      other = mqtt.connect(site.broker.url, { clientId: KIOSK, protocolVersion: 5, reconnectPeriod: 500 });
      other.on('error', () => undefined);
    },
    heal: async () => {
      await other?.endAsync(true);
      other = null;
    },
  };
}

async function revoke(site: PeersSite, now: Now, revoked: boolean): Promise<void> {
  await site.clouds[now.cloud]!.query(
    (sql) => sql`update kiosks set revoked_at = ${revoked ? sql`now()` : null} where kiosk_id = ${KIOSK}`,
  );
}

/** Sessions that are there go on with the old one, so they are ended, as an administrator would. */
async function password(site: PeersSite, now: Now, next: string): Promise<void> {
  const server = site.clouds[now.cloud]!;
  const { login } = server.access;
  await server.query(async (sql) => {
    await sql.unsafe(`alter role "${login}" password '${next}'`);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = ${login}`;
  });
}

async function certificate(site: PeersSite, now: Now, name: string): Promise<void> {
  const server = site.clouds[now.cloud]!;
  server.show(site.certificates, name);
  await server.restart();
}

/** The worker reads the key when it starts. */
async function useKey(site: PeersSite, key: string): Promise<void> {
  site.useKey(key);
  await site.restartWorker();
}
