#!/bin/sh
# Guess: a message of QoS 1 that the broker's list of rights refuses ends in an error at the client, whatever the version.
# Seen with mosquitto 2.0.11 (Debian 12) and mqtt 5.16.0 (npm): with MQTT 3.1.1 the broker acknowledges it as any other and
# gives it to nobody, and the client reports success, since that version's acknowledgement has no room for a reason. With
# MQTT 5 the same message is an error, 'Not authorized'. Who counts acknowledgements as deliveries has to speak MQTT 5.
set -eu
folder=$(mktemp -d)
trap 'kill "$broker" 2>/dev/null || true; rm -rf "$folder"' EXIT
broker=
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts mqtt@5.16.0
# The broker and the libraries that a minimal Debian 12 lacks, unpacked here and not installed.
apt-get download -qq -o APT::Sandbox::User=root mosquitto=2.0.11-* libcjson1 libwebsockets17 libdlt2 libuv1 libev4 libwrap0 libmosquitto1 >/dev/null
for package in *.deb; do dpkg -x "$package" root; done
libraries=$(find "$folder/root" -name '*.so*' -exec dirname {} + | sort -u | tr '\n' ':')
port=$((20000 + $$ % 10000))
printf 'topic read refused\ntopic readwrite taken\n' > acl
printf 'listener %s 127.0.0.1\nallow_anonymous true\nacl_file %s/acl\nuser root\n' "$port" "$folder" > conf
LD_LIBRARY_PATH=$libraries root/usr/sbin/mosquitto -c conf > log 2>&1 &
broker=$!
cat > client.mjs <<'JS'
import mqtt from 'mqtt';
const [url] = process.argv.slice(2);
const seen = {};
for (const protocolVersion of [4, 5]) {
  const client = await mqtt.connectAsync(url, { protocolVersion, connectTimeout: 5000 });
  const got = [];
  client.on('message', (topic) => got.push(topic));
  await client.subscribeAsync(['refused', 'taken'], { qos: 1 });
  const say = (topic) => client.publishAsync(topic, 'x', { qos: 1 }).then(() => 'success', (error) => error.message);
  seen[protocolVersion] = { refused: await say('refused'), taken: await say('taken') };
  await new Promise((resolve) => setTimeout(resolve, 300));
  seen[protocolVersion].arrived = got;
  await client.endAsync();
}
console.log(JSON.stringify(seen));
const [old, five] = [seen[4], seen[5]];
const same = old.refused === 'success' && /authorized/i.test(five.refused) && old.taken === 'success';
const lost = [old, five].every(({ arrived }) => arrived.join() === 'taken');
process.exit(same && lost ? 0 : 1);
JS
sleep 1
timeout 30 node client.mjs "mqtt://127.0.0.1:$port"
