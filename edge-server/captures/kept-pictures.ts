import type { Store } from '../store/store.ts';
import type { Captures } from './captures.ts';

export interface KeptPicturesOptions {
  captures: Pick<Captures, 'read'>;
  store: Pick<Store, 'visitDetail'>;
  /** An object of the bucket, null when it has none of that name; null without a bucket. */
  fromBucket: ((name: string) => Promise<Uint8Array | null>) | null;
}

/** A picture is in the bucket and can't be had from there; the message is what the bucket or the network says. */
export class PictureAwayError extends Error {
  override readonly name = 'PictureAwayError';

  constructor(error: unknown) {
    const { message, cause } = error as Error;
    // `fetch` says no more than that it failed.
    super(cause instanceof Error ? `${message} (${cause.message})` : message, { cause: error });
  }
}

/** Kept pictures of visits where they are by now: on this device, and in the bucket once they were uploaded. */
export class KeptPictures {
  readonly #options: KeptPicturesOptions;

  constructor(options: KeptPicturesOptions) {
    this.#options = options;
  }

  /** A picture that is still on this device, or null. */
  here(id: string): Promise<Uint8Array | null> {
    return this.#options.captures.read(id);
  }

  /** Whether it was put into the bucket, by the visit's own timeline. The bucket may have removed it since. */
  uploaded(id: string): boolean {
    const { fromBucket, store } = this.#options;
    if (fromBucket === null) return false;
    const steps = store.visitDetail(id)?.steps ?? [];
    return steps.some(({ step, outcome }) => step === 'uploaded' && outcome === 'done');
  }

  /** The bucket's; null when there is none. @throws {PictureAwayError} */
  async there(id: string): Promise<Uint8Array | null> {
    const { fromBucket } = this.#options;
    if (fromBucket === null || !this.uploaded(id)) return null;
    try {
      return await fromBucket(`${id}.jpg`);
    } catch (error) {
      throw new PictureAwayError(error);
    }
  }
}
