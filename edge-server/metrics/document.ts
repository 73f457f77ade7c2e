import { writeFileSync } from 'node:fs';
import type { Registry } from 'prom-client';

/** `npm run docs:metrics` writes it; a test says when it is old. */
export const METRICS_PAGE = new URL('../../docs/metrics.md', import.meta.url);

const INTRODUCTION = `# Metrics

\`GET /metrics\` answers in the text format of Prometheus, to an admin or to an API token with the scope \`metrics\`:

\`\`\`yaml
scrape_configs:
  - job_name: kf99
    authorization: { credentials_file: /etc/prometheus/kf99-token }
    static_configs: [{ targets: ['kiosk.example.org:8080'] }]
\`\`\`

Files to begin with, held against these metrics by the tests: [alert rules](../deploy/prometheus/kf99.rules.yml), checked and played by
\`promtool\`, and a [dashboard for Grafana](../deploy/grafana/kf99.json) (Dashboards, New, Import; it asks for the data source),
checked against Grafana's own types.

Everything counts from the start of the server. Names and labels are stable; nothing of a visitor is in them. This page
is made by \`npm run docs:metrics\` from the code.

| name | type | labels | what |
|---|---|---|---|
`;

/** The page of docs/ that lists what the registry holds. */
export async function metricsPage(registry: Registry): Promise<string> {
  const metrics = registry.getMetricsAsArray() as unknown as {
    name: string;
    help: string;
    labelNames?: string[];
  }[];
  const rows = metrics.map(({ name, help, labelNames = [] }) => {
    const kind = registry.getSingleMetric(name)?.constructor.name.toLowerCase() ?? '';
    return `| \`${name}\` | ${kind} | ${labelNames.map((label) => `\`${label}\``).join(', ')} | ${help} |`;
  });
  return `${INTRODUCTION}${rows.sort().join('\n')}\n`;
}

if (process.argv[1] === import.meta.filename) {
  const { Metrics } = await import('./metrics.ts');
  const nothing = () => {
    throw new Error('nothing is scraped here');
  };
  const { registry } = new Metrics({
    health: nothing,
    sync: nothing,
    thermometer: nothing,
    eventClients: nothing,
    deliveriesWaiting: nothing,
    mqttDropped: nothing,
  });
  writeFileSync(METRICS_PAGE, await metricsPage(registry));
}
