import sharp from 'sharp';

/** Grounds of the kiosk's scenes (web/kiosk/kiosk.css): idle, pass, deny, adjust, trouble, calling. */
export const GROUNDS = ['0b1620', '0a5c36', '8c1d18', '5f4300', '2a2f36', '1d3a7a'];
const NEAR = 6;

/**
 * Which of the page's grounds fills the left edge of a screen, null when it is none of them: a console, a browser's own
 * page, nothing at all. Words must stand on it, too.
 */
export async function groundOf(picture: Buffer): Promise<string | null> {
  const { entropy } = await sharp(picture).stats();
  if (entropy < 0.3) return null;
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const edge = [0.2, 0.5, 0.8].map((share) => pixel(data, info.width * Math.floor(info.height * share) + 2));
  return GROUNDS.find((ground) => edge.every((colour) => near(colour, Buffer.from(ground, 'hex')))) ?? null;
}

/** Whether an arrow stands where a pointer is that was never moved: black with a white rim, in the middle. */
export async function hasPointer(picture: Buffer): Promise<boolean> {
  const { width, height } = await sharp(picture).metadata();
  const middle = { left: Math.floor(width / 2), top: Math.floor(height / 2), width: 12, height: 16 };
  const { data } = await sharp(picture)
    .extract(middle)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const count = (colour: number) => {
    let pixels = 0;
    for (let index = 0; index < data.length; index += 3) {
      if (near(data.subarray(index, index + 3), Buffer.alloc(3, colour))) pixels += 1;
    }
    return pixels;
  };
  return count(0) >= 20 && count(255) >= 10;
}

const pixel = (data: Buffer, index: number) => data.subarray(index * 3, index * 3 + 3);
const near = (a: Buffer, b: Buffer) => a.every((value, channel) => Math.abs(value - b[channel]!) <= NEAR);
