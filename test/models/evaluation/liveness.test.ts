import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attackPage, CARRIERS, livePage } from '../../../models/evaluation/liveness/page.ts';
import { livenessReport } from '../../../models/evaluation/liveness/report.ts';
import { type Photo, shownPart, stageLive } from '../../../models/evaluation/liveness/staging.ts';
import { Random } from '../../../models/training/common/random.ts';

const photo: Photo = {
  url: 'data:image/jpeg;base64,',
  width: 400,
  height: 400,
  face: {
    box: [170, 170, 60, 60],
    keypoints: { rightEye: [185, 185], leftEye: [215, 185], nose: [200, 200], mouth: [200, 215] },
  },
};

test('a live face is staged inside of its photo, and its crop inside of the frame', () => {
  for (let seed = 0; seed < 50; seed++) {
    const stage = stageLive(photo, new Random(seed))!;
    const [x, y, w, h] = stage.window;
    assert.ok(x >= 0 && y >= 0 && x + w <= 400 && y + h <= 400);
    const reach = 1.1 * stage.side;
    const [cx, cy] = stage.middle;
    assert.ok(cx >= reach && cy >= reach && cx <= 640 - reach && cy <= 480 - reach);
  }
});

test('a photo without room is neither a live scene nor shown without edges', () => {
  const tight = { ...photo, width: 240 };
  assert.equal(stageLive(tight, new Random(1)), undefined);
  assert.equal(shownPart(tight, false, new Random(1)), undefined);
});

test('with edges seen, a part ends within the crop; without, far from it', () => {
  for (let seed = 0; seed < 50; seed++) {
    assert.ok(Math.min(...shownPart(photo, true, new Random(seed))!) < 1);
    assert.ok(Math.min(...shownPart(photo, false, new Random(seed))!) > 1.2);
  }
});

test('pages are the same for the same seed, and an attack shows photo and background', () => {
  const stage = stageLive(photo, new Random(2))!;
  assert.equal(livePage(photo, stage).match(/<img/g)?.length, 1);
  for (const carrier of CARRIERS) {
    const make = () => attackPage(photo, carrier, [0.7, 0.9, 0.7, 0.9], stage, photo, new Random(3));
    assert.equal(make(), make());
    assert.equal(make().match(/<img/g)?.length, 2);
    assert.doesNotMatch(make(), /NaN|undefined/);
  }
});

test('the report gives both errors, by kind', () => {
  const text = livenessReport(
    [
      { live: true, kind: 'live', scores: { m: 0.9 } },
      { live: true, kind: 'live', scores: { m: 0.4 } },
      { live: false, kind: 'phone, edges seen', scores: { m: 0.1 } },
      { live: false, kind: 'paper', scores: { m: 0.6 } },
    ],
    'm',
  );
  assert.match(text, /area under the curve 0\.750/);
  assert.match(text, /attacks called live: 50\.0 %/);
  assert.match(text, /live called attack: {2}50\.0 %/);
  assert.match(text, /phone, edges seen: called live 0\.0 %/);
  assert.match(text, /all, edges seen: called live 0\.0 %/);
  assert.doesNotMatch(text, /all, edges not seen/);
});
