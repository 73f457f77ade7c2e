import type { Verdict } from '../../../edge-server/contract/index.ts';

/** Notes of each outcome in Hz, 120 ms each: rising for pass, falling for deny, one repeated for adjust. */
const NOTES: Record<Verdict['verdict'], readonly number[]> = {
  pass: [523, 659, 784],
  staff: [523, 659, 784],
  deny: [392, 311],
  adjust: [494, 494],
};
const NOTE_S = 0.12;
/** Of full scale: a pure tone sounds louder than a voice. */
const LEVEL = 0.22;

/** Plays the short chime of an outcome, so that a visitor need not read, into `output`. */
export function chime(context: AudioContext, output: AudioNode, outcome: Verdict['verdict']): void {
  NOTES[outcome].forEach((hertz, i) => {
    const start = context.currentTime + i * NOTE_S;
    const oscillator = new OscillatorNode(context, { frequency: hertz, type: 'sine' });
    const envelope = new GainNode(context, { gain: 0 });
    envelope.gain.setValueAtTime(0, start);
    envelope.gain.linearRampToValueAtTime(LEVEL, start + 0.02);
    envelope.gain.linearRampToValueAtTime(0, start + NOTE_S);
    oscillator.connect(envelope).connect(output);
    oscillator.start(start);
    oscillator.stop(start + NOTE_S);
  });
}
