/** The field's terms as staff read them; what a visitor is told stands in `web/kiosk/messages`. */
export const ko = {
  verdict_pass: '통과',
  verdict_deny: '출입 거부',
  verdict_adjust: '재확인 요청',
  verdict_staff: '직원 허용',

  reason_no_mask: '마스크 없음',
  reason_mask_incorrect: '마스크 착용 불량',
  reason_undecided: '마스크 판별 불가',
  reason_fever: '높은 체온',
  reason_too_cold: '체온이 너무 낮게 측정됨',
  reason_temperature_missing: '체온 측정 안 됨',
  reason_thermometer_broken: '온도계 고장',
  reason_not_calibrated: '온도계 보정 전',
  reason_medical_exemption: '의학적 예외',
  reason_child: '어린이',
  reason_broken_sensor: '기기 고장',
  reason_staff_other: '직원 판단',

  mask_mask: '착용',
  mask_no_mask: '미착용',
  mask_incorrect: '착용 불량',
  mask_undecided: '판별 불가',

  cause_dark: '어두움',
  cause_far: '너무 멂',
  cause_side: '옆모습',
  cause_tilted: '기울어짐',
  cause_blurred: '흔들림',
  cause_covered: '얼굴 가림',
  cause_unsure: '불확실',

  thermometer_absent: '연결되어 있지 않음',
  thermometer_connecting: '연결하는 중',
  thermometer_warming: '예열하는 중',
  thermometer_live: '작동 중',
  thermometer_stale: '응답 없음',
  thermometer_faulty: '센서 고장',

  simulated: '시뮬레이션',
} as const;
