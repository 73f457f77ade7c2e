import type { DatabaseSync } from 'node:sqlite';
import { withinSpan } from '../contract/hours.ts';
import {
  type DutyChoice,
  type DutyKind,
  type DutyPerson,
  DutyPlace,
  type Settings,
  USUAL_KINDS,
} from '../contract/index.ts';
import type { Target } from '../delivery/target.ts';
import { STAFF_LANGUAGES, type StaffLanguage } from '../words/language.ts';

export interface RosterOptions {
  database: DatabaseSync;
  settings: () => Pick<Settings, 'language' | 'timeZone'>;
}

/** Who is told of what, by which ways, and in which order: people's choices, their ways and phones, and the site's ways. */
export class Roster {
  readonly #options: RosterOptions;

  constructor(options: RosterOptions) {
    this.#options = options;
  }

  /** Of messages to a person, or to nobody in particular. */
  language(person: number | null): StaffLanguage {
    if (person !== null) return this.#placeOf(person).language;
    const site = this.#options.settings().language;
    return STAFF_LANGUAGES.find((known) => known === site) ?? 'en';
  }

  /** Everybody who may log in, with their choices. */
  people(): DutyPerson[] {
    const rows = this.#options.database
      .prepare(
        `select u.id, u.name, d.body,
           (select count(*) from ways w where json_extract(w.body, '$.person') = u.id
             and json_extract(w.body, '$.report') is not 'only') as ways,
           (select count(*) from phones p where p.user_id = u.id) as phones
         from users u left join duty d on d.user_id = u.id order by u.id`,
      )
      .all();
    return rows.map(({ id, name, body, ways, phones }) => ({
      id: Number(id),
      name: String(name),
      ...this.#place(body),
      ways: Number(ways),
      phones: Number(phones),
    }));
  }

  /** Null when there is nobody of this id. */
  person(id: number): DutyPerson | null {
    return this.people().find((person) => person.id === id) ?? null;
  }

  /** Saves a person's own choice; their turn stays. */
  choose(person: number, choice: DutyChoice): void {
    this.place(person, { ...choice, step: this.#placeOf(person).step });
  }

  place(person: number, place: DutyPlace): void {
    this.#options.database
      .prepare(
        'insert into duty (user_id, body) values (?, ?) on conflict (user_id) do update set body = excluded.body',
      )
      .run(person, JSON.stringify(place));
  }

  /**
   * Whom an alarm of this kind is told to now, turn by turn: the site's own ways with the first. Whoever sleeps, or has
   * nothing that reaches them, has no turn. No empty turn; no turn at all where nobody can be reached.
   */
  turns(kind: DutyKind, at: Date): Target[][] {
    const { database, settings } = this.#options;
    const turns = new Map<number, Target[]>();
    const add = (step: number, target: Target) => turns.set(step, [...(turns.get(step) ?? []), target]);
    const awake = new Map<number, number>();
    for (const { id, kinds, hours, step } of this.people()) {
      const now = withinSpan(hours, settings().timeZone, at) ?? true;
      if (kinds.includes(kind) && now) awake.set(id, step);
    }
    const ways = database
      .prepare(
        `select id, json_extract(body, '$.person') as person from ways
         where json_extract(body, '$.report') is not 'only'`,
      )
      .all();
    for (const { id, person } of ways) {
      const step = person === null ? (USUAL_KINDS.includes(kind) ? 1 : undefined) : awake.get(Number(person));
      if (step !== undefined) add(step, { to: 'way', id: Number(id) });
    }
    for (const { id, user_id } of database.prepare('select id, user_id from phones').all()) {
      const step = awake.get(Number(user_id));
      if (step !== undefined) add(step, { to: 'phone', id: Number(id) });
    }
    return [...turns].sort(([a], [b]) => a - b).map(([, targets]) => targets);
  }

  #placeOf(person: number): DutyPlace {
    const row = this.#options.database.prepare('select body from duty where user_id = ?').get(person);
    return this.#place(row?.body);
  }

  #place(body: unknown): DutyPlace {
    if (typeof body === 'string') return DutyPlace.parse(JSON.parse(body));
    return { kinds: [...USUAL_KINDS], hours: '', language: this.language(null), step: 1 };
  }
}
