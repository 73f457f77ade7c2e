/** A frame that was handed over and not answered within this time is given up, so that frames flow again. */
const ANSWER_LIMIT_MS = 5000;

/**
 * Frames of a camera track as bitmaps, for browsers without `MediaStreamTrackProcessor`: a video element that is
 * in no page plays the track, and `requestVideoFrameCallback` tells of each frame. While one is in work the
 * others pass by unread, so the newest wins and nothing queues up.
 */
export class BitmapFrames {
  readonly #track: MediaStreamTrack;
  readonly #onFrame: (bitmap: ImageBitmap, timestamp: number) => void;
  #video: HTMLVideoElement | null = null;
  #handedAt: number | null = null;

  /** @param onFrame takes the bitmap over; `timestamp` in ms of `performance.now()` */
  constructor(track: MediaStreamTrack, onFrame: (bitmap: ImageBitmap, timestamp: number) => void) {
    this.#track = track;
    this.#onFrame = onFrame;
  }

  start(): void {
    const video = document.createElement('video');
    video.muted = true;
    video.srcObject = new MediaStream([this.#track]);
    this.#video = video;
    // A track that can't be played delivers no frame, which the camera's watch reports as lost.
    video.play().catch(() => undefined);
    this.#next(video);
  }

  /** The frame that was handed over is answered: the next one is welcome. */
  done(): void {
    this.#handedAt = null;
  }

  stop(): void {
    if (this.#video) this.#video.srcObject = null;
    this.#video = null;
  }

  #next(video: HTMLVideoElement): void {
    video.requestVideoFrameCallback((now) => {
      if (this.#video !== video) return;
      this.#next(video);
      if (this.#handedAt !== null && now - this.#handedAt < ANSWER_LIMIT_MS) return;
      this.#handedAt = now;
      createImageBitmap(video).then(
        (bitmap) => {
          if (this.#video === video) this.#onFrame(bitmap, now);
          else bitmap.close();
        },
        () => this.done(),
      );
    });
  }
}
