import type { StaffLanguage } from './language.ts';

type Name<P extends string> = P extends `${infer N}|${string}` ? N : P;
/** The names in braces of a sentence, read from its literal type. */
type Names<S extends string> = S extends `${string}{${infer P}}${infer Rest}` ? Name<P> | Names<Rest> : never;
type Values<S extends string> = [Names<S>] extends [never] ? [] : [Record<Names<S>, string | number>];

/** A catalogue: Korean is written `as const` and gives the keys; a key that another language lacks fails `tsc`. */
export type Catalogue<K extends Record<string, string>, L extends string> = { ko: K } & Record<
  L,
  Record<keyof K, string>
>;

/** Looks a sentence up; a sentence with `{name}` demands the value of that name. */
export type Text<K extends Record<string, string>> = <Key extends keyof K>(
  key: Key,
  ...values: Values<K[Key]>
) => string;

/**
 * Makes the `t` of a page.
 *
 * @param language read at each call, so that a component which calls `t` follows a language signal
 */
export function translator<K extends Record<string, string>, L extends string = StaffLanguage>(
  catalogue: Catalogue<K, L>,
  language: () => L,
): Text<K> {
  return (key, ...[values]) => {
    const current = language();
    return fill(catalogue[current][key], current, values ?? {});
  };
}

/**
 * Puts values into a sentence: `{name}` becomes the value (numbers in the language's digits), and
 * `{name|visit|visits}` one of two words by the language's plural rule. An unknown name stays as it is.
 */
export function fill(
  sentence: string,
  language: string,
  values: Readonly<Record<string, string | number>>,
): string {
  return sentence.replace(
    /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g,
    (whole, name: string, one?: string, other?: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      if (one !== undefined && other !== undefined) {
        return new Intl.PluralRules(language).select(Number(value)) === 'one' ? one : other;
      }
      return typeof value === 'number' ? value.toLocaleString(language) : value;
    },
  );
}
