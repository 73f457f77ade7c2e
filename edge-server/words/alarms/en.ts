import type { AlarmWords } from './words.ts';

/** What staff read of each alarm, in English. */
export const en: AlarmWords = {
  fever: {
    title: 'High temperature',
    means: 'A visitor’s estimate was at or over the threshold twice.',
    todo: 'Ask the person aside and confirm with a clinical thermometer. Several in a row without ill visitors: calibrate the thermometer.',
  },
  repeated_denial: {
    title: 'Repeated denials',
    means: 'Three denials in a row within ten minutes.',
    todo: 'Look at the entrance: somebody may need masks, or the camera looks into the light.',
  },
  call_staff: {
    title: 'Staff are called',
    means: 'A visitor pressed ‘call staff’, or was refused for something that he cannot mend.',
    todo: 'Go there.',
  },
  thermometer_absent: {
    title: 'Thermometer absent',
    means: 'No board answers, or nobody posts readings.',
    todo: 'Check the USB cable and the board’s lamp; `KF99_THERMOMETER` names another port, or `auto`, which opens no clone of the Arduino: name its port. With `http` or `mqtt`: look at the device that posts.',
  },
  thermometer_stale: {
    title: 'Thermometer silent',
    means: 'The port is open and silent.',
    todo: 'Unplug the board and plug it in again. If it comes back: change cable and power supply.',
  },
  thermometer_faulty: {
    title: 'Thermometer faulty',
    means:
      'Frames come and say that the sensor fails, drifts, is noisy or stuck, shows what can’t be, or has it too cold or hot.',
    todo: 'Check its four wires and the 3.3 V; keep sun and heaters off it; replace the sensor.',
  },
  camera_lost: {
    title: 'Camera lost',
    means:
      'The kiosk page has no picture: the camera is absent, refused, held by another program, frozen or covered.',
    todo: 'Look at the page: it says which. Check cable and lens; allow the camera for this address.',
  },
  vision_failed: {
    title: 'Mask check failed',
    means: 'The kiosk page can’t start its mask check: visitors wait and nobody is checked.',
    todo: 'Go to the entrance. Reload the page; if it comes back, restart the kiosk’s browser.',
  },
  page_silent: {
    title: 'Kiosk page silent',
    means: 'No kiosk page has called for 15 seconds, or none since the start.',
    todo: 'Look at the screen, reload the page, restart the kiosk’s browser.',
  },
  door_forced: {
    title: 'Door opened by force',
    means: 'The contact saw the door open, and the kiosk had opened it for nobody within 15 seconds before.',
    todo: 'Go there. Whoever may open the door without the kiosk, by a key or a button, is no force: then set `doorContact` to `left_open`.',
  },
  door_left_open: {
    title: 'Door left open',
    means: 'The door has been open for longer than `doorOpenSeconds`.',
    todo: 'Close it. A door that is closed: look at the contact, its wire and the gap between its halves.',
  },
  clock_unsynchronised: {
    title: 'Clock not set',
    means: 'The time was not set from the network. Visits are marked and held back, at most a day.',
    todo: 'Check the network and the time service.',
  },
  outbox_old: {
    title: 'Visits wait long',
    means: 'The oldest visit has waited for an hour for the cloud.',
    todo: 'Check the network and the cloud database; nothing is lost.',
  },
  outbox_large: {
    title: 'Many visits wait',
    means: 'More than 5,000 visits wait.',
    todo: 'Check the network and the cloud database; when the cloud is there again the queue drains by itself.',
  },
  sync_refused: {
    title: 'Cloud refuses',
    means:
      'The cloud refuses this kiosk or single visits. Single rows are kept and block nobody; the alarm has the database’s words.',
    todo: 'Unknown token: give the kiosk a new one (`npm run cloud:kiosk`). Single rows are tried again when the worker is restarted.',
  },
  sync_failed: {
    title: 'Cloud can’t be used',
    means:
      'The cloud answers, and can’t be used: wrong password, no rights, a database or table that is missing, a schema older or newer than this kiosk, a read-only standby, a full disk, a certificate that is not trusted, or a host name that is not known. The alarm has the database’s words. Visits are kept meanwhile, and the cloud is tried about once a minute.',
    todo: 'Do what the alarm says. After a change of `DATABASE_URL` restart the worker.',
  },
  disk_low: {
    title: 'Disk nearly full',
    means: 'The disk is nearly full; a full one gives no verdicts.',
    todo: 'Remove what is not KF99’s, shorten the retention of pictures.',
  },
  under_voltage: {
    title: 'Under-voltage',
    means:
      'The supply’s voltage is too low: the machine slows down, may stop at any time and damage its card.',
    todo: 'Use the maker’s own supply and a short cable; put USB devices on a hub with a supply of its own.',
  },
  throttled: {
    title: 'Processor slowed down',
    means: 'The processor has been slowed down for a minute, by heat or a weak supply; verdicts take longer.',
    todo: 'Give it air, a heat sink or a fan, keep the sun off it, and check the supply.',
  },
  card_worn: {
    title: 'Card worn',
    means:
      'The card has used most of its life, or more than 10 GB a day are written to it. An SD card does not tell how worn it is; there only the writing is counted.',
    todo: 'Make a backup (`npm run backup`) and replace the card. Where something else writes that much, find and stop it.',
  },
  update_failed: {
    title: 'Update failed',
    means:
      'A version of the software that the fleet named was not well here. The alarm says whether the one before runs again.',
    todo: 'Nothing, where the one before runs again: tell whoever looks after the software. Else look at `journalctl -u kf99-update` on this machine.',
  },
  calibration_due: {
    title: 'Calibration due',
    means:
      'The thermometer was never calibrated, or longer ago than `calibrationDays`. Before the first time no temperature decides on anybody; later they may be off.',
    todo: 'Calibrate it against a reference on the admin page.',
  },
  store_failed: {
    title: 'Storing failed',
    means: 'The last visit could not be written.',
    todo: 'Make room on the disk; check the card.',
  },
  store_corrupt: {
    title: 'Database damaged',
    means:
      'The local database was damaged at the start: it was set aside, its bytes kept (`kf99.damaged-DATE.sqlite` in the data folder, with `-wal`), and a new one begun with what could be read: people, settings, tokens, devices, and the visits that the cloud had not got. The alarm says how much that was. Damage that is found while the server runs ends it, so that its service manager starts it anew.',
    todo: 'A log-in and, where the whole file was lost, the set-up are needed again. Usually the card is worn or the power was cut while it wrote: replace it. The newest two damaged files are always kept, five or 2 GB at the most; remove them when nobody wants to look at them.',
  },
  bucket_refused: {
    title: 'Bucket refuses',
    means:
      'The bucket does not take pictures, or does not erase the temporary ones; the alarm has its words. Kept ones stay here until then, temporary ones there.',
    todo: 'Do what the alarm says; `KF99_S3_*` in the configuration. `npm run doctor` tries it again.',
  },
  mqtt_away: {
    title: 'MQTT broker away',
    means:
      'The broker has not answered for a minute, or ends each connection soon after it began. Verdicts are kept and published later.',
    todo: 'Check its address, certificate and network. Where the alarm asks whether another kiosk has the same name: give each its own (`KF99_KIOSK_ID`).',
  },
  mqtt_refused: {
    title: 'MQTT broker refuses',
    means:
      'The broker does not take messages to a topic: it says no, or ends the connection over them. The alarm names the topic. Other messages go on; verdicts are kept and tried again.',
    todo: 'Give the kiosk’s user at the broker the rights that `docs/mqtt.md` lists. Within ten minutes the kiosk tries again.',
  },
  delivery_failed: {
    title: 'Message not delivered',
    means:
      'A message to a webhook, a way or a phone was given up after its tries, or was refused. A phone that no longer takes messages was removed.',
    todo: 'Look at ‘Who is told’ on the page of alarms: it says what the receiver answered, and tests each way. A phone that was removed is switched on again on the phone itself.',
  },
  login_attack: {
    title: 'Log-in attack',
    means: 'Many wrong passwords. Accounts lock themselves for a while, open sessions go on.',
    todo: 'Find out who reaches the admin page; take it off the network that needs no access.',
  },
  rule: {
    title: 'A rule is active',
    means: 'A rule of this site is active. The rule’s name stands in the alarm.',
    todo: 'Do what the rule is for. Where it keeps the door shut, staff can unlock it.',
  },
  rule_staff: {
    title: 'A rule calls staff',
    means: 'A rule of this site calls whoever is on duty. The rule’s name stands in the alarm.',
    todo: 'Do what the rule is for, and acknowledge it.',
  },
  rule_disabled: {
    title: 'A rule was switched off',
    means: 'A rule was switched off: its condition took longer than 50 ms of CPU time.',
    todo: 'Simplify it and save it again.',
  },
  rule_lock_disabled: {
    title: 'A rule that locks the door was switched off',
    means:
      'A rule that locks the door was switched off: its condition took longer than 50 ms of CPU time. A door that it had locked stays locked; one that it had not is no longer locked by it.',
    todo: 'Look at what the rule is for. Unlock the door when that is over; simplify the rule and save it again.',
  },
};
