import { AccessError } from './errors.ts';

/** Guesses that a password has to withstand, as a power of ten: beyond what anybody tries through the log-in's delays. */
const LEAST_GUESSES = 8;
/** Characters that are looked at, so that a long text keeps no core busy: this many say enough. */
const LOOKED_AT = 32;
/** What is tried first here: the product's own words, and words that Koreans type, also on the other keyboard. */
const OWN_WORDS = [
  'kf99',
  'kiosk',
  '비밀번호',
  'qlalfqjsgh',
  '대한민국',
  'eogksalsrnr',
  '관리자',
  'rhksflwk',
];

/**
 * Refuses what a stranger tries first: a common password, also with signs around it or in place of letters, one that
 * repeats or runs along the keyboard, and one that is little more than the person's name. Everything else is taken: no
 * rule about kinds of characters (NIST SP 800-63B, 3.1.1.2). The lists are read for the call alone; it takes some 60 ms
 * of a core, so it is called for people and codes that are known.
 * @throws {AccessError} `weak_password`
 */
export async function refuseWeak(password: string, name: string): Promise<void> {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  const estimator = new ZxcvbnFactory({
    dictionary: { ...dictionary, own: OWN_WORDS },
    graphs: adjacencyGraphs,
    maxLength: LOOKED_AT,
  });
  const { guessesLog10 } = estimator.check(password.normalize('NFKC'), [name, name.replaceAll(/\s/g, '')]);
  if (guessesLog10 < LEAST_GUESSES) throw new AccessError('weak_password');
}
