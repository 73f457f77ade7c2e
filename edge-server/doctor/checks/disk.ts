import { diskSpace } from '../../common/disk.ts';
import { readHardware } from '../../health/hardware.ts';
import { hardwarePart } from '../../health/hardware-part.ts';
import { diskPart } from '../../health/parts.ts';
import { type Check, fromPart, ok, warn } from './finding.ts';

export const disk: Check = ({ config }) => [
  fromPart(
    'disk',
    diskPart(diskSpace(config.data)),
    'Remove what is not KF99’s; shorten visitDays and captureDays.',
  ),
];

/** Power, heat and card. */
export const hardware: Check = ({ root }) => {
  const read = readHardware(root);
  const part = hardwarePart(read);
  const troubles = [part.under_voltage, part.throttled, part.card_worn].filter((text) => text !== null);
  if (troubles.length > 0) return troubles.map((text) => warn('hardware', text, 'See docs/alarms.md.'));
  if (read.happened) {
    const todo = "Use the maker's own supply, and give the machine air.";
    return [
      warn('hardware', 'Since it was switched on, the supply was too weak or the processor too hot.', todo),
    ];
  }
  const facts = [
    read.processorC === null ? null : `${Math.round(read.processorC)} °C`,
    read.cardUsed === null ? null : `card used to ${Math.round(read.cardUsed * 100)}%`,
    read.cardGbADay === null ? null : `${read.cardGbADay} GB a day written`,
  ].filter((fact) => fact !== null);
  return [ok('hardware', facts.length > 0 ? `${facts.join(', ')}.` : part.detail)];
};
