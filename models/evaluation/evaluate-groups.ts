/**
 * `npm run evaluate:groups -- [--model FOLDER] [--leave-out SOURCE] [--seed N] [--data FOLDER] [--cache FOLDER]`
 *
 * How the mask model does by skin tone, colour of the mask, size and pose, on the faces that it has not learnt from: prints
 * the tables, and without `--leave-out` writes them into the model's card. Tone and colour are measured from the crop; nobody
 * was asked. A masked face's tone is that of its forehead.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exampleFrame } from '../training/dataset/examples.ts';
import { groupTables, withGroups } from './group-tables.ts';
import { judgeFace } from './judge.ts';
import { unseenFaces } from './unseen.ts';

const { classifier, store, faces, whose, model, learnt } = await unseenFaces();
const judged = [];
for (const example of faces) {
  judged.push({
    label: example.label,
    ...(await judgeFace(exampleFrame(store, example), example.face, classifier)),
  });
}
classifier.dispose();
const tables = groupTables(judged);
const others = faces.filter(({ source }) => !learnt.has(source)).length;
const head = `${classifier.manifest.version} on ${judged.length} faces ${whose} (${others} of them of sources that it never saw), nothing abstained; shares with their 95 % interval (Wilson).
Tone and colour are measured from the crop, by light and camera too; a masked face's tone is that of its forehead.`;
console.log(`${head}\n\n${tables}`);
if (whose === 'held out') {
  const card = join(model, 'README.md');
  await writeFile(card, withGroups(await readFile(card, 'utf8'), `${head}\n\n${tables}`));
  console.log(`written into ${card}`);
}
