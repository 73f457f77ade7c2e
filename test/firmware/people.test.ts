import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shareInView } from '../../firmware/simulator/field-of-view.ts';
import { People, SEASONS, SKIN } from '../../firmware/simulator/people.ts';
import { Scene } from '../../firmware/simulator/scene.ts';
import { median } from '../../models/pipeline/median.ts';

test('foreheads differ from person to person, are 31 to 35.5 °C, and colder in winter', () => {
  const medians = SEASONS.map((season) => {
    const people = new People(season);
    const skins = Array.from({ length: 200 }, () => people.next().skin);
    assert.ok(skins.every((skin) => skin >= SKIN.coldest && skin <= SKIN.warmest));
    assert.ok(new Set(skins).size > 190);
    return median(skins);
  });
  const [winter, between, summer] = medians as [number, number, number];
  assert.ok(winter + 0.4 < between && between + 0.4 < summer, medians.join(', '));
});

test('the same seed brings the same people; a fever warms the skin less than the body', () => {
  const one = () => new People('winter', 5);
  assert.deepEqual(one().next(), one().next());
  const [well, ill] = [one().next(), one().next(2)];
  assert.ok(Math.abs(ill.body - well.body - 2) < 1e-9);
  assert.ok(Math.abs(ill.skin - well.skin - 1.56) < 1e-9);
});

test('whoever has been indoors for ten minutes is not cold from outside any more', () => {
  const [come, settled] = [new People('winter', 3), new People('winter', 3)];
  const skin = (next: () => { skin: number }) => median(Array.from({ length: 200 }, () => next().skin));
  assert.ok(skin(() => settled.settled()) > skin(() => come.next()) + 1);
});

test('a narrow view sees the forehead alone, a wide one the wall; at 50 cm both see more of it', () => {
  const share = (view: number, mm: number) => shareInView(view, 75, mm);
  assert.ok(share(5, 500) > 0.99 && share(10, 150) > 0.99);
  assert.ok(share(10, 500) < 0.9 && share(35, 150) < 0.85 && share(90, 150) < 0.3);
  for (const view of [5, 10, 35, 90]) assert.ok(share(view, 100) >= share(view, 200));
});

test('what a sensor shows lies between the skin and the room, nearer to the room with a wide view', () => {
  const scene = new Scene();
  const { skin } = scene.person;
  const narrow = scene.seen;
  scene.fieldOfView = 90;
  assert.ok(scene.ambient < scene.seen && scene.seen < narrow && narrow < skin);
  assert.ok(skin - narrow < 0.3, 'a narrow view takes only what skin reflects of the room');
});

test('people come one after the other, each for one visit', () => {
  const scene = new Scene();
  const people = new People('summer');
  scene.people = () => people.next();
  scene.setVisitor(true);
  const first = scene.person;
  scene.setVisitor(true);
  assert.equal(scene.person, first);
  scene.setVisitor(false);
  scene.setVisitor(true);
  assert.notEqual(scene.person, first);
});
