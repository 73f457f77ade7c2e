import { VERSION } from '../common/version.ts';
import { stateTopic, statusTopic } from '../contract/index.ts';

interface Component {
  kind: 'sensor' | 'binary_sensor';
  key: string;
  name: string;
  /** Home Assistant's template over the state's JSON. */
  value: string;
  more?: Record<string, unknown>;
}

const COMPONENTS: readonly Component[] = [
  {
    kind: 'sensor',
    key: 'temperature',
    name: 'Temperature',
    value: '{{ value_json.temperature }}',
    more: { device_class: 'temperature', unit_of_measurement: '°C', state_class: 'measurement' },
  },
  {
    kind: 'sensor',
    key: 'thermometer',
    name: 'Thermometer',
    value: '{{ value_json.thermometer }}',
    more: { entity_category: 'diagnostic' },
  },
  { kind: 'sensor', key: 'verdict', name: 'Last verdict', value: '{{ value_json.verdict }}' },
  {
    kind: 'sensor',
    key: 'visited',
    name: 'Last visit',
    value: '{{ value_json.visited }}',
    more: { device_class: 'timestamp' },
  },
  {
    kind: 'binary_sensor',
    key: 'alarm',
    name: 'Alarm',
    value: "{{ 'ON' if value_json.alarms else 'OFF' }}",
    more: { device_class: 'problem' },
  },
  {
    kind: 'sensor',
    key: 'alarms',
    name: 'Alarms',
    value: "{{ value_json.alarms | join(', ') }}",
    more: { entity_category: 'diagnostic' },
  },
  {
    kind: 'binary_sensor',
    key: 'locked',
    name: 'Locked by a rule',
    value: "{{ 'ON' if value_json.locked else 'OFF' }}",
  },
];

/**
 * Home Assistant's discovery (https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery): one retained
 * configuration for each sensor, all of one device.
 * @returns topic and payload of each
 */
export function discovery(
  prefix: string,
  kiosk: string,
): { topic: string; payload: Record<string, unknown> }[] {
  // Home Assistant takes letters, digits, `_` and `-` in its own topics; a kiosk's name may also have dots.
  const node = `kf99_${kiosk.replaceAll('.', '_')}`;
  return COMPONENTS.map(({ kind, key, name, value, more }) => ({
    topic: `${prefix}/${kind}/${node}/${key}/config`,
    payload: {
      name,
      unique_id: `${node}_${key}`,
      object_id: `${node}_${key}`,
      state_topic: stateTopic(kiosk),
      value_template: value,
      availability_topic: statusTopic(kiosk),
      qos: 1,
      device: { identifiers: [node], name: `KF99 ${kiosk}`, manufacturer: 'KF99', sw_version: VERSION },
      origin: { name: 'KF99', sw_version: VERSION },
      ...more,
    },
  }));
}
