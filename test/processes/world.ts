/** People, their address books, and service processes that come and go: in real time, on PostgreSQL. */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {sql} from 'kysely';
import {createEmulator, type Emulator} from '../emulator/emulator.ts';
import type {Draft} from '../emulator/types.ts';
import type {WorldSeed} from '../emulator/world/seed-types.ts';
import {createDice} from '../simulation/dice.ts';
import {
  createNotes,
  noteDeletion,
  noteRead,
  noteRights,
  wordsIn,
  type Notes,
} from '../simulation/notes.ts';
import {askedByName, freshAmong} from '../simulation/service.ts';
import {PLAIN} from '../simulation/traits.ts';
import {
  learn,
  NOTHING_KNOWN,
  peopleOf,
  type Person,
  type World,
} from '../simulation/world.ts';
import {openTestStore, type TestStore} from '../support/database.ts';
import {allowAnyNumber} from '../support/world.ts';
import {openFleet, type Fleet} from './fleet.ts';

const AUDIENCE = 'processes';

export interface ProcessWorld extends World {
  readonly notes: Notes;
  readonly fleet: Fleet;
  /** A call to the HTTP API of the process at a place of the fleet. */
  callAt(
    place: number,
    person: Person,
    request: string,
    body?: object,
  ): Promise<Draft>;
  close(options: {readonly keep: boolean}): Promise<void>;
}

export async function openProcessWorld(
  seed: number,
  town: WorldSeed,
): Promise<ProcessWorld> {
  const store = await openTestStore('postgres');
  await allowAnyNumber(store.database.db);
  const notes = createNotes();
  const emulator = createEmulator({
    now: Date.now,
    random: createDice(seed).random,
    world: town,
  });
  const folder = mkdtempSync(join(tmpdir(), 'processes-'));
  const log: string[] = [];
  const fleet = await openFleet({
    db: store.database.db,
    emulator: {...emulator, handle: noted(emulator, notes)},
    dice: createDice(seed + 1),
    env: settings(store, emulator, folder),
    onLine: line => void log.push(line),
  });
  const people = peopleOf(emulator);
  const tokens = new Map(
    people.map(({id, email}) => [
      id,
      emulator.control('idToken', {email, audience: AUDIENCE})['idToken'],
    ]),
  );
  await fleet.ready();
  return {
    ...{dice: createDice(seed + 2), emulator, store, notes, fleet, people},
    traits: PLAIN,
    facts: NOTHING_KNOWN,
    lost: new Map(),
    programs: [],
    story: [],
    hasLied: false,
    knowsCeiling: false,
    everLost: new Set(),
    isDelegated: true,
    service: {
      log,
      // Unanswered, it was done or not.
      call: async ({id}, request, body) =>
        (await fleet.call(tokens.get(id), request, {body})) ?? UNANSWERED,
    },
    async callAt(place, {id}, request, body) {
      const answer = await fleet.call(tokens.get(id), request, {body, place});
      if (answer?.status === 200) return answer.body;
      throw new Error(`${request} answered ${JSON.stringify(answer)}`);
    },
    async close(options) {
      await fleet.close();
      await store.close(options);
      rmSync(folder, {recursive: true});
    },
  };
}

const UNANSWERED = {status: 0, body: {}};

function settings(
  {databaseUrl}: TestStore,
  emulator: Emulator,
  folder: string,
): Readonly<Record<string, string>> {
  const keyFile = join(folder, 'key.json');
  writeFileSync(keyFile, JSON.stringify(emulator.control('serviceAccountKey')));
  const {users} = emulator.control('world');
  return {
    PORT: '0',
    DATABASE_URL: databaseUrl!,
    GOOGLE_APPLICATION_CREDENTIALS: keyFile,
    WORKSPACE_ADMIN: users.find((user: Draft) => user['isAdmin'])['email'],
    ID_TOKEN_AUDIENCES: AUDIENCE,
    SYNC_INTERVAL_SECONDS: '1',
    DIRECTORY_INTERVAL_SECONDS: '2',
    CREATE_CONFIRM_SECONDS: '1',
  };
}

/** What is deleted and what was read before, as far as laws ask. */
function noted(emulator: Emulator, notes: Notes): Emulator['handle'] {
  return async (request, wait) => {
    const asked = askedByName(new URL(request.url, 'http://google'), request);
    const token = String(request.headers['authorization']).slice(7);
    const accountId = emulator.world.tokens.get(token)?.userId;
    if (asked === undefined || accountId === undefined) {
      return emulator.handle(request, wait);
    }
    if (asked.kind === 'delete') noteDeletion(notes, accountId, asked.names);
    const answer = await emulator.handle(request, wait);
    if (asked.kind === 'read') {
      const names = freshAmong(emulator, accountId, asked, answer);
      noteRead(notes, accountId, {names, isAgain: false, isUnheard: false});
    }
    return answer;
  };
}

/** Reads from the store what acts and laws go by. */
export async function look(world: ProcessWorld): Promise<void> {
  await learn(world);
  noteRights(world, world.notes);
}

const LOOK_MS = 100;

/** Little is between two looks. */
export async function lookUntil(
  world: ProcessWorld,
  ended: Promise<void>,
): Promise<void> {
  let isOver = false;
  const over = ended.finally(() => (isOver = true));
  while (!isOver) {
    await look(world);
    await Promise.race([over, delay(LOOK_MS)]);
  }
  await over;
}

/** What may have come about and passed between two looks counts as seen. */
export async function noteUnseen(world: ProcessWorld): Promise<void> {
  await noteUnseenRights(world);
  await noteUnseenRemovals(world);
}

/** Somebody's contact became a shared one, and then their role another. */
async function noteUnseenRights({notes, store}: ProcessWorld): Promise<void> {
  const {rows} = await sql<{id: string; words: string}>`
    select id, content::text as words from contacts
    union all select contact_id, changes::text from revisions`.execute(
    store.database.db,
  );
  const contacts = new Map(
    rows.flatMap(({id, words}) =>
      [...wordsIn(words)].map(word => [word, id] as const),
    ),
  );
  const labellings = [...notes.labellings].map(key => key.split(' '));
  for (const typed of notes.typed.values()) {
    const {person, field} = typed;
    typed.contactId ??= contacts.get(typed.word);
    typed.maySpread ||=
      notes.seers.has(`${person.id} ${field}`) &&
      labellings.some(
        ([contactId, labelId]) =>
          contactId === typed.contactId &&
          notes.adders.has(`${person.id} ${labelId}`),
      );
  }
}

/** A copy was made, and somebody took it away at once. */
async function noteUnseenRemovals({notes, store}: ProcessWorld): Promise<void> {
  const {rows} = await sql<{accountId: string; contactId: string}>`
    select distinct account_id as "accountId", contact_id as "contactId"
    from revisions where via = 'GOOGLE' and labels_removed <> '{}'`.execute(
    store.database.db,
  );
  const seen = new Set(
    notes.removals.map(each => `${each.accountId} ${each.contactId}`),
  );
  const unseen = rows.filter(
    ({accountId, contactId}) => !seen.has(`${accountId} ${contactId}`),
  );
  for (const removal of notes.removals) {
    if (removal.contactId !== undefined) continue;
    const at = unseen.findIndex(each => each.accountId === removal.accountId);
    if (at >= 0) removal.contactId = unseen.splice(at, 1)[0]!.contactId;
  }
}
