import type { SettingsWords } from './places.ts';

/** What a person who changes a setting reads, in Korean. */
export const ko: SettingsWords = {
  groups: {
    policy: '출입 기준',
    hours: '시간과 휴일',
    thermometer: '온도계',
    timing: '시간',
    kiosk: '키오스크 화면과 소리',
    camera: '카메라',
    keeping: '보관',
    door: '문',
    staff: '직원과 호출',
    report: '주간 보고서',
  },
  units: {
    s: '초',
    days: '일',
  },
  keys: {
    maskPolicy: {
      title: '마스크',
      help: '필수이면 마스크가 없는 방문자는 들어올 수 없습니다. 안내만이면 통과하고 기록에 남습니다.',
      options: {
        required: '필수',
        remind: '안내만',
        off: '확인하지 않음',
      },
    },
    temperaturePolicy: {
      title: '체온',
      help: '필수이면 체온을 재지 못한 방문자는 들어올 수 없습니다. 선택이면 잰 경우에만 발열을 봅니다.',
      options: {
        required: '필수',
        optional: '선택',
        off: '확인하지 않음',
      },
    },
    brokenThermometer: {
      title: '온도계가 고장났을 때',
      help: '체온이 필수일 때: 방문자마다 직원을 부르거나, 마스크만으로 판정합니다. 어느 쪽이든 기록에 남습니다.',
      options: {
        staff: '직원 호출',
        mask_only: '마스크만 확인',
      },
    },
    feverThreshold: {
      title: '발열 기준',
      help: '이 체온 이상이 두 번 이어서 측정되면 들어올 수 없습니다.',
    },
    lowestPlausible: {
      title: '믿을 수 있는 가장 낮은 체온',
      help: '이보다 낮으면 종이나 벽, 찬 피부로 보고 다시 잽니다. 사람이 있다고 보는 온도보다 높고 발열 기준보다 낮아야 합니다.',
    },
    feverRule: {
      title: '발열로 보는 기준',
      help: '정해진 체온, 또는 최근 방문자 50명의 중앙값보다 높은 정도(정해진 기준에서 위로 0.5 °C, 아래로 2.5 °C까지).',
      options: {
        fixed: '정해진 체온부터',
        recent: '최근 방문자보다 높으면',
      },
    },
    recentMargin: {
      title: '최근 방문자와의 차이',
      help: '최근 방문자를 기준으로 할 때: 작을수록 발열을 더 많이 찾고, 건강한 방문자도 더 많이 멈춥니다.',
    },
    uncalibrated: {
      title: '온도계를 한 번도 보정하지 않은 동안',
      help: '그동안 체온은 판정에 쓰이지 않습니다. 재지 않거나, 재고 보정 전이라고 표시합니다.',
      options: {
        mask_only: '마스크만 확인',
        shown: '보정 전이라고 표시',
      },
    },
    presenceThreshold: {
      title: '사람이 있다고 보는 온도',
      help: '센서가 이보다 높게 재면 앞에 사람이 있습니다. 여름에 뜨거운 곳이면 올리세요.',
    },
    farthestMm: {
      title: '측정하는 가장 먼 거리',
      help: '더 멀리 선 사람에게는 다가오라고 합니다. 100~200이 알맞습니다. 더 멀면 센서가 이마 옆의 벽까지 봅니다. 거리 센서가 있을 때만 쓰입니다.',
    },
    sensorPlace: {
      title: '센서의 위치',
      help: '방문자가 화면을 볼 때 센서가 있는 쪽입니다. 화면과 음성이 그쪽을 가리킵니다.',
      options: {
        left: '화면의 왼쪽',
        right: '화면의 오른쪽',
        above: '화면의 위쪽',
        below: '화면의 아래쪽',
      },
    },
    emissivity: {
      title: '피부 방사율',
      help: '사람의 피부는 약 0.98입니다. 1이면 보정하지 않습니다.',
    },
    ambientCoefficient: {
      title: '주위 온도 보정',
      help: '주위가 25 °C보다 1도 높을 때마다 더하는 값입니다.',
    },
    distanceCoefficient: {
      title: '거리 보정',
      help: '100 mm보다 100 mm 멀어질 때마다 더하는 값입니다.',
    },
    temperatureOffset: {
      title: '고정 보정값',
      help: '보정에서 나온 값에 더합니다. 될 수 있으면 이것 대신 온도계 보정을 하세요.',
    },
    calibrationDays: {
      title: '보정 주기',
      help: '마지막 보정이 이보다 오래되면 알립니다.',
    },
    staleAfterSeconds: {
      title: '측정이 끊겼다고 보는 시간',
      help: '이 시간 동안 측정이 오지 않으면 온도계를 믿지 않습니다.',
    },
    checkingSeconds: {
      title: '마스크를 판단하는 시간',
      help: '확실해지면 더 일찍 끝납니다. 이 시간까지 모르면 무엇을 고칠지 알려 줍니다.',
    },
    adjustSeconds: {
      title: '고칠 시간',
      help: '코를 가리거나 다가오는 등 고칠 때까지 기다리는 시간입니다.',
    },
    temperatureTimeout: {
      title: '체온을 재는 시간',
      help: '이 시간까지 쓸 수 있는 측정이 없으면 체온 없이 판정합니다.',
    },
    resultSeconds: {
      title: '결과를 보여 주는 시간',
      help: '짧을수록 줄이 빨리 줄고, 길수록 읽기 쉽습니다.',
    },
    recheckSeconds: {
      title: '다시 확인하기까지',
      help: '거절되고 그대로 서 있는 방문자를 이만큼 뒤에 다시 확인합니다.',
    },
    language: {
      title: '방문자의 언어',
      help: '키오스크가 처음 쓰는 언어입니다. 방문자는 화면에서 바꿀 수 있습니다.',
    },
    timeZone: {
      title: '시간대',
      help: '표시하는 시각과 운영 시간, 하루가 시작하는 때를 정합니다.',
    },
    siteName: {
      title: '장소 이름',
      help: '키오스크 화면과 직원 화면 위에 보입니다. 비우면 키오스크에는 KF99로 보입니다.',
    },
    secondPerson: {
      title: '두 사람이 함께 서면',
      help: '한 사람씩 오라고 하거나, 가까운 사람만 확인하고 수만 셉니다.',
      options: {
        ask: '한 사람씩 오라고 함',
        count: '수만 셈',
      },
    },
    soundVolume: {
      title: '소리 크기',
      help: '알림음과 음성의 크기입니다. 0이면 소리가 없습니다.',
    },
    voice: {
      title: '음성 안내',
      help: '예: 무엇을 할지 말로도 알려 줍니다. 아니요: 알림음만 납니다.',
    },
    quietHours: {
      title: '소리를 끄는 시간',
      help: '두 시각을 적습니다. 예: 22:00-07:00. 비우면 언제나 소리가 납니다.',
    },
    openingHours: {
      title: '운영 시간',
      help: '요일과 휴일마다 운영하는 시간입니다. 그 밖의 시간에는 키오스크 컴퓨터가 화면과 카메라를 끄고, 꺼진 화면을 알리지 않습니다. 시계가 맞춰지지 않은 동안에는 운영 중으로 봅니다.',
    },
    holidays: {
      title: '휴일',
      help: '운영 시간과 ‘정해진 때의 다른 기준’에서 휴일로 보는 날입니다.',
    },
    policyPeriods: {
      title: '정해진 때의 다른 기준',
      help: '면회 시간이나 독감철에 쓰는 출입 기준입니다. 해당하는 것 가운데 첫 번째를 따르고, 그 밖에나 시계가 맞춰지지 않은 동안에는 출입 기준의 값을 따릅니다.',
    },
    doorContact: {
      title: '문 접점',
      help: '온도계 보드에 연결한 스위치로, 문이 닫히면 닫힙니다. 강제로 열린 것은 열쇠나 나가는 버튼으로 여는 사람이 없는 문에서만 쓸모가 있습니다.',
      options: {
        none: '없음',
        left_open: '열린 채로 있으면 알림',
        forced: '강제로 열려도 알림',
      },
    },
    doorOpenSeconds: {
      title: '문을 열어 두어도 되는 시간',
      help: '이보다 길면 알람입니다.',
    },
    answerSeconds: {
      title: '호출이나 알람에 답할 시간',
      help: '그때까지 확인하지 않으면 다음 차례 직원에게 알리고, 키오스크는 호출한 방문자에게 어떻게 할지 알려 줍니다.',
    },
    unansweredText: {
      title: '아무도 답하지 않을 때 방문자가 할 일',
      help: '키오스크에 나옵니다. 예: ‘경비실 02-123-4567로 전화해 주세요’. 비워 두면 방문자의 언어로 된 기본 문장이 나옵니다.',
    },
    cameraLabel: {
      title: '카메라 이름',
      help: '카메라가 여럿이면 이름의 일부를 적습니다. 비우면 첫 번째를 씁니다.',
    },
    cameraTurn: {
      title: '카메라 영상 회전',
      help: '카메라를 옆으로 눕히거나 거꾸로 달았을 때 씁니다. 다른 회전이 더 맞으면 카메라 확인에서 알려 줍니다.',
      options: {
        0: '돌리지 않음',
        90: '시계 방향으로 90°',
        180: '180° 돌림',
        270: '시계 반대 방향으로 90°',
      },
    },
    visionBackends: {
      title: '영상 계산 방식',
      help: '키오스크가 이 중에서 가장 빠른 것을 골라 씁니다.',
    },
    visitDays: {
      title: '방문 기록을 보관하는 기간',
      help: '이 기간이 지나고 클라우드로 전송된 기록은 사진과 함께 이 기기에서 지웁니다. 전송되지 않은 기록은 지우지 않습니다.',
    },
    captures: {
      title: '방문 사진 보관',
      help: '끄면 사진이 브라우저를 벗어나지 않습니다. 켜면 화면에 그렇게 알립니다.',
      options: {
        off: '끔',
        on: '켬',
      },
    },
    captureRegion: {
      title: '사진에서 남기는 부분',
      help: '적게 남길수록 개인정보가 적습니다.',
      options: {
        whole: '사진 전체',
        mask: '마스크 부분만',
        blurred: '얼굴을 흐리게',
      },
    },
    captureAdjust: {
      title: '판정하지 못한 시도의 사진',
      help: '가까이 오거나 마스크를 고쳐 쓰라고 안내한 경우입니다. 모델이 확신하지 못한 사진이 학습에 가장 도움이 됩니다. 끄면 한 시간 안에 지웁니다.',
      options: {
        off: '지움',
        on: '보관',
      },
    },
    captureEarly: {
      title: '판정 전에 사진을 버킷으로 보내기',
      help: '버킷이 정해져 있고 사진을 보관할 때만 쓰입니다. 켜면 첫 사진을 바로 temp-로 시작하는 이름으로 보내고, 판정이 나면 또는 한 시간 안에 버킷에서 지웁니다.',
      options: {
        off: '보내지 않음',
        on: '보냄',
      },
    },
    captureDays: {
      title: '사진을 보관하는 기간',
      help: '이 기간이 지나면 이 기기에서 지웁니다.',
    },
    captureQuotaMb: {
      title: '사진이 차지하는 최대 크기',
      help: '넘으면 오래된 사진부터 지웁니다.',
    },
    secondFactor: {
      title: '로그인 2단계 인증',
      help: '누구나 사람 화면에서 비밀번호에 인증 앱의 코드를 더할 수 있습니다. 필수이면 설정하지 않은 관리자는 설정할 때까지 보기만 할 수 있습니다.',
      options: {
        optional: '각자 선택',
        admins: '관리자는 필수',
      },
    },
    reportDay: {
      title: '주간 보고서를 보내는 요일',
      help: '월요일부터 일요일까지 지난 한 주의 횟수를 담아, 알람의 ‘누구에게 알리나’에서 보고서를 받기로 한 이메일 주소와 기기에 정해 둔 폴더로 보냅니다.',
      options: {
        off: '보내지 않음',
        mon: '월요일',
        tue: '화요일',
        wed: '수요일',
        thu: '목요일',
        fri: '금요일',
        sat: '토요일',
        sun: '일요일',
      },
    },
    reportTime: {
      title: '주간 보고서를 보내는 시각',
      help: '이 장소의 시간대로 07:30처럼 씁니다. 그때 기기가 꺼져 있으면 다시 켜졌을 때 보냅니다.',
    },
    reportDecimal: {
      title: '보고서 CSV의 소수점',
      help: '그 나라의 스프레드시트가 쓰는 대로 고릅니다. 다르면 Excel이 한 줄을 한 칸에 넣습니다.',
      options: {
        point: '36.5로 쓰고 칸은 쉼표로 나눔',
        comma: '36,5로 쓰고 칸은 세미콜론으로 나눔',
      },
    },
  },
};
