import type { SettingsWords } from './places.ts';

/** What a person who changes a setting reads, in English. */
export const en: SettingsWords = {
  groups: {
    policy: 'Who may enter',
    hours: 'Hours and holidays',
    thermometer: 'Thermometer',
    timing: 'Timing',
    kiosk: 'Kiosk screen and sound',
    camera: 'Camera',
    keeping: 'What is kept',
    door: 'Door',
    staff: 'Staff and calls',
    report: 'Weekly report',
  },
  units: {
    s: 's',
    days: 'days',
  },
  keys: {
    maskPolicy: {
      title: 'Mask',
      help: 'Required: nobody enters without a mask. Remind only: they pass, and the visit notes it.',
      options: {
        required: 'Required',
        remind: 'Remind only',
        off: 'Not looked at',
      },
    },
    temperaturePolicy: {
      title: 'Temperature',
      help: 'Required: nobody enters unmeasured. Optional: a fever is refused when it was measured.',
      options: {
        required: 'Required',
        optional: 'Optional',
        off: 'Not looked at',
      },
    },
    brokenThermometer: {
      title: 'When the thermometer is broken',
      help: 'Where a temperature is required: staff are called for each visitor, or the mask alone decides. Either is noted.',
      options: {
        staff: 'Call staff',
        mask_only: 'Check the mask only',
      },
    },
    feverThreshold: {
      title: 'Fever from',
      help: 'At or over this, confirmed by a second reading, nobody enters.',
    },
    lowestPlausible: {
      title: 'Lowest plausible temperature',
      help: 'Anything colder is paper, a wall or cold skin, and is measured again. Over the presence, under the fever.',
    },
    feverRule: {
      title: 'A fever is',
      help: 'A fixed temperature of the body; or so much over the median of the last 50 visitors, at most 0.5 °C over and 2.5 °C under the fixed one.',
      options: {
        fixed: 'From a fixed temperature',
        recent: 'Over recent visitors',
      },
    },
    recentMargin: {
      title: 'Margin over recent visitors',
      help: 'For a fever over recent visitors; a smaller one finds more fevers and stops more healthy visitors.',
    },
    uncalibrated: {
      title: 'While the thermometer was never calibrated',
      help: 'Temperatures decide on nobody until then: they are not taken, or taken and shown as not calibrated.',
      options: {
        mask_only: 'Check the mask only',
        shown: 'Show them as not calibrated',
      },
    },
    presenceThreshold: {
      title: 'Person present above',
      help: 'A sensor that shows more than this sees a person. Raise it where the background gets hot.',
    },
    farthestMm: {
      title: 'Farthest distance to measure at',
      help: 'Whoever stands farther is asked to come closer. Aim at 100 to 200: from farther the sensor sees the wall beside the forehead, too. Only with a distance sensor.',
    },
    sensorPlace: {
      title: 'Where the sensor is',
      help: 'Beside the screen, as a visitor sees it. Screen and voice point there.',
      options: {
        left: 'Left of the screen',
        right: 'Right of the screen',
        above: 'Above the screen',
        below: 'Below the screen',
      },
    },
    emissivity: {
      title: 'Emissivity of skin',
      help: 'Human skin has about 0.98; 1 corrects nothing.',
    },
    ambientCoefficient: {
      title: 'Correction for ambient',
      help: 'Added for each degree of ambient over 25 °C.',
    },
    distanceCoefficient: {
      title: 'Correction for distance',
      help: 'Added for each 100 mm beyond the first 100 mm.',
    },
    temperatureOffset: {
      title: 'Fixed offset',
      help: 'Added to that of the calibration. Calibrate the thermometer rather than guess here.',
    },
    calibrationDays: {
      title: 'Calibrate after',
      help: 'A calibration that is older is an alarm.',
    },
    staleAfterSeconds: {
      title: 'Thermometer is stale after',
      help: 'Without a reading for so long the thermometer is not believed.',
    },
    checkingSeconds: {
      title: 'Time to decide on the mask',
      help: 'Ends earlier when it is sure. Undecided after it: the visitor is told what to change.',
    },
    adjustSeconds: {
      title: 'Time to mend what was wrong',
      help: 'How long a visitor has to cover the nose, come closer, and so on.',
    },
    temperatureTimeout: {
      title: 'Time to take the temperature',
      help: 'Without a valid reading by then the verdict is made without one.',
    },
    resultSeconds: {
      title: 'Result shown',
      help: 'Shorter moves the queue, longer is easier to read.',
    },
    recheckSeconds: {
      title: 'Pause before checking again',
      help: 'A visitor who was refused and stays is checked again after this.',
    },
    language: {
      title: 'Language of visitors',
      help: 'What the kiosk begins with; a visitor can choose another on the screen.',
    },
    timeZone: {
      title: 'Time zone',
      help: 'For times shown, for hours, and for where a day begins.',
    },
    siteName: {
      title: 'Site name',
      help: 'At the top of the kiosk and of staff’s pages; empty shows KF99 on the kiosk.',
    },
    secondPerson: {
      title: 'When two people stand there',
      help: 'Ask them to come one at a time, or check the nearest and count the others.',
      options: {
        ask: 'Ask to come one at a time',
        count: 'Only count',
      },
    },
    soundVolume: {
      title: 'Volume',
      help: 'Of chimes and voice; 0 is silent.',
    },
    voice: {
      title: 'Spoken prompts',
      help: 'Yes: it also says what to do. No: there are chimes only.',
    },
    quietHours: {
      title: 'Hours without any sound',
      help: 'Two times of the day, as 22:00-07:00; empty is never.',
    },
    openingHours: {
      title: 'Opening hours',
      help: 'By the day of the week, and for holidays. Outside them the kiosk machine switches screen and camera off, and a dark page is not an alarm. While the clock is not set, the site counts as open.',
    },
    holidays: {
      title: 'Holidays',
      help: 'Days that have the hours of a holiday, in the opening hours and in “Other policies at certain times”.',
    },
    policyPeriods: {
      title: 'Other policies at certain times',
      help: 'As visiting hours, or the flu season. The first period that is on decides; at other times, and while the clock is not set, the policies above hold.',
    },
    doorContact: {
      title: 'Contact at the door',
      help: 'A switch on the thermometer’s board that the closed door closes. Opened by force only makes sense where nobody opens the door past the kiosk, as by a key or an exit button.',
      options: {
        none: 'There is none',
        left_open: 'Tell when the door stays open',
        forced: 'Also tell when it is opened by force',
      },
    },
    doorOpenSeconds: {
      title: 'Door may stay open for',
      help: 'Longer is an alarm.',
    },
    answerSeconds: {
      title: 'Time to answer a call or an alarm',
      help: 'Not acknowledged by then: the next in the order is told, and the kiosk tells who called what to do instead.',
    },
    unansweredText: {
      title: 'What a visitor does when nobody answers',
      help: 'Shown on the kiosk, as “Please ring at the gate, 02-123-4567”; empty shows the kiosk’s own sentence in the visitor’s language.',
    },
    cameraLabel: {
      title: 'Camera whose name contains',
      help: 'A part of its name, where there are several; empty takes the first.',
    },
    cameraTurn: {
      title: 'Camera picture turned by',
      help: 'For a camera that is mounted on its side or head. The camera check says when another turn fits better.',
      options: {
        0: 'Not turned',
        90: 'By 90° clockwise',
        180: 'By 180°',
        270: 'By 90° counter-clockwise',
      },
    },
    visionBackends: {
      title: 'Backends for vision',
      help: 'The kiosk tries these and keeps the fastest.',
    },
    visitDays: {
      title: 'Visits kept for',
      help: 'After it, visits that the cloud has are removed from this device, pictures too; others never are.',
    },
    captures: {
      title: 'Keep pictures of visits',
      help: 'Off: no picture leaves the page. On: the kiosk tells visitors so.',
      options: {
        off: 'Off',
        on: 'On',
      },
    },
    captureRegion: {
      title: 'What of a picture is kept',
      help: 'The less is kept, the less it tells about a person.',
      options: {
        whole: 'The whole picture',
        mask: 'The mask region',
        blurred: 'Faces blurred',
      },
    },
    captureAdjust: {
      title: 'Pictures of attempts without a verdict',
      help: 'A visitor who was asked to come closer or to mend the mask: what the model was unsure of teaches it most. Off: they are erased within the hour.',
      options: {
        off: 'Erase',
        on: 'Keep',
      },
    },
    captureEarly: {
      title: 'Pictures in the bucket before the verdict',
      help: 'Where a bucket is set and pictures are kept. On: each first picture goes there at once under a name that begins with temp-, and is erased there at its verdict or within the hour.',
      options: {
        off: 'No',
        on: 'Yes',
      },
    },
    captureDays: {
      title: 'Pictures kept for',
      help: 'After it they are erased from this device.',
    },
    captureQuotaMb: {
      title: 'Pictures on disk at the most',
      help: 'Over it the oldest go first.',
    },
    secondFactor: {
      title: 'Second factor at the log-in',
      help: 'Each person may add a code of an authenticator app to the password, under People. Required: an administrator without one may only look until it is set up.',
      options: {
        optional: 'As each person likes',
        admins: 'Required of administrators',
      },
    },
    reportDay: {
      title: 'Day of the weekly report',
      help: 'It has the counts of the last week from Monday to Sunday, and goes to the e-mail addresses that Alarms, Who is told names for it, and into the folder that the machine is told of.',
      options: {
        off: 'No report',
        mon: 'Monday',
        tue: 'Tuesday',
        wed: 'Wednesday',
        thu: 'Thursday',
        fri: 'Friday',
        sat: 'Saturday',
        sun: 'Sunday',
      },
    },
    reportTime: {
      title: 'Time of the weekly report',
      help: 'A time of the day in the site’s zone, as 07:30. A machine that is off then sends it when it is on again.',
    },
    reportDecimal: {
      title: 'Decimals in the report’s CSV',
      help: 'As the spreadsheets of this country write them: with a wrong one Excel puts a whole line into one cell.',
      options: {
        point: 'As 36.5, cells parted by commas',
        comma: 'As 36,5, cells parted by semicolons',
      },
    },
  },
};
