/**
 * From skin to body temperature: `body = skin + gap`.
 *
 * Skin is what the sensor sees of a forehead, with the sensor's own error taken out. The gap is a constant, because that
 * is what found most fevers when seven ways of calibration were compared on 1020 people (Wang et al., Infrared
 * thermography for measuring elevated body temperature, Sensors 22(1):215, 2022). Two studies measured skin and made no
 * body temperature of it:
 *
 * - 1.49 ± 0.79 °C, 1020 people, rooms of 20 to 29 °C: forehead with the black body's offset against oral temperature, in
 *   the data of that study (PhysioNet 2023, doi 10.13026/3bhc-9065);
 * - 3.42 ± 0.80 °C, 51 people at a hospital's entrance: 6.15 °F, limits of agreement 3.31 and 8.99 °F (Hussain et al.,
 *   Proper use of noncontact infrared thermometry, Scientific Reports 11:11832, 2021).
 *
 * From person to person they agree: a deviation of 0.8 °C. Between them, that is between places, lie almost 2 °C. So the
 * gap of a place is found with people of that place and a clinical thermometer, and what is left is the person.
 */

const STUDIES = { least: 1.49, most: 3.42 } as const;
/** What a place that has compared nobody takes for its gap, °C. */
export const PUBLISHED_GAP = Math.round(((STUDIES.least + STUDIES.most) / 2) * 100) / 100;
/** Half of what lies between the studies: how far a place's gap may be from the published one, °C. */
const PLACE_C = (STUDIES.most - STUDIES.least) / 2;
/** How far one person's gap is from the others', one deviation, °C. */
const PERSON_C = 0.8;
/** What is left of a sensor's error after a blackbody: its expanded uncertainty of 0.3 °C (two deviations), °C. */
const BLACKBODY_C = 0.15;

/** °C by which a clinical thermometer may show more than skin: the outer limits of agreement of both studies. */
export const CLINICAL_RANGE = { least: 0, most: 5 } as const;
/** Newest comparisons with people of which the mean is the gap. */
export const MOST_PEOPLE = 10;

/** Oral temperature of healthy adults, °C (Geneva et al., Open Forum Infect. Dis. 6(4), 2019). */
const USUAL_BODY = 36.57;

/** What a place has been calibrated with. */
export interface Compared {
  /** Gaps of people, °C, since the last blackbody. */
  gaps: readonly number[];
  /** Whether a blackbody was before the sensor. */
  blackbody: boolean;
  /** Of the sensor as it was made, ± °C. */
  accuracy: number;
}

/** The gap, and how far one visitor's estimate may be off, one deviation; °C, rounded to hundredths. */
export function bodyModel({ gaps, blackbody, accuracy }: Compared): { gap_c: number; uncertainty_c: number } {
  const used = gaps.slice(0, MOST_PEOPLE);
  if (used.length > 0) {
    const mean = used.reduce((sum, gap) => sum + gap, 0) / used.length;
    // People carry their own deviation into the mean; the sensor's error is in it and goes out again with the visitor's.
    return { gap_c: round(mean), uncertainty_c: round(PERSON_C * Math.sqrt(1 + 1 / used.length)) };
  }
  // An accuracy is a limit: anywhere within it is as likely as elsewhere (a rectangular distribution).
  const sensor = blackbody ? BLACKBODY_C : accuracy / Math.sqrt(3);
  return { gap_c: PUBLISHED_GAP, uncertainty_c: round(Math.hypot(PERSON_C, PLACE_C, sensor)) };
}

/**
 * The uncertainty with what the last visitors tell. Their median is known: it is what healthy people have. If it is
 * elsewhere, because they come in out of a frost or the sensor has moved, each estimate may be off by as much.
 *
 * @param visitors median of their estimates, °C; null while there are too few
 */
export function widened(uncertainty_c: number, visitors: number | null): number {
  return visitors === null ? uncertainty_c : round(Math.hypot(uncertainty_c, visitors - USUAL_BODY));
}

const round = (celsius: number) => Math.round(celsius * 100) / 100;
