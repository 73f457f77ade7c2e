import fc from 'fast-check';

/** The part of JSON Schema that the API's document uses. */
export interface JsonSchema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
}

/** Characters that break careless code: controls, a lone surrogate, quotes, SQL, markup, path and template marks. */
const ODD = ['\0', '\ud800', "'; --", '<b>', '../', '$(x)', '"', '\u202e', '가', ' ', '%00', '\n'];
const text = fc.oneof(
  fc.string({ maxLength: 60, unit: 'binary' }),
  fc.array(fc.constantFrom(...ODD), { maxLength: 6 }).map((parts) => parts.join('')),
);
const number = fc.oneof(
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -0, -1, 1, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, 5e-324),
);
/** Any JSON at all. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(text, number, fc.jsonValue({ maxDepth: 3 }));

/** Values of the schema's shape, mostly within its limits and now and then not. */
export function valuesOf(schema: JsonSchema | undefined): fc.Arbitrary<unknown> {
  if (schema === undefined) return anything;
  return fc.oneof({ weight: 12, arbitrary: fitting(schema) }, { weight: 1, arbitrary: anything });
}

function fitting(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.enum?.length) return fc.constantFrom(...schema.enum);
  if ('const' in schema) return fc.constant(schema.const);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices?.length) return fc.oneof(...choices.map(valuesOf));
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return fields(schema);
    case 'array':
      return fc.array(valuesOf(schema.items), { maxLength: 4 });
    case 'string':
      return strings(schema);
    case 'integer':
    case 'number':
      return numbers(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return anything;
  }
}

function fields({ properties = {}, required = [] }: JsonSchema): fc.Arbitrary<unknown> {
  const each = Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, valuesOf(of)]));
  const known = fc.record(each, { requiredKeys: required.filter((name) => name in each) });
  const more = fc.dictionary(text, anything, { maxKeys: 2 });
  return fc.oneof(
    { weight: 9, arbitrary: known },
    { weight: 1, arbitrary: fc.tuple(known, more).map(([own, others]) => ({ ...own, ...others })) },
  );
}

function strings({ format, minLength = 0, maxLength = 60 }: JsonSchema): fc.Arbitrary<unknown> {
  if (format === 'uuid') return fc.uuid({ version: 7 });
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  const letters = fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 200)) });
  return fc.oneof(letters, text);
}

function numbers({ type, minimum = -1e6, maximum = 1e6 }: JsonSchema): fc.Arbitrary<unknown> {
  const most = Math.max(minimum, maximum);
  if (type !== 'integer') return fc.double({ min: minimum, max: most, noNaN: true });
  return fc.maxSafeInteger().map((n) => Math.min(most, Math.max(minimum, n)));
}
