import { computed, signal } from '@preact/signals';
import {
  type Calibration,
  CalibrationRequest,
  type CalibrationState,
  type ReferenceKind,
} from '../../../edge-server/contract/calibration.ts';
import type { Api } from '../../shared/api.ts';
import type { ApiError } from '../../shared/call.ts';
import { codeOf } from './resource.ts';

const LOOK_EVERY_MS = 1000;

/**
 * The calibration dialog.
 *
 * `closed`. → `choose` by `open()`: what to compare with, and the history. → `measure` by `next()`: the server is asked
 * each second whether the readings are steady, and the reference's value is typed in. → `saving` by `save()`: the
 * server takes the readings of that moment itself. → `done` when it is stored; back to `measure` with the reason when
 * it was refused. `close()` ends it from everywhere.
 */
export type CalibrationStep = 'closed' | 'choose' | 'measure' | 'saving' | 'done';

export class CalibrationDialog {
  readonly step = signal<CalibrationStep>('closed');
  readonly reference = signal<ReferenceKind>('blackbody');
  /** As typed. */
  readonly value = signal('');
  readonly state = signal<CalibrationState | null>(null);
  readonly made = signal<Calibration | null>(null);
  /** Why the last save failed, or else why nothing is known of the readings. */
  readonly error = computed(() => this.#saveError.value ?? this.#lookError.value);
  /** °C, null while nothing usable is typed. */
  readonly reference_c = computed(() => parseCelsius(this.value.value));
  /** What the sensor says to this kind of reference, °C; null while it is not steady. */
  readonly measured_c = computed(() => {
    const window = this.state.value?.window;
    return window?.steady ? window.measured_c[this.reference.value] : null;
  });
  readonly #saveError = signal<ApiError['code'] | null>(null);
  readonly #lookError = signal<ApiError['code'] | null>(null);
  readonly #api: Pick<Api, 'calibrations' | 'calibrate'>;
  readonly #every: (ms: number, tick: () => void) => () => void;
  #stopLooking: (() => void) | null = null;

  constructor(api: Pick<Api, 'calibrations' | 'calibrate'>, every = everyMs) {
    this.#api = api;
    this.#every = every;
  }

  open(): void {
    this.value.value = '';
    this.made.value = null;
    this.#saveError.value = null;
    this.step.value = 'choose';
    void this.#look();
    this.#stopLooking ??= this.#every(LOOK_EVERY_MS, () => void this.#look());
  }

  next(): void {
    this.#saveError.value = null;
    this.step.value = 'measure';
  }

  back(): void {
    this.#saveError.value = null;
    this.step.value = 'choose';
  }

  close(): void {
    this.#stopLooking?.();
    this.#stopLooking = null;
    this.step.value = 'closed';
  }

  async save(): Promise<void> {
    const reference_c = this.reference_c.value;
    if (reference_c === null || this.step.value !== 'measure') return;
    this.step.value = 'saving';
    this.#saveError.value = null;
    try {
      this.made.value = await this.#api.calibrate({ reference: this.reference.value, reference_c });
      await this.#look();
      this.step.value = 'done';
    } catch (error) {
      this.#saveError.value = codeOf(error);
      this.step.value = 'measure';
    }
  }

  async #look(): Promise<void> {
    try {
      this.state.value = await this.#api.calibrations();
      this.#lookError.value = null;
    } catch (error) {
      this.state.value = null;
      this.#lookError.value = codeOf(error);
    }
  }
}

/** 30 to 43 °C with a point or a comma, as people write it; null for anything else. */
export function parseCelsius(text: string): number | null {
  if (!/^\d{2}([.,]\d{1,2})?$/.test(text.trim())) return null;
  const celsius = CalibrationRequest.shape.reference_c.safeParse(Number(text.trim().replace(',', '.')));
  return celsius.data ?? null;
}

function everyMs(ms: number, tick: () => void): () => void {
  const timer = setInterval(tick, ms);
  return () => clearInterval(timer);
}
