import type {
  Estimate,
  Evidence,
  ReadingFault,
  Reason,
  Settings,
  UndecidedCause,
  VerdictKind,
} from '../contract/index.ts';

/**
 * The verdict table of the contract as a pure function.
 *
 * The mask comes first. When it lets the visitor go on, the temperature decides; when it does not, no
 * temperature is awaited or looked at. Nobody is refused on doubt at once: a fault that the visitor can mend
 * is answered `adjust`, and the same fault again once `adjustSeconds` have gone by is answered `deny`. A broken
 * thermometer is no fault of theirs: staff are called at once, or the visitor goes on by the mask alone. The
 * reason that decided stands first, notes of a lenient policy follow.
 */

/**
 * What the thermometer said about this visitor; not `confirmed`: a fever that no second window bore out. `broken`: it
 * could have measured nobody.
 */
export type Measurement =
  | { kind: 'estimate'; estimate: Estimate; confirmed: boolean }
  | { kind: 'fault' | 'broken'; fault: ReadingFault };

/** Reasons that a visitor is first asked to mend. */
export type Mendable = Extract<Reason, 'mask_incorrect' | 'undecided' | 'too_cold' | 'temperature_missing'>;

export interface Judgement {
  verdict: Exclude<VerdictKind, 'staff'>;
  reasons: Reason[];
  cause: UndecidedCause | null;
  call_staff: boolean;
  temperature: Estimate | null;
}

export interface Case {
  mask: Evidence['mask'];
  cause: UndecidedCause | null;
  /** Null when none was awaited. */
  measurement: Measurement | null;
  settings: Pick<Settings, 'maskPolicy' | 'temperaturePolicy' | 'brokenThermometer'>;
  /** Whether the thermometer was ever calibrated: if not, it decides on nobody. */
  calibrated: boolean;
  /** True when this visitor was asked to mend `reason` at least `adjustSeconds` ago. */
  overdue: (reason: Mendable) => boolean;
}

/** The verdict of one visit. */
export function judge(visit: Case): Judgement {
  const { settings } = visit;
  const looked = settings.maskPolicy !== 'off';
  const fault = looked ? maskReason(visit.mask) : null;
  const cause = looked ? visit.cause : null;
  const base = { cause, call_staff: false, temperature: null };

  if (fault !== null && settings.maskPolicy === 'required') {
    if (fault === 'no_mask') return { ...base, verdict: 'deny', reasons: [fault] };
    if (!visit.overdue(fault)) return { ...base, verdict: 'adjust', reasons: [fault] };
    return { ...base, verdict: 'deny', reasons: [fault], call_staff: fault === 'undecided' };
  }
  const notes: Reason[] = fault === null ? [] : [fault];
  return { ...base, ...judgeTemperature(visit, notes) };
}

/** Whether this is a fever by the threshold that was in force. */
export function isFever({ estimate_c, fever_c }: Pick<Estimate, 'estimate_c' | 'fever_c'>): boolean {
  return fever_c !== null && estimate_c >= fever_c;
}

function maskReason(mask: Case['mask']): 'no_mask' | 'mask_incorrect' | 'undecided' | null {
  switch (mask) {
    case 'mask':
      return null;
    case 'no_mask':
      return 'no_mask';
    case 'incorrect':
      return 'mask_incorrect';
    case 'undecided':
      return 'undecided';
  }
}

function judgeTemperature(visit: Case, notes: Reason[]): Omit<Judgement, 'cause'> {
  const { measurement, settings } = visit;
  const base = { call_staff: false, temperature: null };
  if (settings.temperaturePolicy === 'off') return { ...base, verdict: 'pass', reasons: notes };

  const estimate = measurement?.kind === 'estimate' ? measurement.estimate : null;
  if (!visit.calibrated) {
    return { ...base, verdict: 'pass', reasons: [...notes, 'not_calibrated'], temperature: estimate };
  }
  if (measurement?.kind === 'broken') {
    const asksStaff = settings.temperaturePolicy === 'required' && settings.brokenThermometer === 'staff';
    if (!asksStaff) return { ...base, verdict: 'pass', reasons: [...notes, 'thermometer_broken'] };
    return { ...base, verdict: 'deny', reasons: ['thermometer_broken', ...notes], call_staff: true };
  }

  if (estimate !== null && !isFever(estimate)) {
    return { ...base, verdict: 'pass', reasons: notes, temperature: estimate };
  }
  if (estimate !== null && measurement?.kind === 'estimate' && measurement.confirmed) {
    return {
      verdict: 'deny',
      reasons: ['fever', ...notes],
      call_staff: true,
      temperature: estimate,
    };
  }
  // No valid temperature. One fever window alone is none either: nobody is refused on doubt.
  const cold = measurement?.kind === 'fault' && measurement.fault === 'too_cold';
  const reason = cold ? 'too_cold' : 'temperature_missing';
  if (settings.temperaturePolicy === 'optional') {
    return { ...base, verdict: 'pass', reasons: [...notes, reason] };
  }
  if (!visit.overdue(reason)) return { ...base, verdict: 'adjust', reasons: [reason, ...notes] };
  return { ...base, verdict: 'deny', reasons: ['temperature_missing', ...notes], call_staff: true };
}
