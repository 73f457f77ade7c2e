import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeGraph } from '../../../../models/training/blazeface/graph.ts';
import { Random } from '../../../../models/training/common/random.ts';
import { detectorArchitecture } from '../../../../models/training/detector/architecture.ts';
import {
  BOX_SCALE,
  exportDetector,
  exportedDetector,
  scaleBoxes,
} from '../../../../models/training/detector/export.ts';

test('what was exported is read back as training had it', async () => {
  const architecture = detectorArchitecture();
  const random = new Random(4);
  const trained = Float32Array.from({ length: architecture.total }, () => random.normal() * 0.1);
  const folder = await mkdtemp(join(tmpdir(), 'detector-'));
  try {
    await writeGraph(folder, exportDetector(architecture, scaleBoxes(architecture, trained, BOX_SCALE)));
    const read = await exportedDetector(architecture, folder);
    let padding = 0;
    for (let i = 0; i < trained.length; i++) {
      if (read[i] === 0) padding++;
      else assert.ok(Math.abs(read[i]! - trained[i]!) < 2e-3 * Math.abs(trained[i]!) + 1e-6, `weight ${i}`);
    }
    // The padding of the first layer's row and of the heads' columns takes no part.
    assert.ok(padding < 0.03 * trained.length, `${padding} of ${trained.length} are gone`);
    const wrong = {
      ...architecture,
      blocks: architecture.blocks.map((b) => ({ ...b, outputs: b.outputs + 8 })),
    };
    await assert.rejects(exportedDetector(wrong, folder), /of another architecture/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
