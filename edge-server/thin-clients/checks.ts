import type { Captures } from '../captures/captures.ts';
import { CodedError } from '../common/coded-error.ts';
import type { Log } from '../common/log.ts';
import type { MaskAnswer, Scope } from '../contract/index.ts';
import { FORMATS } from '../pictures/decode.ts';
import type { Screening } from '../screening/screening.ts';
import { decisionOf, evidenceOf } from './evidence.ts';
import { BusyError, type MaskResult, type MaskService } from './mask-service.ts';

/** A picture that is not judged; the code tells the client why. */
export class CheckError extends CodedError<'forbidden' | 'no_face' | 'busy'> {
  override readonly name = 'CheckError';
}

/** One picture of a client without a browser. */
export interface PictureToCheck {
  /** A JPEG, PNG or WebP. */
  bytes: Uint8Array;
  /** The visit that it makes; undefined for a picture that is only judged, and forgotten. */
  visit: string | undefined;
  /** What the client may do. */
  scopes: readonly Scope[];
  /** Aborts when nobody waits for the answer any more. */
  signal: AbortSignal;
}

export interface PictureChecksOptions {
  mask: Pick<MaskService, 'judge'>;
  screening: Pick<Screening, 'knows' | 'presence' | 'release' | 'submit'>;
  captures: Pick<Captures, 'on' | 'put'>;
  log: Pick<Log, 'warn'>;
}

/** Judges pictures that come by HTTP, MQTT or a folder; one that names a visit makes it, and is kept as the page's are. */
export class PictureChecks {
  readonly #options: PictureChecksOptions;

  constructor(options: PictureChecksOptions) {
    this.#options = options;
  }

  /**
   * What the nearest face of a picture says, with the verdict of the visit that it names.
   * @throws {CheckError} the scope `visit` lacks, nobody is in the picture, or too many wait
   * @throws {PictureError} it is no picture that is taken
   * @throws {VisitError | StoreError} as `Screening.submit`
   */
  async check({ bytes, visit, scopes, signal }: PictureToCheck): Promise<MaskAnswer> {
    const { screening } = this.#options;
    if (visit === undefined) {
      const { face, ...result } = await this.#judge(bytes);
      return answerOf({ ...result, face });
    }
    if (!scopes.includes('visit')) throw new CheckError('forbidden', 'a visit needs the scope visit');
    // Opened now: readings count from the moment at which the picture came.
    const before = screening.knows(visit);
    screening.presence(visit, true, 'thin');
    const result = await this.#judge(bytes).catch((error: unknown) => {
      // Who met too many others asks again, and may be doing so while a first request of theirs is judged.
      if (error instanceof CheckError && error.code === 'busy') {
        if (!before) screening.release(visit);
      } else {
        // Nobody will ask for this visit again: it must not keep a place from those who stand before the kiosk.
        screening.presence(visit, false, 'thin');
      }
      throw error;
    });
    const [verdict] = await Promise.all([
      screening.submit(evidenceOf(visit, result), signal, 'thin', scopes.includes('door')),
      this.#keep(visit, bytes, result),
    ]);
    return { ...answerOf(result), verdict };
  }

  async #judge(bytes: Uint8Array) {
    const { face, ...result } = await this.#options.mask.judge(bytes).catch((error: unknown) => {
      throw error instanceof BusyError ? new CheckError('busy') : error;
    });
    if (face === null) throw new CheckError('no_face');
    return { ...result, face };
  }

  /** As the pictures of the kiosk page; a picture that can't be kept takes nobody's verdict. */
  async #keep(visit: string, bytes: Uint8Array, { faces }: MaskResult): Promise<void> {
    const { captures, log } = this.#options;
    if (!captures.on) return;
    await captures
      .put(visit, bytes, faces, FORMATS)
      .catch((error: unknown) => log.warn({ visit, err: error }, 'a posted picture could not be kept'));
  }
}

function answerOf({ face, ...result }: MaskResult & { face: NonNullable<MaskResult['face']> }): MaskAnswer {
  const { box, label, probabilities, quality } = face;
  const judged = { box, label, probabilities, quality };
  return { ...judged, ...decisionOf({ ...result, face }), model: result.model } as MaskAnswer;
}
