import type { TlsPostgres } from './postgres.ts';
import type { Arrival } from './report.ts';
import type { PeersSite } from './site.ts';
import type { Visits } from './visits.ts';

/** What of the answered visits is where: in the cloud, at the broker's listener, in the bucket. */
export async function arrivals(site: PeersSite, visits: Visits, cloud: TlsPostgres): Promise<Arrival[]> {
  const rows = await cloud.query((sql) => sql<{ id: string }[]>`select id::text from history`);
  const told = site.broker.on('kf99/verdict').map(({ id }) => String(id));
  const kept = site.bucket.objects().map((name) => name.replace(/^.*\/|\.jpg$/g, ''));
  return [
    arrived(
      `Postgres ${cloud.version}`,
      visits.answered,
      rows.map(({ id }) => id),
    ),
    // MQTT may say a verdict twice when the connection broke: its id tells, and docs/mqtt.md says so.
    arrived('MQTT', visits.answered, [...new Set(told)]),
    arrived('the bucket', visits.pictures, kept),
  ];
}

export function arrived(where: string, wanted: ReadonlySet<string>, there: readonly string[]): Arrival {
  const seen = new Set<string>();
  const doubled = there.filter((id) => seen.size === seen.add(id).size);
  return {
    where,
    wanted: wanted.size,
    there: there.length,
    lost: [...wanted].filter((id) => !seen.has(id)),
    doubled,
  };
}
