import type {Draft} from '../emulator/types.ts';
import type {OfficeAct} from './shown.ts';
import type {World} from './world.ts';

/** What people do to whole labels through the API. */
export const LABEL_ACTS: readonly OfficeAct[] = [
  {weight: 1, perform: leave},
  {weight: 2, perform: rejoin},
  {weight: 2, perform: transfer},
  {weight: 2, perform: deleteLabel},
  {weight: 2, perform: undeleteLabel},
  {weight: 3, perform: setThreshold},
];

/** A label somebody sees, or one of theirs: who may not should try as well, but not always. */
async function pickLabel({dice, people, service}: World, {isOwn = false} = {}) {
  const person = dice.pick(people);
  const {body} = await service.call(person, 'GET /v1/labels');
  const seen: readonly Draft[] = body['labels'] ?? [];
  const own = seen.filter(label => label['role'] === 'owner');
  const labels = isOwn && dice.chance(0.8) ? own : seen;
  return labels.length === 0
    ? undefined
    : {person, label: dice.pick(labels)['name'] as string};
}

async function leave(world: World) {
  const picked = await pickLabel(world);
  if (picked === undefined) return undefined;
  const {person, label} = picked;
  const {status} = await world.service.call(
    person,
    `POST /v1/${label}:leave`,
    {},
  );
  return `${person.email} leaves ${label}: ${status}`;
}

/** Who left sees the label no longer, but knows its name. */
async function rejoin(world: World) {
  const [picked, person] = [
    await pickLabel(world),
    world.dice.pick(world.people),
  ];
  if (picked === undefined) return undefined;
  const {label} = picked;
  const {status} = await world.service.call(
    person,
    `POST /v1/${label}:rejoin`,
    {},
  );
  return `${person.email} rejoins ${label}: ${status}`;
}

async function transfer(world: World) {
  const picked = await pickLabel(world, {isOwn: true});
  if (picked === undefined) return undefined;
  const {person, label} = picked;
  const {email} = world.dice.pick(world.people);
  const {status} = await world.service.call(
    person,
    `POST /v1/${label}:transferOwnership`,
    {email},
  );
  return `${person.email} gives ${label} to ${email}: ${status}`;
}

async function deleteLabel(world: World) {
  const picked = await pickLabel(world, {isOwn: true});
  if (picked === undefined || !world.dice.chance(0.3)) return undefined;
  const {person, label} = picked;
  const keepCopies = world.dice.chance(0.5);
  const {status} = await world.service.call(
    person,
    `DELETE /v1/${label}?keepCopies=${keepCopies}`,
  );
  return `${person.email} deletes ${label}${keepCopies ? ', copies stay' : ''}: ${status}`;
}

async function undeleteLabel({dice, people, service}: World) {
  const person = dice.pick(people);
  const {body} = await service.call(person, 'GET /v1/trash');
  const labels: readonly Draft[] = body['labels'] ?? [];
  if (labels.length === 0) return undefined;
  const {name} = dice.pick(labels);
  const {status} = await service.call(person, `POST /v1/${name}:undelete`, {});
  return `${person.email} undeletes ${name}: ${status}`;
}

/** So low that a few removals are held. */
async function setThreshold(world: World) {
  const picked = await pickLabel(world, {isOwn: true});
  if (picked === undefined) return undefined;
  const {person, label} = picked;
  const bulkRemoval = {percent: 10, count: 1 + world.dice.below(3)};
  const {status} = await world.service.call(
    person,
    `PATCH /v1/${label}?updateMask=bulkRemoval`,
    {bulkRemoval},
  );
  return `${person.email} has removals of ${label} held from ${bulkRemoval.count} on: ${status}`;
}
