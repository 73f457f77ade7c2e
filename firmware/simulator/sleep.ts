import type { AVRTimer, CPU } from 'avr8js';

/** What the sleep-skip reads of avr8js beyond its types; a test fails when a new version moves them. */
interface CpuInside {
  nextClockEvent: ClockEvent | null;
}
interface ClockEvent {
  cycles: number;
  callback: () => void;
  next: ClockEvent | null;
}
interface TimerInside {
  divider: number;
  tcnt: number;
  lastCycle: number;
  ocrA: number;
}

/** Bits of TIMSKn: overflow and compare A are the interrupts that the firmware uses. */
const TOIE = 1;
const OCIEA = 2;

/**
 * The cycle at which a sleeping CPU must run again: the next event, where a timer's event counts only when it
 * raises an enabled interrupt. avr8js posts one event for each timer tick, 250,000 a second; jumping over
 * those that nobody hears is what makes an idle board cost nearly nothing.
 */
export function nextWake(cpu: CPU, timers: readonly AVRTimer[]): number {
  let wake = Number.POSITIVE_INFINITY;
  for (const timer of timers) wake = Math.min(wake, timerWake(cpu, timer));
  let event = (cpu as unknown as CpuInside).nextClockEvent;
  for (; event && event.cycles < wake; event = event.next) {
    const { callback } = event;
    if (!timers.some((timer) => timer.count === callback)) wake = event.cycles;
  }
  return wake;
}

/** True when an event is due at the present cycle. */
export function eventDue(cpu: CPU): boolean {
  const event = (cpu as unknown as CpuInside).nextClockEvent;
  return event !== null && event.cycles <= cpu.cycles;
}

function timerWake(cpu: CPU, timer: AVRTimer): number {
  const { TIMSK } = timer;
  if (!TIMSK) return Number.POSITIVE_INFINITY;
  const { divider, tcnt, lastCycle, ocrA } = timer as unknown as TimerInside;
  // A timer whose clock was just chosen has its divider only after its next event.
  if (!divider) return cpu.cycles + 1;
  const { TOP } = timer;
  let ticks = Number.POSITIVE_INFINITY;
  if (TIMSK & TOIE) ticks = TOP + 1 - tcnt;
  if (TIMSK & OCIEA) ticks = Math.min(ticks, tcnt < ocrA ? ocrA - tcnt : TOP + 1 - tcnt + ocrA);
  return lastCycle + ticks * divider;
}
