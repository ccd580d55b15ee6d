import type {Draft} from '../emulator/types.ts';
import type {Notes} from './notes.ts';
import type {Weighted} from './traits.ts';
import type {Person, World} from './world.ts';

/** Something somebody does through the API, or the administrator in the Directory. */
export interface OfficeAct extends Weighted {
  readonly perform: (world: World, notes: Notes) => Promise<string | undefined>;
}

export interface Shown {
  readonly person: Person;
  readonly label: string;
  readonly contact: Draft;
}

/** Some contact that somebody sees in some label. */
export async function pickShown({
  dice,
  people,
  service,
}: World): Promise<Shown | undefined> {
  const person = dice.pick(people);
  const {body} = await service.call(person, 'GET /v1/labels');
  const labels: readonly Draft[] = body['labels'] ?? [];
  if (labels.length === 0) return undefined;
  const {name} = dice.pick(labels);
  const list = await service.call(person, `GET /v1/${name}/contacts`);
  const contacts: readonly Draft[] = list.body['contacts'] ?? [];
  if (contacts.length === 0) return undefined;
  return {person, label: name, contact: dice.pick(contacts)};
}

/** The id in a resource name. */
export const idOf = (name: string) => name.split('/')[1]!;
