import type { Settings } from './settings.ts';

/** One sentence or name in the languages of staff's pages. */
export interface InBoth {
  ko: string;
  en: string;
}

/** What a person who sets a key reads. */
export interface SettingText {
  /** Under which heading of the form, and of the documents, it stands. */
  group: SettingsGroup;
  title: InBoth;
  help: InBoth;
  /** Names of the values, where they are words of ours; languages, zones and backends have names of their own. */
  options?: Record<string, InBoth>;
  /** True for a key that the kiosk page reads only when it is loaded; everything else holds from the next visit. */
  restart?: true;
}

/** Headings, in the order of the form. */
export const SETTINGS_GROUPS = {
  policy: { ko: '출입 기준', en: 'Who may enter' },
  thermometer: { ko: '온도계', en: 'Thermometer' },
  timing: { ko: '시간', en: 'Timing' },
  kiosk: { ko: '키오스크 화면과 소리', en: 'Kiosk screen and sound' },
  camera: { ko: '카메라', en: 'Camera' },
  keeping: { ko: '보관', en: 'What is kept' },
} as const satisfies Record<string, InBoth>;
export type SettingsGroup = keyof typeof SETTINGS_GROUPS;

/** Units that are words; the others are the same signs everywhere. */
export const UNITS: Record<string, InBoth> = {
  s: { ko: '초', en: 's' },
  days: { ko: '일', en: 'days' },
};

const required = { ko: '필수', en: 'Required' };
const off = { ko: '확인하지 않음', en: 'Not looked at' };

/** The words of every key; the type makes a key without words a compile error. */
export const SETTINGS_TEXT: Record<keyof Settings, SettingText> = {
  maskPolicy: {
    group: 'policy',
    title: { ko: '마스크', en: 'Mask' },
    help: {
      ko: '필수이면 마스크가 없는 방문자는 들어올 수 없습니다. 안내만이면 통과하고 기록에 남습니다.',
      en: 'Required: nobody enters without a mask. Remind only: they pass, and the visit notes it.',
    },
    options: { required, remind: { ko: '안내만', en: 'Remind only' }, off },
  },
  temperaturePolicy: {
    group: 'policy',
    title: { ko: '체온', en: 'Temperature' },
    help: {
      ko: '필수이면 체온을 재지 못한 방문자는 들어올 수 없습니다. 선택이면 잰 경우에만 발열을 봅니다.',
      en: 'Required: nobody enters unmeasured. Optional: a fever is refused when it was measured.',
    },
    options: { required, optional: { ko: '선택', en: 'Optional' }, off },
  },
  feverThreshold: {
    group: 'policy',
    title: { ko: '발열 기준', en: 'Fever from' },
    help: {
      ko: '이 체온 이상이 두 번 이어서 측정되면 들어올 수 없습니다.',
      en: 'At or over this, confirmed by a second reading, nobody enters.',
    },
  },
  lowestPlausible: {
    group: 'policy',
    title: { ko: '믿을 수 있는 가장 낮은 체온', en: 'Lowest plausible temperature' },
    help: {
      ko: '이보다 낮으면 종이나 벽, 찬 피부로 보고 다시 잽니다. 사람이 있다고 보는 온도보다 높고 발열 기준보다 낮아야 합니다.',
      en: 'Anything colder is paper, a wall or cold skin, and is measured again. Over the presence, under the fever.',
    },
  },
  adaptiveThreshold: {
    group: 'policy',
    title: { ko: '최근 방문자 기준도 표시', en: 'Show a threshold from recent visitors' },
    help: {
      ko: '최근 방문자 체온의 중앙값에 여유를 더한 값을 참고로 보여 줍니다. 판정에는 쓰지 않습니다.',
      en: 'The running median of visitors plus a margin, beside the fever threshold. It decides nothing.',
    },
  },
  adaptiveMargin: {
    group: 'policy',
    title: { ko: '최근 방문자 기준의 여유', en: 'Margin over recent visitors' },
    help: {
      ko: '중앙값에 더하는 값입니다. 작을수록 자주 표시됩니다.',
      en: 'What is added to the median; a smaller one marks more visitors.',
    },
  },
  presenceThreshold: {
    group: 'thermometer',
    title: { ko: '사람이 있다고 보는 온도', en: 'Person present above' },
    help: {
      ko: '센서가 이보다 높게 재면 앞에 사람이 있습니다. 여름에 뜨거운 곳이면 올리세요.',
      en: 'A sensor that shows more than this sees a person. Raise it where the background gets hot.',
    },
  },
  farthestMm: {
    group: 'thermometer',
    title: { ko: '측정하는 가장 먼 거리', en: 'Farthest distance to measure at' },
    help: {
      ko: '더 멀리 선 사람에게는 다가오라고 합니다. 거리 센서가 있을 때만 쓰입니다.',
      en: 'Whoever stands farther is asked to come closer. Only with a distance sensor.',
    },
  },
  emissivity: {
    group: 'thermometer',
    title: { ko: '피부 방사율', en: 'Emissivity of skin' },
    help: {
      ko: '사람의 피부는 약 0.98입니다. 1이면 보정하지 않습니다.',
      en: 'Human skin has about 0.98; 1 corrects nothing.',
    },
  },
  ambientCoefficient: {
    group: 'thermometer',
    title: { ko: '주위 온도 보정', en: 'Correction for ambient' },
    help: {
      ko: '주위가 25 °C보다 1도 높을 때마다 더하는 값입니다.',
      en: 'Added for each degree of ambient over 25 °C.',
    },
  },
  distanceCoefficient: {
    group: 'thermometer',
    title: { ko: '거리 보정', en: 'Correction for distance' },
    help: {
      ko: '100 mm보다 100 mm 멀어질 때마다 더하는 값입니다.',
      en: 'Added for each 100 mm beyond the first 100 mm.',
    },
  },
  temperatureOffset: {
    group: 'thermometer',
    title: { ko: '고정 보정값', en: 'Fixed offset' },
    help: {
      ko: '보정에서 나온 값에 더합니다. 될 수 있으면 이것 대신 온도계 보정을 하세요.',
      en: 'Added to that of the calibration. Calibrate the thermometer rather than guess here.',
    },
  },
  calibrationDays: {
    group: 'thermometer',
    title: { ko: '보정 주기', en: 'Calibrate after' },
    help: {
      ko: '마지막 보정이 이보다 오래되면 알립니다.',
      en: 'A calibration that is older is an alarm.',
    },
  },
  staleAfterSeconds: {
    group: 'thermometer',
    title: { ko: '측정이 끊겼다고 보는 시간', en: 'Thermometer is stale after' },
    help: {
      ko: '이 시간 동안 측정이 오지 않으면 온도계를 믿지 않습니다.',
      en: 'Without a reading for so long the thermometer is not believed.',
    },
  },
  checkingSeconds: {
    group: 'timing',
    title: { ko: '마스크를 판단하는 시간', en: 'Time to decide on the mask' },
    help: {
      ko: '확실해지면 더 일찍 끝납니다. 이 시간까지 모르면 무엇을 고칠지 알려 줍니다.',
      en: 'Ends earlier when it is sure. Undecided after it: the visitor is told what to change.',
    },
  },
  adjustSeconds: {
    group: 'timing',
    title: { ko: '고칠 시간', en: 'Time to mend what was wrong' },
    help: {
      ko: '코를 가리거나 다가오는 등 고칠 때까지 기다리는 시간입니다.',
      en: 'How long a visitor has to cover the nose, come closer, and so on.',
    },
  },
  temperatureTimeout: {
    group: 'timing',
    title: { ko: '체온을 재는 시간', en: 'Time to take the temperature' },
    help: {
      ko: '이 시간까지 쓸 수 있는 측정이 없으면 체온 없이 판정합니다.',
      en: 'Without a valid reading by then the verdict is made without one.',
    },
  },
  resultSeconds: {
    group: 'timing',
    title: { ko: '결과를 보여 주는 시간', en: 'Result shown' },
    help: {
      ko: '짧을수록 줄이 빨리 줄고, 길수록 읽기 쉽습니다.',
      en: 'Shorter moves the queue, longer is easier to read.',
    },
  },
  recheckSeconds: {
    group: 'timing',
    title: { ko: '다시 확인하기까지', en: 'Pause before checking again' },
    help: {
      ko: '거절되고 그대로 서 있는 방문자를 이만큼 뒤에 다시 확인합니다.',
      en: 'A visitor who was refused and stays is checked again after this.',
    },
  },
  language: {
    group: 'kiosk',
    title: { ko: '방문자의 언어', en: 'Language of visitors' },
    help: {
      ko: '키오스크가 처음 쓰는 언어입니다. 방문자는 화면에서 바꿀 수 있습니다.',
      en: 'What the kiosk begins with; a visitor can choose another on the screen.',
    },
  },
  timeZone: {
    group: 'kiosk',
    title: { ko: '시간대', en: 'Time zone' },
    help: {
      ko: '시각 표시와 하루의 경계에 쓰입니다. IANA 이름으로 적습니다. 예: Asia/Seoul',
      en: 'For times shown and for where a day begins; a name of the IANA list, as Asia/Seoul.',
    },
  },
  siteName: {
    group: 'kiosk',
    title: { ko: '장소 이름', en: 'Site name' },
    help: {
      ko: '키오스크 화면과 직원 화면 위에 보입니다. 비우면 키오스크에는 KF99로 보입니다.',
      en: 'At the top of the kiosk and of staff’s pages; empty shows KF99 on the kiosk.',
    },
  },
  secondPerson: {
    group: 'kiosk',
    title: { ko: '두 사람이 함께 서면', en: 'When two people stand there' },
    help: {
      ko: '한 사람씩 오라고 하거나, 가까운 사람만 확인하고 수만 셉니다.',
      en: 'Ask them to come one at a time, or check the nearest and count the others.',
    },
    options: {
      ask: { ko: '한 사람씩 오라고 함', en: 'Ask to come one at a time' },
      count: { ko: '수만 셈', en: 'Only count' },
    },
  },
  soundVolume: {
    group: 'kiosk',
    title: { ko: '소리 크기', en: 'Volume' },
    help: {
      ko: '알림음과 음성의 크기입니다. 0이면 소리가 없습니다.',
      en: 'Of chimes and voice; 0 is silent.',
    },
  },
  voice: {
    group: 'kiosk',
    title: { ko: '음성 안내', en: 'Spoken prompts' },
    help: {
      ko: '무엇을 할지 말로도 알려 줍니다. 끄면 알림음만 납니다.',
      en: 'Says what to do, too. Off leaves the chimes.',
    },
  },
  quietHours: {
    group: 'kiosk',
    title: { ko: '소리를 끄는 시간', en: 'Hours without any sound' },
    help: {
      ko: '두 시각을 적습니다. 예: 22:00-07:00. 비우면 언제나 소리가 납니다.',
      en: 'Two times of the day, as 22:00-07:00; empty is never.',
    },
  },
  openingHours: {
    group: 'kiosk',
    title: { ko: '운영 시간', en: 'Opening hours' },
    help: {
      ko: '두 시각을 적습니다. 예: 07:00-22:00. 그 밖의 시간에는 키오스크 컴퓨터가 화면과 카메라를 끄고, 꺼진 화면을 알리지 않습니다. 비우면 언제나 운영합니다.',
      en: 'Two times of the day, as 07:00-22:00. Outside them the kiosk machine switches screen and camera off, and a dark page is no alarm. Empty is always open.',
    },
  },
  cameraLabel: {
    group: 'camera',
    title: { ko: '카메라 이름', en: 'Camera whose name contains' },
    help: {
      ko: '카메라가 여럿이면 이름의 일부를 적습니다. 비우면 첫 번째를 씁니다.',
      en: 'A part of its name, where there are several; empty takes the first.',
    },
    restart: true,
  },
  visionBackends: {
    group: 'camera',
    title: { ko: '영상 계산 방식', en: 'Backends for vision' },
    help: {
      ko: '키오스크가 이 중에서 가장 빠른 것을 골라 씁니다.',
      en: 'The kiosk tries these and keeps the fastest.',
    },
    restart: true,
  },
  liveness: {
    group: 'camera',
    title: { ko: '사진일 수 있는 얼굴 표시', en: 'Mark faces that may be pictures' },
    help: {
      ko: '얼굴이 실제 사람인지, 카메라 앞에 든 사진인지를 점수로 방문 기록에 남깁니다. 모의 공격으로만 측정했으며, 화면을 가득 채운 사진은 대개 알아보지 못하고, 아주 가까이 선 사람을 사진으로 잘못 표시하기도 합니다. 이것만으로 아무도 거절하지 않습니다. 계산이 늘어나고, 모델은 켤 때만 불러옵니다.',
      en: 'Notes with each visit how live the face looked, or like a picture held up. Measured only on simulated attacks: it mostly misses a picture that fills the view, and may mark a person who stands very near. It never refuses anybody by itself. Costs extra computing; the model loads only when on.',
    },
    options: { off: { ko: '끔', en: 'Off' }, show: { ko: '직원에게 표시', en: 'Show to staff' } },
  },
  visitDays: {
    group: 'keeping',
    title: { ko: '방문 기록을 보관하는 기간', en: 'Visits kept for' },
    help: {
      ko: '이 기간이 지나고 클라우드로 전송된 기록은 사진과 함께 이 기기에서 지웁니다. 전송되지 않은 기록은 지우지 않습니다.',
      en: 'After it, visits that the cloud has are removed from this device, pictures too; others never are.',
    },
  },
  captures: {
    group: 'keeping',
    title: { ko: '방문 사진 보관', en: 'Keep pictures of visits' },
    help: {
      ko: '끄면 사진이 브라우저를 벗어나지 않습니다. 켜면 화면에 그렇게 알립니다.',
      en: 'Off: no picture leaves the page. On: the kiosk tells visitors so.',
    },
    options: { off: { ko: '끔', en: 'Off' }, on: { ko: '켬', en: 'On' } },
  },
  captureRegion: {
    group: 'keeping',
    title: { ko: '사진에서 남기는 부분', en: 'What of a picture is kept' },
    help: {
      ko: '적게 남길수록 개인정보가 적습니다.',
      en: 'The less is kept, the less it tells about a person.',
    },
    options: {
      whole: { ko: '사진 전체', en: 'The whole picture' },
      mask: { ko: '마스크 부분만', en: 'The mask region' },
      blurred: { ko: '얼굴을 흐리게', en: 'Faces blurred' },
    },
  },
  captureDays: {
    group: 'keeping',
    title: { ko: '사진을 보관하는 기간', en: 'Pictures kept for' },
    help: {
      ko: '이 기간이 지나면 이 기기에서 지웁니다.',
      en: 'After it they are erased from this device.',
    },
  },
  captureQuotaMb: {
    group: 'keeping',
    title: { ko: '사진이 차지하는 최대 크기', en: 'Pictures on disk at the most' },
    help: {
      ko: '넘으면 오래된 사진부터 지웁니다.',
      en: 'Over it the oldest go first.',
    },
  },
};
