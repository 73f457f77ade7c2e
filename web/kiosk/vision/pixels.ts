import { type Frame, frameFromRgba } from '../../../models/pipeline/frame.ts';

/**
 * Reads pixels of video frames and bitmaps into reused buffers. The returned frame is valid until the next
 * call: nothing is allocated while the camera keeps its size.
 */
export class PixelReader {
  #bytes = new Uint8Array(0);
  #converted = new Uint8Array(0);
  #canvas: OffscreenCanvas | null = null;

  /**
   * Copies the planes of a video frame as the camera delivers them (I420 or NV12); any other format is
   * converted by the browser to RGBA and by us to I420.
   */
  async read(video: VideoFrame): Promise<Frame> {
    const { width, height } = video.visibleRect ?? { width: video.codedWidth, height: video.codedHeight };
    if (video.format === 'I420' || video.format === 'NV12') {
      this.#reserve(video.allocationSize());
      const layout = await video.copyTo(this.#bytes);
      const [y, u, v] = layout;
      const planar = video.format === 'I420';
      return {
        width,
        height,
        y: this.#bytes.subarray(y!.offset),
        yStride: y!.stride,
        u: this.#bytes.subarray(u!.offset),
        v: this.#bytes.subarray(planar ? v!.offset : u!.offset + 1),
        uvStride: u!.stride,
        uvStep: planar ? 1 : 2,
        fullRange: video.colorSpace.fullRange ?? false,
      };
    }
    const options = { format: 'RGBA' } as const;
    this.#reserve(video.allocationSize(options));
    await video.copyTo(this.#bytes, options);
    return this.#convert(this.#bytes.subarray(0, width * height * 4), width, height);
  }

  /** Converts a bitmap to the camera's format, so that it enters the pipeline as a live frame does. */
  readBitmap(bitmap: ImageBitmap): Frame {
    const { width, height } = bitmap;
    if (this.#canvas?.width !== width || this.#canvas.height !== height) {
      this.#canvas = new OffscreenCanvas(width, height);
    }
    const context = this.#canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('this browser gives no 2D canvas in a worker');
    context.drawImage(bitmap, 0, 0);
    return this.#convert(context.getImageData(0, 0, width, height).data, width, height);
  }

  #convert(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): Frame {
    const bytes = width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
    if (this.#converted.length !== bytes) this.#converted = new Uint8Array(bytes);
    return frameFromRgba(rgba, width, height, this.#converted);
  }

  #reserve(bytes: number): void {
    if (this.#bytes.length < bytes) this.#bytes = new Uint8Array(bytes);
  }
}
