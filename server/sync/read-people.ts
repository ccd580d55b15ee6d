import type {ObservedPerson, Outcome} from '../core/google.ts';
import {lookAtPhotos, type LookedPerson} from './look-at-photos.ts';
import {newestOfEach} from './note-observation.ts';
import type {Run} from './run.ts';

/** `people:batchGet` takes this many names. */
const NAMES_MAX = 200;

/**
 * People by name, in as many calls as it takes, copies with their photos; one that
 * is not there is absent.
 */
export async function readPeople(
  run: Run,
  resourceNames: readonly string[],
): Promise<Outcome<readonly LookedPerson[]>> {
  const people: ObservedPerson[] = [];
  for (let from = 0; from < resourceNames.length; from += NAMES_MAX) {
    const names = resourceNames.slice(from, from + NAMES_MAX);
    const outcome = await run.people.getPeople(names);
    if (outcome.kind === 'fault') return outcome;
    people.push(...outcome.value);
    for (const name of names) run.read.add(name);
  }
  return {kind: 'ok', value: await lookAtPhotos(run, newestOfEach(people))};
}

/** Contacts by name, each read once in a run as long as nothing is written to it. */
export async function lookAt(
  run: Run,
  resourceNames: readonly string[],
): Promise<Outcome<readonly LookedPerson[]>> {
  const {looked} = run;
  const names = [...new Set(resourceNames)];
  const known = names.flatMap(name => looked.get(name) ?? []);
  const unread = new Set(names.filter(name => !looked.has(name)));
  const outcome = await readPeople(run, [...unread]);
  if (outcome.kind === 'fault') return outcome;
  for (const person of outcome.value) {
    if (unread.delete(person.resourceName)) {
      looked.set(person.resourceName, [person]);
    }
  }
  // A name may answer with the survivor of a merge; of several none is told apart.
  const others = outcome.value.filter(
    ({resourceName}) => !looked.has(resourceName),
  );
  if (others.length === 0 || unread.size === 1) {
    for (const name of unread) looked.set(name, others);
  }
  return {kind: 'ok', value: [...known, ...outcome.value]};
}
