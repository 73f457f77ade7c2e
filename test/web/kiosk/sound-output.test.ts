import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SoundOutput } from '../../../web/kiosk/sound/output.ts';

/** A context whose output takes `ms` of the mocked clock to open; null where the browser lets it never. */
class Context {
  state: AudioContextState = 'suspended';
  ms: number | null = 0;
  readonly destination = {};
  createGain = () => ({ gain: { value: 0 }, connect: () => undefined });
  resume(): Promise<void> {
    const { ms } = this;
    if (ms === null) return new Promise(() => undefined);
    return new Promise((resolve) => {
      setTimeout(() => {
        this.state = 'running';
        resolve();
      }, ms);
    });
  }
}

async function opened(output: SoundOutput, tick: (ms: number) => void) {
  const answer = output.open(0.7);
  for (let ms = 0; ms < 4000; ms += 100) {
    tick(100);
    await new Promise(setImmediate);
  }
  return answer;
}

test('an output that rests is waited for, and the sound begins after what it swallows', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const context = new Context();
  const output = new SoundOutput(() => context as unknown as AudioContext);
  const tick = (ms: number) => t.mock.timers.tick(ms);
  assert.equal((await opened(output, tick))?.delay, 0);
  assert.equal((await opened(output, tick))?.delay, 0, 'while it is open');
  context.state = 'suspended';
  context.ms = 1500;
  const alarm = await opened(output, tick);
  assert.ok(alarm && alarm.delay > 0.5);
});

test('a browser that lets no page sound is not waited for long, and later sounds are tried again', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const context = new Context();
  context.ms = null;
  const output = new SoundOutput(() => context as unknown as AudioContext);
  const answer = output.open(0.7);
  t.mock.timers.tick(400);
  assert.equal(await answer, null);
  context.ms = 0;
  assert.ok(await opened(output, (ms) => t.mock.timers.tick(ms)));
});

test('an output that is gone ends the wait', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  t.mock.method(console, 'info', () => undefined);
  const context = new Context();
  const output = new SoundOutput(() => context as unknown as AudioContext);
  const tick = (ms: number) => t.mock.timers.tick(ms);
  assert.ok(await opened(output, tick));
  context.state = 'suspended';
  context.ms = null;
  assert.equal(await opened(output, tick), null);
});
