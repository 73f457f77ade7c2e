/** The dashboard against Grafana's own types, which are made from its schemas. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const HERE = import.meta.dirname;
const LIMIT_MS = 90_000;
const text = readFileSync(join(HERE, '../../deploy/grafana/kf99.json'), 'utf8');

/** What the compiler has to say of a dashboard, and of what its panels and variables hold. */
function complaints(json: string): string {
  // Beside the packages, where the compiler finds them.
  const folder = mkdtempSync(join(HERE, 'node_modules/dashboard-'));
  const file = join(folder, 'dashboard.ts');
  const words = [
    '--strict',
    '--noEmit',
    '--skipLibCheck',
    '--module',
    'esnext',
    '--moduleResolution',
    'bundler',
  ];
  try {
    writeFileSync(
      file,
      [
        "import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';",
        "import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';",
        "import type { Options as Stat } from '@grafana/grafana-foundation-sdk/stat';",
        "import type { Options as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';",
        "type Query = Omit<Dataquery, '_implementsDataqueryVariant'>;",
        "type Of<Kind, Options> = Omit<Panel, 'type' | 'options' | 'targets'> & { type: Kind; options: Options; targets: Query[] };",
        "type Ours = Omit<Dashboard, 'panels'> & { panels: (Of<'stat', Stat> | Of<'timeseries', TimeSeries>)[] };",
        `export const dashboard = ${json.trim()} as const satisfies Written<Partial<Ours>>;`,
        '// As JSON has it: an enumeration by its words, nothing that could be changed.',
        'type Written<T> = T extends string',
        `  ? \`\${T}\``,
        '  : T extends (infer U)[]',
        '    ? readonly Written<U>[]',
        '    : T extends object',
        '      ? { readonly [K in keyof T]: Written<T[K]> }',
        '      : T;',
      ].join('\n'),
    );
    const tsc = join(HERE, 'node_modules/typescript/bin/tsc');
    return spawnSync(process.execPath, [tsc, ...words, file], { encoding: 'utf8', timeout: LIMIT_MS }).stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('the dashboard is one that Grafana knows', () => {
  assert.equal(complaints(text), '');
});

test('a panel that Grafana does not know is found', () => {
  assert.match(complaints(text.replace('"colorMode": "value"', '"colorMode": "shiny"')), /shiny/);
});

test('panels lie beside each other, and have names of their own', () => {
  const { panels } = JSON.parse(text) as {
    panels: { id: number; title: string; gridPos: { x: number; y: number; w: number; h: number } }[];
  };
  const cells = new Set<string>();
  for (const { title, gridPos } of panels) {
    assert.ok(gridPos.x + gridPos.w <= 24, title);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        assert.ok(!cells.has(`${x},${y}`), `${title} lies on another panel`);
        cells.add(`${x},${y}`);
      }
    }
  }
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  assert.equal(new Set(panels.map(({ title }) => title)).size, panels.length);
});
