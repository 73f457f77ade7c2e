import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Health } from '../../../edge-server/contract/index.ts';
import { noteEdgeState } from '../../../edge-server/sync/edge-state.ts';
import { TestEdge } from '../doubles/edge.ts';

test('the cloud is told the temperature that health has, not that of any zone of the machine', async () => {
  const edge = await TestEdge.start();
  try {
    const health = Health.parse(await (await edge.request('/api/health')).json());
    for (const processor_c of [61.3, null]) {
      const hardware = { ...health.parts.hardware, processor_c };
      const hot = { ...health, parts: { ...health.parts, hardware } };
      const { values } = noteEdgeState(hot, new Date(0), new Date(0));
      assert.equal((JSON.parse(String(values[1])) as { temperature_c: unknown }).temperature_c, processor_c);
    }
  } finally {
    await edge.stop();
  }
});
