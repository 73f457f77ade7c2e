import type { AlarmCode } from './alarms.ts';
import type { InBoth } from './settings-text.ts';

/** What staff read of an alarm: its name, what it means and what to do. */
export interface AlarmText {
  title: InBoth;
  means: InBoth;
  todo: InBoth;
}

/**
 * The one source of the admin page's words and of docs/alarms.md (`npm run docs:alarms`). The type makes an alarm
 * without words a compile error.
 */
export const ALARM_TEXT: Record<AlarmCode, AlarmText> = {
  fever: {
    title: { ko: '높은 체온', en: 'High temperature' },
    means: {
      ko: '방문자의 체온이 두 번 이어서 기준 이상으로 측정되었습니다.',
      en: 'A visitor’s estimate was at or over the threshold twice.',
    },
    todo: {
      ko: '조용한 곳에서 의료용 체온계로 확인하세요. 아프지 않은 사람에게 자주 울리면 온도계를 보정하세요.',
      en: 'Ask the person aside and confirm with a clinical thermometer. Several in a row without ill visitors: calibrate the thermometer.',
    },
  },
  repeated_denial: {
    title: { ko: '거듭된 거부', en: 'Repeated denials' },
    means: {
      ko: '10분 안에 세 번 이어서 들어오지 못했습니다.',
      en: 'Three denials in a row within ten minutes.',
    },
    todo: {
      ko: '입구를 살펴보세요. 마스크가 필요한 사람이 있거나 카메라가 빛을 마주 보고 있을 수 있습니다.',
      en: 'Look at the entrance: somebody may need masks, or the camera looks into the light.',
    },
  },
  call_staff: {
    title: { ko: '직원 호출', en: 'Staff are called' },
    means: {
      ko: '방문자가 직원 호출을 눌렀거나, 스스로 고칠 수 없는 이유로 들어오지 못했습니다.',
      en: 'A visitor pressed ‘call staff’, or was refused for something that he cannot mend.',
    },
    todo: { ko: '입구로 가세요.', en: 'Go there.' },
  },
  thermometer_absent: {
    title: { ko: '온도계 없음', en: 'Thermometer absent' },
    means: { ko: '온도계 보드가 응답하지 않습니다.', en: 'No board answers.' },
    todo: {
      ko: 'USB 케이블과 보드의 램프를 확인하세요. 다른 포트에 있으면 `KF99_THERMOMETER`에 적거나 `auto`로 두세요.',
      en: 'Check the USB cable and the board’s lamp; `KF99_THERMOMETER` names another port, or `auto`.',
    },
  },
  thermometer_stale: {
    title: { ko: '온도계 침묵', en: 'Thermometer silent' },
    means: { ko: '포트는 열려 있지만 측정값이 오지 않습니다.', en: 'The port is open and silent.' },
    todo: {
      ko: '보드를 뽑았다가 다시 꽂으세요. 또 그러면 케이블과 전원을 바꾸세요.',
      en: 'Unplug the board and plug it in again. If it comes back: change cable and power supply.',
    },
  },
  thermometer_faulty: {
    title: { ko: '온도계 고장', en: 'Thermometer faulty' },
    means: {
      ko: '측정값은 오지만 센서가 고장 났거나, 값이 밀리거나 흔들리거나 멈춰 있습니다.',
      en: 'Frames come and say that the sensor fails, drifts, is noisy or stuck.',
    },
    todo: {
      ko: '전선 네 개와 3.3 V를 확인하고, 햇빛과 난방기에서 멀리 두세요. 그래도 그러면 센서를 바꾸세요.',
      en: 'Check its four wires and the 3.3 V; keep sun and heaters off it; replace the sensor.',
    },
  },
  camera_lost: {
    title: { ko: '카메라 없음', en: 'Camera lost' },
    means: {
      ko: '키오스크에 영상이 없습니다. 카메라가 없거나, 거부되었거나, 멈췄거나, 가려져 있습니다.',
      en: 'The kiosk page has no picture: the camera is absent, refused, frozen or covered.',
    },
    todo: {
      ko: '키오스크 화면에 이유가 나옵니다. 케이블과 렌즈를 확인하고, 이 주소에 카메라를 허용하세요.',
      en: 'Look at the page: it says which. Check cable and lens; allow the camera for this address.',
    },
  },
  page_silent: {
    title: { ko: '키오스크 화면 침묵', en: 'Kiosk page silent' },
    means: {
      ko: '키오스크 화면이 15초 동안, 또는 시작한 뒤로 한 번도 응답하지 않았습니다.',
      en: 'No kiosk page has called for 15 seconds, or none since the start.',
    },
    todo: {
      ko: '화면을 살펴보고, 새로 고치거나, 키오스크의 브라우저를 다시 시작하세요.',
      en: 'Look at the screen, reload the page, restart the kiosk’s browser.',
    },
  },
  clock_unsynchronised: {
    title: { ko: '시계가 맞지 않음', en: 'Clock not set' },
    means: {
      ko: '네트워크에서 시각을 받지 못했습니다. 방문은 표시해 두고 길면 하루 동안 보내지 않습니다.',
      en: 'The time was not set from the network. Visits are marked and held back, at most a day.',
    },
    todo: { ko: '네트워크와 시각 서비스를 확인하세요.', en: 'Check the network and the time service.' },
  },
  outbox_old: {
    title: { ko: '오래 기다리는 방문', en: 'Visits wait long' },
    means: {
      ko: '가장 오래된 방문이 한 시간 넘게 클라우드를 기다립니다.',
      en: 'The oldest visit has waited for an hour for the cloud.',
    },
    todo: {
      ko: '네트워크와 클라우드 데이터베이스를 확인하세요. 잃은 것은 없습니다.',
      en: 'Check the network and the cloud database; nothing is lost.',
    },
  },
  outbox_large: {
    title: { ko: '많이 쌓인 방문', en: 'Many visits wait' },
    means: { ko: '5,000건이 넘는 방문이 기다립니다.', en: 'More than 5,000 visits wait.' },
    todo: {
      ko: '네트워크와 클라우드 데이터베이스를 확인하세요. 클라우드가 돌아오면 저절로 보냅니다.',
      en: 'Check the network and the cloud database; when the cloud is there again the queue drains by itself.',
    },
  },
  sync_refused: {
    title: { ko: '클라우드가 거부함', en: 'Cloud refuses' },
    means: {
      ko: '클라우드가 이 키오스크나 몇몇 방문을 받지 않습니다. 받지 않은 방문은 남아 있고 다른 방문을 막지 않습니다.',
      en: 'The cloud refuses this kiosk or single visits. Single rows are kept and block nobody; the alarm has the database’s words.',
    },
    todo: {
      ko: '토큰을 모른다고 하면 이 키오스크에 새 토큰을 주세요(`npm run cloud:kiosk`). 받지 않은 방문은 보내는 프로그램을 다시 시작하면 다시 보냅니다.',
      en: 'Unknown token: give the kiosk a new one (`npm run cloud:kiosk`). Single rows are tried again when the worker is restarted.',
    },
  },
  sync_failed: {
    title: { ko: '클라우드를 쓸 수 없음', en: 'Cloud can’t be used' },
    means: {
      ko: '클라우드가 응답하지만 쓸 수 없습니다. 암호가 틀림, 권한 없음, 데이터베이스나 테이블 없음, 이 키오스크보다 낡거나 새로운 스키마, 읽기 전용 대기 서버, 가득 찬 디스크, 믿을 수 없는 인증서, 모르는 호스트 이름 가운데 하나이며 알람에 데이터베이스의 말이 나옵니다. 방문은 그동안 여기에 남고, 1분에 한 번쯤 다시 시도합니다.',
      en: 'The cloud answers, and can’t be used: wrong password, no rights, a database or table that is missing, a schema older or newer than this kiosk, a read-only standby, a full disk, a certificate that is not trusted, or a host name that is not known. The alarm has the database’s words. Visits are kept meanwhile, and the cloud is tried about once a minute.',
    },
    todo: {
      ko: '알람에 적힌 대로 하세요. `DATABASE_URL`을 바꾸었으면 보내는 프로그램을 다시 시작하세요.',
      en: 'Do what the alarm says. After a change of `DATABASE_URL` restart the worker.',
    },
  },
  disk_low: {
    title: { ko: '디스크 부족', en: 'Disk nearly full' },
    means: {
      ko: '디스크가 거의 찼습니다. 가득 차면 판정할 수 없습니다.',
      en: 'The disk is nearly full; a full one gives no verdicts.',
    },
    todo: {
      ko: 'KF99의 것이 아닌 파일을 지우고, 사진 보관 기간을 줄이세요.',
      en: 'Remove what is not KF99’s, shorten the retention of pictures.',
    },
  },
  under_voltage: {
    title: { ko: '전압 부족', en: 'Under-voltage' },
    means: {
      ko: '전원의 전압이 너무 낮습니다. 컴퓨터가 느려지고, 갑자기 꺼지거나 카드를 망가뜨릴 수 있습니다.',
      en: 'The supply’s voltage is too low: the machine slows down, may stop at any time and damage its card.',
    },
    todo: {
      ko: '제조사의 정품 전원 장치와 짧은 케이블을 쓰고, USB 기기는 전원이 있는 허브에 꽂으세요.',
      en: 'Use the maker’s own supply and a short cable; put USB devices on a hub with a supply of its own.',
    },
  },
  throttled: {
    title: { ko: '느려진 프로세서', en: 'Processor slowed down' },
    means: {
      ko: '프로세서가 1분 넘게 느려져 있습니다. 너무 뜨겁거나 전원이 약합니다. 판정이 늦어집니다.',
      en: 'The processor has been slowed down for a minute, by heat or a weak supply; verdicts take longer.',
    },
    todo: {
      ko: '통풍이 되게 하고, 방열판이나 팬을 달고, 햇빛을 피하세요. 전원도 확인하세요.',
      en: 'Give it air, a heat sink or a fan, keep the sun off it, and check the supply.',
    },
  },
  card_worn: {
    title: { ko: '낡은 카드', en: 'Card worn' },
    means: {
      ko: '저장 카드의 수명이 거의 다했거나, 하루에 10 GB 넘게 기록되고 있습니다. SD 카드는 얼마나 낡았는지 알려 주지 않으므로 기록량만 셉니다.',
      en: 'The card has used most of its life, or more than 10 GB a day are written to it. An SD card does not tell how worn it is; there only the writing is counted.',
    },
    todo: {
      ko: '백업하고(`npm run backup`) 카드를 바꾸세요. 많이 쓰는 프로그램이 있으면 찾아서 멈추세요.',
      en: 'Make a backup (`npm run backup`) and replace the card. Where something else writes that much, find and stop it.',
    },
  },
  calibration_due: {
    title: { ko: '온도계 보정 필요', en: 'Calibration due' },
    means: {
      ko: '온도계를 보정한 적이 없거나, 마지막 보정이 `calibrationDays`보다 오래되었습니다. 온도가 틀릴 수 있습니다.',
      en: 'The thermometer was never calibrated, or longer ago than `calibrationDays`; temperatures may be off.',
    },
    todo: {
      ko: '관리 페이지에서 기준 온도계와 비교해 보정하세요.',
      en: 'Calibrate it against a reference on the admin page.',
    },
  },
  store_failed: {
    title: { ko: '저장 실패', en: 'Storing failed' },
    means: { ko: '마지막 방문을 쓰지 못했습니다.', en: 'The last visit could not be written.' },
    todo: { ko: '디스크를 비우고 카드를 확인하세요.', en: 'Make room on the disk; check the card.' },
  },
  store_corrupt: {
    title: { ko: '데이터베이스 손상', en: 'Database damaged' },
    means: {
      ko: '시작할 때 데이터베이스가 손상되어 있었습니다. 손상된 파일은 그대로 옆에 두고(데이터 폴더의 `kf99.damaged-날짜.sqlite`와 `-wal`), 읽을 수 있던 것으로 새로 시작했습니다. 읽은 것은 사람, 설정, 토큰, 기기, 클라우드에 없던 방문이며, 얼마나 되는지는 알람에 나옵니다.',
      en: 'The local database was damaged at the start: it was set aside, its bytes kept (`kf99.damaged-DATE.sqlite` in the data folder, with `-wal`), and a new one begun with what could be read: people, settings, tokens, devices, and the visits that the cloud had not got. The alarm says how much that was. Damage that is found while the server runs ends it, so that its service manager starts it anew.',
    },
    todo: {
      ko: '다시 로그인하고, 파일을 모두 잃었으면 다시 설정하세요. 대개 카드가 낡았거나 쓰는 중에 전원이 꺼진 것이니 카드를 바꾸세요. 손상된 파일은 최근 두 개는 늘, 많아야 다섯 개나 2 GB까지 남습니다. 볼 사람이 없으면 지우세요.',
      en: 'A log-in and, where the whole file was lost, the set-up are needed again. Usually the card is worn or the power was cut while it wrote: replace it. The newest two damaged files are always kept, five or 2 GB at the most; remove them when nobody wants to look at them.',
    },
  },
  mqtt_away: {
    title: { ko: 'MQTT 연결 끊김', en: 'MQTT broker away' },
    means: {
      ko: '브로커가 1분 동안 응답하지 않았습니다. 판정은 보관했다가 나중에 보냅니다.',
      en: 'The broker has not answered for a minute. Verdicts are kept and published later.',
    },
    todo: {
      ko: '브로커의 주소와 인증서, 네트워크를 확인하세요.',
      en: 'Check its address, certificate and network.',
    },
  },
  webhook_failed: {
    title: { ko: '웹훅 실패', en: 'Webhook failed' },
    means: {
      ko: '규칙의 웹훅 호출을 여러 번 시도한 뒤 그만두었습니다.',
      en: 'A call of a rule’s webhook was given up after its tries.',
    },
    todo: {
      ko: '주소와 받는 쪽의 기록을 확인하세요.',
      en: 'Check the address and the receiver’s log.',
    },
  },
  login_attack: {
    title: { ko: '로그인 공격', en: 'Log-in attack' },
    means: {
      ko: '틀린 비밀번호가 많이 들어왔습니다. 계정은 잠시 잠기고, 열린 세션은 그대로입니다.',
      en: 'Many wrong passwords. Accounts lock themselves for a while, open sessions go on.',
    },
    todo: {
      ko: '누가 관리 페이지에 접근하는지 알아보고, 필요 없는 네트워크에서는 막으세요.',
      en: 'Find out who reaches the admin page; take it off the network that needs no access.',
    },
  },
  rule: {
    title: { ko: '규칙 작동', en: 'A rule is active' },
    means: {
      ko: '이 사이트의 규칙 하나가 참입니다. 규칙의 이름은 알람에 나옵니다.',
      en: 'A rule of this site is active. The rule’s name stands in the alarm.',
    },
    todo: {
      ko: '규칙이 정한 일을 하세요. 규칙이 문을 잠갔으면 사람이 풀 수 있습니다.',
      en: 'Do what the rule is for. Where it keeps the door shut, staff can unlock it.',
    },
  },
  rule_disabled: {
    title: { ko: '꺼진 규칙', en: 'A rule was switched off' },
    means: {
      ko: '조건이 CPU 시간 50 ms를 넘겨서 규칙이 꺼졌습니다.',
      en: 'A rule was switched off: its condition took longer than 50 ms of CPU time, or failed.',
    },
    todo: { ko: '조건을 간단히 고쳐서 다시 저장하세요.', en: 'Simplify it and save it again.' },
  },
};

/** The words of an alarm; null for one that only a newer kiosk has. */
export function alarmText(code: string): AlarmText | null {
  return Object.hasOwn(ALARM_TEXT, code) ? ALARM_TEXT[code as AlarmCode] : null;
}
