import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allFaces, boxesIn } from '../../../web/kiosk/camera/boxes.ts';

const FACE = [300, 200, 240, 320] as const;

test('a face that was found in the camera’s pixels is where it is in the still', () => {
  for (const [seen, still, factor] of [
    [[960, 720], [640, 480], 2 / 3],
    [[1440, 1080], [640, 480], 4 / 9],
    [[640, 480], [640, 480], 1],
    [[720, 1280], [360, 640], 1 / 2],
  ] as const) {
    const [box] = boxesIn({ width: still[0], height: still[1] }, { width: seen[0], height: seen[1] }, [
      FACE,
    ])!;
    for (const [i, value] of box!.entries()) {
      assert.ok(Math.abs(value - FACE[i]! * factor) < 1e-9, `${seen} in ${still}: ${box}`);
    }
  }
});

test('sizes that are rounded are one view; another shape, or none, has no place for boxes', () => {
  assert.ok(boxesIn({ width: 640, height: 361 }, { width: 1280, height: 720 }, [FACE]));
  assert.equal(boxesIn({ width: 640, height: 480 }, { width: 1280, height: 720 }, [FACE]), null);
  assert.equal(boxesIn({ width: 640, height: 480 }, { width: 0, height: 0 }, [FACE]), null);
});

test('the visitor is the face that was found nearest to where it was followed; nobody who was followed is left out', () => {
  const visitor = [100, 100, 100, 100] as const;
  const other = [400, 100, 80, 80] as const;
  const moved = [130, 105, 100, 100] as const;
  const stranger = [300, 90, 120, 120] as const;
  assert.deepEqual(allFaces([stranger, moved], [visitor, other]), [moved, stranger, visitor, other]);
  assert.deepEqual(allFaces([moved, stranger], []), [stranger, moved], 'else the largest');
  assert.equal(allFaces([], [visitor, other]), null);
});
