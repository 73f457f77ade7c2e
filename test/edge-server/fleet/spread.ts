/** Spread over machines by kiosk_id. */
const SPREAD =
  /^(history|history_events|history_corrected|alarms|kiosk_states|touched_quarters|history_quarters|history_days)$/;
/** Small: the same on every machine, or in one place. */
const SMALL = /^(fleet_(quarters|days|settings|state|touched)|kiosks|history_partitions|kf99_migrations)$/;
/** Stands for a subquery. */
const SUB = '§';

/** A `select` with its subqueries, each of which is `§` in its text, in the same order. */
interface Block {
  text: string;
  subs: Block[];
}

/** Whether what a name stands for is spread. */
type Names = Map<string, boolean>;

/**
 * Why a statement would not do on a Postgres whose tables are spread over machines by kiosk_id; empty when it does. What is
 * spread has to be bound to something that is spread alike: a subquery that is bound to a small table, or a sub-select
 * beside an aggregate, is refused there, and a filter of one kiosk or none asks every machine.
 */
export function faults(statement: string): string[] {
  const either = /is null(?:[^()]*?) or \w+\.kiosk_id = \$\d/.exec(statement);
  return [
    ...(either ? [`"${either[0]}" asks every machine`] : []),
    ...faultsOf(blocks(statement), new Map()),
  ];
}

/**
 * Why a function's writes would not do there: an update of what is spread may have no `now()` in it beside a `coalesce`
 * or a `case`, which want the value of a variable, and may return nothing that settings change, as a time less an
 * interval, which the time zone does.
 */
export function writeFaults(script: string): string[] {
  const updates = script.replaceAll(/--.*/g, '').matchAll(/\bupdate (\w+) (?:\w+ )?set\b[^;]*/g);
  return [...updates].flatMap(([text, table = '']) => {
    if (!SPREAD.test(table)) return [];
    const name = `"${text.replaceAll(/\s+/g, ' ').slice(0, 60)}..."`;
    const answer = /\breturning\b.*/s.exec(text)?.[0] ?? '';
    return [
      ...(/\bnow\(\)/.test(text) && /\b(coalesce|case)\b/.test(text)
        ? [`${name} has a now() beside a coalesce or a case`]
        : []),
      ...(/\b(interval|now\(\)|at time zone)/.test(answer) ? [`${name} returns what settings change`] : []),
    ];
  });
}

function blocks(statement: string): Block {
  const open: Block[] = [{ text: '', subs: [] }];
  for (const character of statement.replaceAll(/\s+/g, ' ')) {
    const here = open.at(-1)!;
    if (character === '(') open.push({ text: '', subs: [] });
    else if (character !== ')') here.text += character;
    else {
      open.pop();
      const above = open.at(-1)!;
      const isSub = /^ ?(select|with) /.test(here.text);
      above.text += isSub ? SUB : `(${here.text})`;
      above.subs.push(...(isSub ? [here] : here.subs));
    }
  }
  return open[0]!;
}

/** The parts of a union, each with its own subqueries. */
function parts({ text, subs }: Block): Block[] {
  const left = [...subs];
  return text.split(/ union (?:all )?/).map((part) => ({
    text: part,
    subs: left.splice(0, part.split(SUB).length - 1),
  }));
}

function faultsOf(block: Block, outer: Names): string[] {
  return parts(block).flatMap((part) => faultsOfPart(part, outer));
}

function faultsOfPart(block: Block, outer: Names): string[] {
  const own: Names = new Map();
  const found: string[] = [];
  const subs = [...block.text.matchAll(/(?:(\w+) as )?§(?: (?:as )?(\w+))?/g)];
  const sums: Names = new Map(
    subs.map(([, before, after], place) => [before ?? after ?? '', isSpread(block.subs[place]!)]),
  );
  const spread: string[] = [];
  for (const [, table = '', alias = table] of block.text.matchAll(
    /\b(?:from|join) (?!lateral\b)(\w+)(?: (?!on\b|where\b|cross\b|left\b|order\b|group\b|union\b|using\b)(?:as )?(\w+))?/g,
  )) {
    const sum = sums.get(table) ?? outer.get(table);
    const isOurs = SPREAD.test(table) || SMALL.test(table) || sum !== undefined;
    if (!isOurs) found.push(`${table} is not known here`);
    own.set(alias, SPREAD.test(table) || sum === true);
    if (own.get(alias)) spread.push(alias);
  }
  for (const [name, isOne] of sums) own.set(name, own.get(name) ?? isOne);
  const seen = new Map([...outer, ...own]);
  for (const alias of spread) {
    const bound = [...block.text.matchAll(/(\w+)\.kiosk_id = (\w+)\.kiosk_id/g)]
      .filter(([, a, b]) => a === alias || b === alias)
      .map(([, a, b]) => (a === alias ? b! : a!));
    const alone = spread.filter((other) => other !== alias).length === 0;
    const outside = bound.filter((name) => !own.has(name));
    if (
      outside.length > 0
        ? !outside.some((name) => seen.get(name))
        : !alone && !bound.some((name) => seen.get(name))
    ) {
      found.push(`${alias} is bound to nothing that is spread`);
    }
  }
  const [chosen = ''] = block.text.split(/ from /);
  if (chosen.includes(SUB) && /\b(count|sum|max|min)\(/.test(chosen) && !/\bas §/.test(chosen)) {
    found.push('a sub-select stands beside an aggregate');
  }
  return [...found, ...block.subs.flatMap((sub) => faultsOf(sub, seen))];
}

function isSpread({ text, subs }: Block): boolean {
  const tables = [...text.matchAll(/\b(?:from|join) (\w+)/g)];
  return tables.some(([, table = '']) => SPREAD.test(table)) || subs.some(isSpread);
}
