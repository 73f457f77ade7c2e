/** What only the pages for all kiosks say, in both languages; ko.ts and en.ts take it in. */
export const fleetKo = {
  fleet: '모든 키오스크',
  place: '키오스크 또는 지점',
  place_all: '전체',
  place_sites: '지점',
  place_kiosks: '키오스크',
  of_kiosk: '키오스크',
  failed_cloud_away: '클라우드 데이터베이스가 응답하지 않습니다. 곧 다시 시도합니다.',
  unreadable: '{n}건은 이 서버의 버전에서 읽을 수 없어 빠졌습니다. 이 서버를 업데이트하세요.',
  unread: '읽을 수 없는 값: {names}',
} as const;

export const fleetEn: Record<keyof typeof fleetKo, string> = {
  fleet: 'All kiosks',
  place: 'Kiosk or site',
  place_all: 'All',
  place_sites: 'Sites',
  place_kiosks: 'Kiosks',
  of_kiosk: 'Kiosk',
  failed_cloud_away: 'The cloud database does not answer. The page tries again by itself.',
  unreadable:
    '{n} {n|entry is|entries are} left out: this server can’t read {n|it|them}. Update this server.',
  unread: 'Could not be read: {names}',
};
