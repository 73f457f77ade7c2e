import type { Verdict } from '../../../edge-server/contract/index.ts';
import type { Opened } from './output.ts';

export type Chime = Verdict['verdict'] | 'alarm';

/** Notes in Hz, 120 ms each: rising for pass, falling for deny, one repeated for adjust, to and fro for an alarm. */
const NOTES: Record<Chime, readonly number[]> = {
  pass: [523, 659, 784],
  staff: [523, 659, 784],
  deny: [392, 311],
  adjust: [494, 494],
  alarm: [880, 660, 880, 660, 880, 660, 880, 660],
};
const NOTE_S = 0.12;
/** Of full scale: a pure tone sounds louder than a voice. */
const LEVEL = 0.22;

/** Plays a chime: the short one of an outcome, so that a visitor need not read, or a rule's alarm. */
export function chime({ context, node, delay }: Opened, kind: Chime): void {
  NOTES[kind].forEach((hertz, i) => {
    const start = context.currentTime + delay + i * NOTE_S;
    const oscillator = new OscillatorNode(context, { frequency: hertz, type: 'sine' });
    const envelope = new GainNode(context, { gain: 0 });
    envelope.gain.setValueAtTime(0, start);
    envelope.gain.linearRampToValueAtTime(LEVEL, start + 0.02);
    envelope.gain.linearRampToValueAtTime(0, start + NOTE_S);
    oscillator.connect(envelope).connect(node);
    oscillator.start(start);
    oscillator.stop(start + NOTE_S);
  });
}
