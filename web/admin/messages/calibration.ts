/** The calibration dialog in both languages; ko.ts and en.ts take it in. */
export const calibrationKo = {
  calibrate: '보정',
  calibration: '온도계 보정',
  calibration_never:
    '온도계를 한 번도 보정하지 않았습니다. 그래서 체온으로는 아무도 판정하지 않습니다. 보정하세요.',
  calibration_old: '보정한 지 1년이 넘었습니다',
  calibration_at: '{at} 보정, 센서 {offset} °C',
  calibration_people: '피부에서 체온까지 {gap} °C ({n}명과 비교, ±{uncertainty} °C)',
  calibration_nobody:
    '피부에서 체온까지 {gap} °C (문헌 값, ±{uncertainty} °C). 사람과 비교하면 더 정확해집니다.',
  calibration_moved: '방문자 체온의 중앙값이 {moved} °C 달라졌습니다. 보정을 확인하세요.',
  thresholds_fixed: '발열 기준 {fever} °C',
  thresholds_recent: '지금 발열 기준 {fever} °C (최근 방문자 기준)',
  not_calibrated: '보정 전',

  calibration_reference: '무엇과 비교합니까?',
  reference_blackbody: '흑체 (기준 온도원)',
  reference_blackbody_hint:
    '센서만 보정합니다. 흑체를 센서에서 10~15 cm 앞에, 센서의 시야를 가득 채우도록 두세요.',
  reference_clinical: '의료용 체온계',
  reference_clinical_hint:
    '피부에서 체온까지 보정합니다. 실내에 10분 이상 있은 사람이 방문자처럼 센서 앞에 서고, 같은 때에 체온계로 재세요. 사람마다 다르니 10명까지 되풀이하면 평균이 쓰입니다.',
  calibration_simulated:
    '모의 온도계에는 흑체를 댈 수 없습니다. 키오스크에 얼굴이 보일 때에만 값이 올라갑니다.',
  calibration_next: '다음',
  calibration_back: '뒤로',
  calibration_cancel: '취소',
  calibration_close: '닫기',
  calibration_steady: '안정됨: {value} °C (편차 {spread} °C, 측정 {n}회)',
  calibration_value: '기준값 (°C)',
  calibration_value_hint: '체온계나 흑체에 표시된 값, 30~43',
  calibration_preview: '보정값 {before} °C → {after} °C',
  calibration_person: '이 사람은 피부에서 체온까지 {gap} °C',
  calibration_save: '이 값으로 보정',
  calibration_saved: '보정했습니다. 다음 방문부터 적용됩니다.',
  calibration_history: '지난 보정',
  calibration_history_none: '아직 없습니다',
  calibration_by: '{author} · {reference} {value} °C',

  calibration_error_not_steady: '측정값이 흔들렸습니다. 센서와 기준을 가만히 두고 다시 하세요.',
  calibration_error_blackbody: '센서와 흑체가 3 °C 넘게 다릅니다. 둘 다, 그리고 거리를 확인하세요.',
  calibration_error_clinical:
    '체온은 이마 피부보다 0~5 °C 높습니다. 센서가 이마를 10~20 cm 앞에서 보는지 확인하고, 먼저 흑체로 센서를 확인하세요.',
  calibration_error_forbidden: '관리자만 보정할 수 있습니다.',
  calibration_error_login_required: '관리자로 로그인한 다음 다시 하세요.',
  calibration_error_unreachable: '서버에 연결할 수 없습니다. 아무것도 저장되지 않았습니다.',
  calibration_error_other: '보정하지 못했습니다. 아무것도 저장되지 않았습니다. 서버 기록을 확인하세요.',

  fault_absent: '온도계가 연결되어 있지 않습니다.',
  fault_warming: '센서가 예열하는 중입니다. 기다리세요.',
  fault_stale: '측정값이 오지 않습니다.',
  fault_faulty: '센서에 문제가 있어 믿을 수 있는 값이 없습니다.',
  fault_no_person: '센서 앞에 30 °C를 넘는 것이 없습니다.',
  fault_too_cold: '값이 너무 낮습니다.',
  fault_too_hot: '값이 너무 높습니다.',
  fault_unstable: '아직 안정되지 않았습니다. 4초 동안 가만히 두세요.',
  fault_ambient_out_of_range: '주변 온도가 센서의 범위(10~40 °C)를 벗어났습니다.',
  fault_too_far: '너무 멉니다.',
} as const;

export const calibrationEn: Record<keyof typeof calibrationKo, string> = {
  calibrate: 'Calibrate',
  calibration: 'Calibrate the thermometer',
  calibration_never:
    'The thermometer was never calibrated, so no temperature decides on anybody. Calibrate it.',
  calibration_old: 'The calibration is more than a year old',
  calibration_at: 'Calibrated {at}, sensor {offset} °C',
  calibration_people: 'Skin to body {gap} °C, from {n} {n|person|people}, ±{uncertainty} °C',
  calibration_nobody:
    'Skin to body {gap} °C as published, ±{uncertainty} °C: compare with people to know better.',
  calibration_moved: 'The visitors’ median has moved by {moved} °C: check the calibration.',
  thresholds_fixed: 'Fever from {fever} °C',
  thresholds_recent: 'Fever from {fever} °C now, by recent visitors',
  not_calibrated: 'Not calibrated',

  calibration_reference: 'What do you compare with?',
  reference_blackbody: 'Blackbody (reference source)',
  reference_blackbody_hint:
    'Mends the sensor alone. Put the blackbody 10 to 15 cm before the sensor so that it fills its whole view.',
  reference_clinical: 'Clinical thermometer',
  reference_clinical_hint:
    'Mends the way from skin to body temperature. Somebody who has been indoors for ten minutes stands before the sensor as visitors do, and is measured with the thermometer at the same time. People differ: do it with up to ten, their mean counts.',
  calibration_simulated:
    'The thermometer is simulated: no blackbody can be held before it, and it warms only while the kiosk sees a face.',
  calibration_next: 'Next',
  calibration_back: 'Back',
  calibration_cancel: 'Cancel',
  calibration_close: 'Close',
  calibration_steady: 'Steady: {value} °C (spread {spread} °C, {n} {n|reading|readings})',
  calibration_value: 'Reference (°C)',
  calibration_value_hint: 'What the reference shows, 30 to 43',
  calibration_preview: 'Offset {before} °C → {after} °C',
  calibration_person: 'From skin to body this person has {gap} °C',
  calibration_save: 'Calibrate with this value',
  calibration_saved: 'Calibrated. It counts from the next visit on.',
  calibration_history: 'Earlier calibrations',
  calibration_history_none: 'None yet',
  calibration_by: 'by {author}: {reference}, {value} °C',

  calibration_error_not_steady: 'The readings moved. Hold sensor and reference still, then try again.',
  calibration_error_blackbody: 'Sensor and blackbody differ by more than 3 °C. Check both, and the distance.',
  calibration_error_clinical:
    'A body is 0 to 5 °C warmer than the skin of the forehead. Check that the sensor sees a forehead at 10 to 20 cm; check the sensor with a blackbody first.',
  calibration_error_forbidden: 'Only an administrator may calibrate.',
  calibration_error_login_required: 'Log in as an administrator, then try again.',
  calibration_error_unreachable: 'The server is away. Nothing was stored.',
  calibration_error_other: 'That failed. Nothing was stored. Look at the server’s log.',

  fault_absent: 'No thermometer is connected.',
  fault_warming: 'The sensor is settling: wait.',
  fault_stale: 'No readings come.',
  fault_faulty: 'The sensor has a fault: none of its values can be trusted.',
  fault_no_person: 'Nothing warmer than 30 °C is before the sensor.',
  fault_too_cold: 'The value is too low.',
  fault_too_hot: 'The value is too high.',
  fault_unstable: 'Not steady yet: hold still for four seconds.',
  fault_ambient_out_of_range: 'The room is outside the sensor’s range of 10 to 40 °C.',
  fault_too_far: 'Too far away.',
};
