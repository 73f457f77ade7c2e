/** Log-in names of staff are for staff: neither programs nor the screen at the entrance get them. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '../../until.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
before(async () => {
  edge = await TestEdge.start();
});
after(() => edge.stop());

test('who acknowledged an alarm, or marked a visit, is told to staff alone', async () => {
  const visit = evidence({ mask: 'no_mask' });
  await edge.visit(visit);
  const staff = edge.as('viewer');
  const readers = [edge.token('events', 'history'), edge.as('kiosk')];
  const streams = await Promise.all(
    readers.map(async (headers) => {
      const { body } = await edge.request('/api/events', { headers });
      const stream = { text: '', reader: body!.pipeThrough(new TextDecoderStream()).getReader() };
      void (async () => {
        for (;;) {
          const { done, value } = await stream.reader.read();
          if (done) return;
          stream.text += value;
        }
      })();
      return stream;
    }),
  );
  edge.edge.notifier.alarms.raise('disk_low', 'Only 3 MB are free.');
  const { alarms } = edge.edge.notifier.alarms.list('active', 10, null);
  const acknowledged = await edge.send('POST', `/api/admin/alarms/${alarms[0]!.id}/acknowledge`, {}, staff);
  assert.match(await acknowledged.text(), /user:viewer-/);
  const mark = await edge.send('PUT', `/api/admin/visits/${visit.id}/mark`, { label: 'mask' }, staff);
  assert.match(await mark.text(), /user:viewer-/);
  for (const stream of streams) {
    await until(() => /"acknowledged_at":"/.test(stream.text));
    assert.doesNotMatch(stream.text, /viewer-/);
    await stream.reader.cancel();
  }
  const detail = `/api/visits/${visit.id}`;
  for (const [path, headers] of [
    [detail, readers[0]!],
    [detail, readers[1]!],
    ['/api/admin/visits', readers[0]!],
  ] as const) {
    const told = await (await edge.request(path, { headers })).text();
    assert.match(told, /"label":"mask"/, path);
    assert.doesNotMatch(told, /viewer-/, path);
  }
  for (const path of [detail, '/api/admin/visits']) {
    assert.match(await (await edge.request(path, { headers: staff })).text(), /user:viewer-/, path);
  }
});
