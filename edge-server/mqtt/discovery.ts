import { VERSION } from '../common/version.ts';
import { doorTopic, eventTopic, stateTopic, statusTopic } from '../contract/index.ts';

interface Component {
  kind: 'sensor' | 'binary_sensor' | 'event' | 'button';
  key: string;
  name: string;
  /** What makes it this kind: topics, templates, classes. */
  fields: (kiosk: string) => Record<string, unknown>;
}

/** A value of the state's JSON, by Home Assistant's template. */
function ofState(value: string, more: Record<string, unknown> = {}) {
  return (kiosk: string) => ({
    state_topic: stateTopic(kiosk),
    value_template: `{{ ${value} }}`,
    qos: 1,
    ...more,
  });
}

const diagnostic = { entity_category: 'diagnostic' };

const COMPONENTS: readonly Component[] = [
  {
    kind: 'sensor',
    key: 'temperature',
    name: 'Temperature',
    fields: ofState('value_json.temperature', {
      device_class: 'temperature',
      unit_of_measurement: '°C',
      state_class: 'measurement',
    }),
  },
  {
    kind: 'sensor',
    key: 'thermometer',
    name: 'Thermometer',
    fields: ofState('value_json.thermometer', diagnostic),
  },
  { kind: 'sensor', key: 'verdict', name: 'Last verdict', fields: ofState('value_json.verdict') },
  {
    kind: 'sensor',
    key: 'visited',
    name: 'Last visit',
    fields: ofState('value_json.visited', { device_class: 'timestamp' }),
  },
  {
    kind: 'binary_sensor',
    key: 'alarm',
    name: 'Alarm',
    fields: ofState("'ON' if value_json.alarms else 'OFF'", { device_class: 'problem' }),
  },
  {
    kind: 'sensor',
    key: 'alarms',
    name: 'Alarms',
    fields: ofState("value_json.alarms | join(', ')", diagnostic),
  },
  {
    kind: 'binary_sensor',
    key: 'locked',
    name: 'Locked by a rule',
    fields: ofState("'ON' if value_json.locked else 'OFF'"),
  },
  {
    kind: 'event',
    key: 'visit',
    name: 'Visit',
    fields: (kiosk) => ({
      state_topic: eventTopic(kiosk, 'visit'),
      event_types: ['pass', 'deny', 'adjust', 'staff'],
      qos: 1,
    }),
  },
  {
    kind: 'event',
    key: 'call',
    name: 'Visitor calls',
    // A doorbell's event is `ring`: Home Assistant 2027.4 takes no other.
    fields: (kiosk) => ({
      state_topic: eventTopic(kiosk, 'call'),
      event_types: ['ring'],
      device_class: 'doorbell',
      qos: 1,
    }),
  },
];

const DOOR: Component = {
  kind: 'button',
  key: 'door',
  name: 'Open the door',
  // At most once: a press that is lost is made again, one that came twice would open twice.
  fields: (kiosk) => ({
    command_topic: doorTopic(kiosk),
    command_template: '{{ utcnow().timestamp() | int }}',
    retain: false,
    qos: 0,
  }),
};

/**
 * Home Assistant's discovery (https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery): one retained
 * configuration for each entity, all of one device.
 * @param door whether there is a button for the door; else an empty message takes away the one of before
 * @returns topic and payload of each, null for none
 */
export function discovery(
  prefix: string,
  kiosk: string,
  door: boolean,
): { topic: string; payload: Record<string, unknown> | null }[] {
  // Home Assistant takes letters, digits, `_` and `-` in its own topics; a kiosk's name may also have dots.
  const node = `kf99_${kiosk.replaceAll('.', '_')}`;
  // The id of an entity is in small letters, digits and `_`.
  const slug = node.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  const configuration = ({ kind, key, name, fields }: Component) => ({
    name,
    unique_id: `${node}_${key}`,
    default_entity_id: `${kind}.${slug}_${key}`,
    availability_topic: statusTopic(kiosk),
    device: { identifiers: [node], name: `KF99 ${kiosk}`, manufacturer: 'KF99', sw_version: VERSION },
    origin: { name: 'KF99', sw_version: VERSION },
    ...fields(kiosk),
  });
  return [...COMPONENTS, DOOR].map((component) => ({
    topic: `${prefix}/${component.kind}/${node}/${component.key}/config`,
    payload: component === DOOR && !door ? null : configuration(component),
  }));
}
