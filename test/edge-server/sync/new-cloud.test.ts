import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloudName, sendAllToNewCloud } from '../../../edge-server/sync/new-cloud.ts';
import { Outbox } from '../../../edge-server/sync/outbox.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

test('a name without secrets: a new password is not a new cloud', () => {
  assert.equal(cloudName(null), 'embedded');
  assert.equal(cloudName('postgres://u:secret@db.example:5432/kf99'), 'db.example:5432/kf99');
  assert.equal(
    cloudName('postgres://v:other@db.example:5432/kf99'),
    cloudName('postgres://u@db.example:5432/kf99'),
  );
});

test('what the embedded cloud acknowledged is sent to the real one that follows it, once', async () => {
  const edge = await TestEdge.start();
  try {
    const { database } = edge.store;
    const outbox = new Outbox(database);
    sendAllToNewCloud(database, outbox, 'embedded');
    await edge.visit(evidence({ mask: 'no_mask' }));
    await edge.visit(evidence({ mask: 'no_mask' }));
    await outbox.acknowledge(outbox.read()!.seqs, new Date());
    assert.equal(sendAllToNewCloud(database, outbox, 'embedded'), 0);
    assert.equal(sendAllToNewCloud(database, outbox, 'db.example/kf99'), 2);
    assert.equal(outbox.read()?.ids.length, 2);
    await outbox.acknowledge(outbox.read()!.seqs, new Date());
    assert.equal(sendAllToNewCloud(database, outbox, 'db.example/kf99'), 0);
  } finally {
    await edge.stop();
  }
});
