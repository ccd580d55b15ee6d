/** Laws of what cannot go on: that it waits, says why, and holds up nothing else. */
import type {AccountState} from '../../server/store/schema.ts';
import type {Draft} from '../emulator/types.ts';
import {brokenCopies, readCopies, type CopyRow} from './laws.ts';
import {readPictures} from './pictures.ts';
import {brokenStates, isAway, statesOf} from './states.ts';
import type {Person, World} from './world.ts';

/** Delivery's words for accounts that the service cannot reach (contract section 7), or that are full. */
const REASONS: Readonly<Record<AccountState, string>> = {
  ACTIVE: 'FULL',
  INVITED: 'PERMISSION_LOST',
  PERMISSION_LOST: 'PERMISSION_LOST',
  SUSPENDED: 'SUSPENDED',
  DELETED: 'SUSPENDED',
};

/**
 * Law 51 and 64: while accounts are lost and there is no room, all else is
 * delivered, and what waits has a reason that whoever manages the label reads.
 */
export async function brokenWaiting(world: World): Promise<readonly string[]> {
  const rows = await readCopies(world);
  const pictures = await readPictures(world);
  const waits = (row: CopyRow) =>
    !world.isDelegated || world.lost.has(row.accountId) || row.hold === 'FULL';
  const others = rows.filter(row => !waits(row));
  const told = await readDelivery(world);
  const owed = rows.filter(row => waits(row) && isOwed(row));
  world.story.push(`${owed.length} contacts wait for their accounts`);
  return [
    ...world.people.flatMap(person =>
      brokenCopies(world, person, others, pictures),
    ),
    ...owed.flatMap(row => untold(world, row, told)),
    ...(await brokenStates(world)),
  ].map(words => `while some wait: ${words}`);
}

const isOwed = ({presence, reach, away, heldLabelIds}: CopyRow) =>
  presence === 'none' && reach.length > 0 && !away && heldLabelIds.length === 0;

function untold(
  world: World,
  {accountId, contactId, reach}: CopyRow,
  told: ReadonlyMap<string, Draft>,
): readonly string[] {
  const person = world.people.find(({id}) => id === accountId);
  const states = person === undefined ? [] : statesOf(world, person);
  const wanted = states.map(state => REASONS[state]);
  return reach.flatMap(({labelId}) => {
    const delivery = told.get(`${labelId} ${accountId}`);
    if (delivery === undefined) return [];
    const {waiting, reason} = delivery;
    return waiting > 0 && wanted.includes(reason)
      ? []
      : [
          `${contactId} is owed to ${accountId}, ${wanted.join()}, and delivery of ${labelId} says ${waiting} wait, ${reason}`,
        ];
  });
}

/** What owners are told of each account, by `labelId accountId`. */
async function readDelivery(world: World): Promise<ReadonlyMap<string, Draft>> {
  const ids = new Map(world.people.map(({id, email}) => [email, id]));
  const told = new Map<string, Draft>();
  for (const {labelId, accountId, role} of world.facts.collaborators) {
    const owner = world.people.find(({id}) => id === accountId);
    if (role !== 'owner' || owner === undefined || isAway(world, owner)) {
      continue;
    }
    const {body} = await world.service.call(
      owner,
      `GET /v1/labels/${labelId}/delivery`,
    );
    for (const account of body['accounts'] ?? []) {
      told.set(`${labelId} ${ids.get(account.email)}`, account);
    }
  }
  return told;
}

/** Law 62 and 114: nobody but a program has a field paused, and its account is told. */
export async function brokenPauses(
  world: World,
  rows: readonly CopyRow[],
): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const person of world.people) {
    const paused = rows.filter(
      row => row.accountId === person.id && row.paused.length > 0,
    );
    if (paused.length === 0) continue;
    const notices = await readNotices(world, person);
    for (const {contactId, paused: fields} of paused) {
      for (const field of fields) {
        const where = `${field} of ${contactId} at ${person.email}`;
        const isProgram = world.programs.some(
          program => program.person === person && program.field === field,
        );
        world.story.push(`${where} is paused`);
        const isTold = notices.some(notice => notice['field'] === field);
        if (!isProgram)
          broken.push(`${where} is paused, and no program is there`);
        if (!isTold) broken.push(`${where} is paused, and there is no notice`);
      }
    }
  }
  return broken;
}

async function readNotices(
  {service}: World,
  person: Person,
): Promise<readonly Draft[]> {
  const {body} = await service.call(person, 'GET /v1/notices');
  const notices: readonly Draft[] = body['notices'] ?? [];
  return notices.filter(({kind}) => kind === 'FIELD_PAUSED');
}
