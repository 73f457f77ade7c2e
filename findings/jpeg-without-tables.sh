#!/bin/sh
# Cameras of USB and of microcontrollers send pictures of motion JPEG without the Huffman tables that a JPEG file has,
# since the standard's own are meant (as AVI1 and RFC 2435 have it).
# Guess: what decodes JPEG files refuses them, so the tables have to be put in first.
# Seen with sharp 0.35.5 and jpeg-js 0.4.4 (npm): sharp (libjpeg-turbo) decodes them to the same pixels without a word;
# jpeg-js throws. A picture that one part takes may be one that the next can't read.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund sharp@0.35.5 jpeg-js@0.4.4
cat > look.cjs <<'JS'
const sharp = require('sharp');
const jpeg = require('jpeg-js');
const circle = Buffer.from('<svg width="100" height="100"><circle cx="50" cy="50" r="40" fill="blue"/></svg>');
/** The same file without its segments of Huffman tables. */
function withoutTables(file) {
  const kept = [file.subarray(0, 2)];
  for (let at = 2; ; ) {
    const marker = file[at + 1];
    if (marker === 0xda) return Buffer.concat([...kept, file.subarray(at)]);
    const length = 2 + file.readUInt16BE(at + 2);
    if (marker !== 0xc4) kept.push(file.subarray(at, at + length));
    at += length;
  }
}
const said = (read) => {
  try {
    return read();
  } catch (error) {
    return `throws: ${error.message}`;
  }
};
(async () => {
  const plain = sharp({ create: { width: 320, height: 240, channels: 3, background: '#a05030' } });
  // Without optimised coding the tables are those of the standard, annex K.
  const drawn = plain.composite([{ input: circle, left: 20, top: 30 }]);
  const file = await drawn.jpeg({ optimiseCoding: false }).toBuffer();
  const bare = withoutTables(file);
  const [whole, cut] = await Promise.all([file, bare].map((each) => sharp(each).raw().toBuffer()));
  const same = whole.equals(cut);
  const other = said(() => `${jpeg.decode(bare).width} px wide`);
  console.log(`${file.length - bare.length} bytes of tables less; sharp: the same pixels ${same}; jpeg-js ${other}`);
  process.exit(same && other.startsWith('throws') ? 0 : 1);
})();
JS
node look.cjs
