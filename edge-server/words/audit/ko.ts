import type { AuditWords } from './words.ts';

/** What the audit log says, in Korean. */
export const ko: AuditWords = {
  actions: {
    'session.begin': '로그인',
    'user.add': '{target} 추가',
    'user.change': '{target}의 역할이나 이름 변경',
    'user.password': '{target}의 비밀번호 변경',
    'user.log_out': '{target}의 모든 세션 종료',
    'user.remove': '{target} 삭제',
    'token.add': '토큰 {target} 발급',
    'token.remove': '토큰 {target} 폐기',
    'pairing.add': '화면 {target} 등록',
    'pairing.code': '키오스크 화면 등록 코드 발급',
    'pairing.remove': '등록된 화면 {target} 해제',
    'settings.change': '설정 변경',
    'rule.add': '규칙 {target} 추가',
    'rule.change': '규칙 {target} 변경',
    'rule.remove': '규칙 {target} 삭제',
    'alarm.reopen': '알람 {target} 확인 취소',
    'door.staff_pass': '방문자를 들여보냄',
    'door.unlock': '규칙이 닫아 둔 문을 엶',
    'camera.check': '카메라 확인 사진을 요청',
    'camera.picture': '카메라 확인 사진을 봄',
    'webhook.secret': '웹훅 서명 키를 새로 만듦',
    'thermometer.calibrate': '온도계 보정',
    'visit.mark': '방문 {target}의 판정이 틀렸다고 표시',
    'visit.unmark': '방문 {target}의 표시 취소',
    'visits.erase': '방문 기록 영구 삭제',
    restore: '백업에서 복원',
  },
  actors: {
    host: '이 기기의 명령줄',
    kiosk: '이 기기의 브라우저',
    setup: '처음 설정',
  },
};
