/** How things stand before anybody acts. */
import type {Draft} from '../emulator/types.ts';
import {addContact} from './acts.ts';
import {notePrivate, type Notes} from './notes.ts';
import {accountOf, bookOf, control, type Person, type World} from './world.ts';

/** Everybody gets a label and a contact that are nobody else's; what they have is noted. */
export async function beginBooks(world: World, notes: Notes): Promise<void> {
  for (const person of world.people) {
    for (const {sourceId} of bookOf(world, person)) {
      notes.own.add(`${person.id} ${sourceId}`);
    }
    // All labels that anybody has now are about to be shared.
    for (const id of accountOf(world, person).groups.keys()) {
      notes.labelGroups.set(`${person.id} ${id}`, undefined);
    }
    control(world, 'createLabel', {user: person.email, name: 'Private'});
    notePrivate(world, notes, person);
    const own = {name: 'Own', email: undefined, group: undefined};
    await addContact(world, notes, {person, isRaced: false}, own);
  }
}

/** Somebody shares a label of theirs with all that is in it. Its name, `labels/…`. */
export async function shareOwnLabel(
  {service, emulator, story}: World,
  notes: Notes,
  owner: Person,
  name: string,
): Promise<string> {
  const {groups} = emulator.control('account', {user: owner.email});
  const shared = groups.find((group: Draft) => group['name'] === name);
  const {status, body} = await service.call(owner, 'POST /v1/labels', {
    contactGroup: shared.resourceName,
  });
  if (status !== 200) throw new Error(`not shared: ${JSON.stringify(body)}`);
  story.push(`${owner.email} shares ${name}`);
  notes.sharers.add(`${owner.id} ${body['name'].split('/')[1]}`);
  return body['name'];
}
