import type { ko } from './ko.ts';

export const en: Record<keyof typeof ko, string> = {
  verdict_pass: 'Passed',
  verdict_deny: 'Denied',
  verdict_adjust: 'Asked to adjust',
  verdict_staff: 'Let in by staff',

  reason_no_mask: 'No mask',
  reason_mask_incorrect: 'Mask worn wrongly',
  reason_undecided: 'Mask could not be judged',
  reason_fever: 'High temperature',
  reason_too_cold: 'Reading too cold',
  reason_temperature_missing: 'No temperature',
  reason_thermometer_broken: 'Thermometer broken',
  reason_not_calibrated: 'Thermometer not calibrated',
  reason_medical_exemption: 'Medical exemption',
  reason_child: 'Child',
  reason_broken_sensor: 'Broken sensor',
  reason_staff_other: 'Staff’s decision',

  mask_mask: 'Worn',
  mask_no_mask: 'None',
  mask_incorrect: 'Worn wrongly',
  mask_undecided: 'Undecided',

  cause_dark: 'too dark',
  cause_far: 'too far',
  cause_side: 'side view',
  cause_tilted: 'tilted',
  cause_blurred: 'blurred',
  cause_covered: 'face covered',
  cause_unsure: 'unsure',

  thermometer_absent: 'Not connected',
  thermometer_connecting: 'Connecting',
  thermometer_warming: 'Warming up',
  thermometer_live: 'Working',
  thermometer_stale: 'Silent',
  thermometer_faulty: 'Sensor failing',

  simulated: 'Simulated',
};
