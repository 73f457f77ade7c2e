import type { Health } from '../contract/index.ts';
import type { Hardware } from './hardware.ts';

/** Share of its life from which a card is to be replaced. */
const WORN = 0.8;
/**
 * GB a day that a card may be written. A 32 GB card of ordinary make bears some 10 TB: at 10 GB a day about
 * three years. KF99 itself writes far below 1 GB a day.
 */
const MOST_GB_A_DAY = 10;

/** °C from which a Raspberry Pi slows down: the sign that is left where the kernel has no word for it. */
const HOT_C = 80;

/** What is not well about power, heat and card: the words of health, alarms and doctor. */
export function hardwarePart(hardware: Hardware): Health['parts']['hardware'] {
  const { underVoltage, throttled, processorC, cardUsed, cardGbADay } = hardware;
  const said = {
    under_voltage: underVoltage
      ? "The supply's voltage is too low: use the maker's own supply and a short cable."
      : null,
    throttled: slowedDown(throttled, processorC),
    card_worn: cardWorn(cardUsed, cardGbADay),
  };
  const troubles = Object.values(said).filter((text) => text !== null);
  return {
    status: troubles.length === 0 ? 'ok' : 'degraded',
    detail: troubles.join(' ') || well(hardware),
    ...said,
    processor_c: processorC,
  };
}

function slowedDown(throttled: boolean | null, processorC: number | null): string | null {
  const at = processorC === null ? '' : ` at ${Math.round(processorC)} °C`;
  if (throttled) return `The processor is slowed down${at}: give it air, a heat sink, a better supply.`;
  if (throttled === false || processorC === null || processorC < HOT_C) return null;
  return `The processor is hot${at}, and is slowed down soon if not already: give it air or a heat sink.`;
}

function well({ underVoltage, throttled, processorC, cardUsed, cardGbADay }: Hardware): string {
  const told = { power: underVoltage, throttling: throttled, heat: processorC, card: cardUsed ?? cardGbADay };
  const kinds = Object.keys(told) as (keyof typeof told)[];
  const known = kinds.filter((kind) => told[kind] !== null);
  const unknown = kinds.filter((kind) => told[kind] === null);
  const sentences = [
    known.length > 0 && `As it should be: ${known.join(', ')}.`,
    unknown.length > 0 && `Can't be told here: ${unknown.join(', ')}.`,
  ];
  return sentences.filter(Boolean).join(' ');
}

function cardWorn(used: number | null, gbADay: number | null): string | null {
  if (used !== null && used >= WORN) {
    return `The card has used ${Math.round(used * 100)}% of its life: make a backup and replace it.`;
  }
  if (gbADay !== null && gbADay > MOST_GB_A_DAY) {
    return `${gbADay} GB a day are written to the card, which wears it out: find out by what.`;
  }
  return null;
}
