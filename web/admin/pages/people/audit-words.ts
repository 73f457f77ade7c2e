import type { Language } from '../../../shared/messages/text.ts';

/** What somebody did, after their name; `{target}` is whom or what they did it to. */
const WORDS: Record<string, Record<Language, string>> = {
  'session.begin': { ko: '로그인', en: 'logged in' },
  'user.add': { ko: '{target} 추가', en: 'added {target}' },
  'user.change': { ko: '{target}의 역할이나 이름 변경', en: 'changed the role or name of {target}' },
  'user.password': { ko: '{target}의 비밀번호 변경', en: 'changed the password of {target}' },
  'user.log_out': { ko: '{target}의 모든 세션 종료', en: 'ended all sessions of {target}' },
  'user.remove': { ko: '{target} 삭제', en: 'removed {target}' },
  'token.add': { ko: '토큰 {target} 발급', en: 'made the token {target}' },
  'token.remove': { ko: '토큰 {target} 폐기', en: 'withdrew the token {target}' },
  'pairing.code': { ko: '키오스크 화면 등록 코드 발급', en: 'made a code to pair a kiosk screen' },
  'pairing.remove': { ko: '등록된 화면 {target} 해제', en: 'unpaired the screen {target}' },
  'settings.change': { ko: '설정 변경', en: 'changed the settings' },
  'rule.add': { ko: '규칙 {target} 추가', en: 'added rule {target}' },
  'rule.change': { ko: '규칙 {target} 변경', en: 'changed rule {target}' },
  'rule.remove': { ko: '규칙 {target} 삭제', en: 'removed rule {target}' },
  'alarm.reopen': { ko: '알람 {target} 확인 취소', en: 'took back the acknowledgement of alarm {target}' },
  'door.staff_pass': { ko: '방문자를 들여보냄', en: 'let a person in' },
  'door.unlock': { ko: '규칙이 닫아 둔 문을 엶', en: 'opened the door that a rule kept shut' },
  'camera.check': { ko: '카메라 확인 사진을 요청', en: 'asked for a picture of the camera' },
  'camera.picture': { ko: '카메라 확인 사진을 봄', en: 'saw a picture of the camera' },
  'webhook.secret': { ko: '웹훅 서명 키를 새로 만듦', en: 'made a new key that signs webhooks' },
  'thermometer.calibrate': { ko: '온도계 보정', en: 'calibrated the thermometer' },
  'visit.mark': {
    ko: '방문 {target}의 판정이 틀렸다고 표시',
    en: 'marked the verdict of visit {target} as wrong',
  },
  'visit.unmark': { ko: '방문 {target}의 표시 취소', en: 'took the mark of visit {target} back' },
  'visits.erase': { ko: '방문 기록 영구 삭제', en: 'erased visits for good' },
  restore: { ko: '백업에서 복원', en: 'restored a backup' },
};

/** A sentence in pieces, so that a name of any script keeps its own direction. Unknown actions say their code. */
export function auditWords(
  action: string,
  target: string,
  language: Language,
): { before: string; target: string | null; after: string } {
  const words = WORDS[action]?.[language];
  // "user:김민수" is shown as "김민수".
  const name = target.replace(/^[a-z]+:/, '');
  if (words === undefined) return { before: `${action} `, target: name, after: '' };
  const [before, after] = words.split('{target}');
  return after === undefined
    ? { before: before!, target: null, after: '' }
    : { before: before!, target: name, after };
}

/** Who acted: people and tokens by their names, the machine itself in words. */
export function auditActor(actor: string, language: Language): string {
  const own: Record<string, Record<Language, string>> = {
    host: { ko: '이 기기의 명령줄', en: 'the command line of this machine' },
    setup: { ko: '처음 설정', en: 'first set-up' },
  };
  return own[actor]?.[language] ?? actor.replace(/^[a-z]+:/, '');
}
