import { larger } from './arithmetic';

/** The maximum of 2×2 pixels, stride 2, of two rows; an odd last column stands for itself. c is a multiple of 4. */
export function poolRow(r0: usize, r1: usize, width: i32, c: i32, y: usize): void {
  const pixel: usize = (<usize>c) << 2;
  for (let i = 0; i < width; i += 2) {
    const step: usize = i + 1 < width ? pixel : 0;
    for (let channel: usize = 0; channel < pixel; channel += 16) {
      const left = larger(v128.load(r0 + channel), v128.load(r1 + channel));
      const right = larger(v128.load(r0 + step + channel), v128.load(r1 + step + channel));
      v128.store(y + channel, larger(left, right));
    }
    r0 += pixel * 2;
    r1 += pixel * 2;
    y += pixel;
  }
}
