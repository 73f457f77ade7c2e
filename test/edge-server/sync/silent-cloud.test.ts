import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { prepareOwnCloud } from '../../../edge-server/cloud/own-cloud.ts';
import { CloudClient } from '../../../edge-server/sync/cloud-client.ts';

/** A cloud that takes connections and never says a word. */
async function silentCloud() {
  const open: Socket[] = [];
  const cloud = createServer((socket) => {
    open.push(socket.on('error', () => undefined));
  }).listen(0, '127.0.0.1');
  await once(cloud, 'listening');
  const { port } = cloud.address() as AddressInfo;
  return {
    url: `postgres://kiosk:secret@127.0.0.1:${port}/kf99`,
    connected: once(cloud, 'connection'),
    end() {
      for (const socket of open) socket.destroy();
      cloud.close();
    },
  };
}

test('a cloud that says nothing: what waits for it ends with the connection', async () => {
  const cloud = await silentCloud();
  const client = new CloudClient({ url: cloud.url }, 'token');
  try {
    assert.equal(client.isConnecting, false);
    const refused = assert.rejects(client.probe(), /was ended/);
    await cloud.connected;
    assert.equal(client.isConnecting, true);
    client.close();
    await refused;
    assert.equal(client.isConnecting, false);
  } finally {
    cloud.end();
  }
});

test('a cloud that says nothing: setting it up ends with the worker', async () => {
  const cloud = await silentCloud();
  const stopping = new AbortController();
  try {
    const refused = assert.rejects(prepareOwnCloud(cloud.url, 'kiosk-1', 'token', stopping.signal));
    await cloud.connected;
    stopping.abort();
    await refused;
  } finally {
    cloud.end();
  }
});
