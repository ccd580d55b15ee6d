/** A store of a large workplace, written without the service: nothing of it is delivered anywhere. */
import {sql} from 'kysely';
import {v7 as uuidv7} from 'uuid';
import {matchKeys, normalizeContent} from '../../../server/core/normalize.ts';
import {createContacts} from '../../../server/store/contacts.ts';
import type {Database} from '../../../server/store/database.ts';
import {createLabel} from '../../../server/store/labels.ts';
import {vacuumWhatNeedsIt} from '../../../server/store/pglite-upkeep.ts';
import {jsonRows, type Db} from '../../../server/store/queries.ts';
import {samplePeople} from '../../emulator/sample.ts';
import {seededRandom} from '../../emulator/seeded-random.ts';

export interface Member {
  readonly id: string;
  readonly email: string;
}

export interface FilledLabel {
  readonly id: string;
  readonly owner: Member;
  readonly members: readonly Member[];
  readonly contacts: readonly {
    readonly id: string;
    /** Addresses. */
    readonly emails: readonly string[];
  }[];
}

const BATCH = 500;
/** Of every tenth contact. */
const OLD_EDITS = 30;

/** A label with contacts, which its members see; without rows for their copies, which nobody writes. */
export async function fillLabel(
  {db}: Database,
  {
    index,
    size,
    members,
  }: {
    readonly index: number;
    readonly size: number;
    readonly members: readonly Member[];
  },
): Promise<FilledLabel> {
  const [owner] = members;
  if (owner === undefined) throw new Error('A label has an owner.');
  const id = uuidv7();
  await db.transaction().execute(tx =>
    createLabel(tx, {
      ...{id, owner, displayName: `Label ${index}`, defaultHiddenFields: []},
      grantId: uuidv7(),
    }),
  );
  const next = samplePeople(seededRandom(index + 1));
  const contacts: {id: string; emails: string[]}[] = [];
  while (contacts.length < size) {
    const batch = Array.from(
      {length: Math.min(BATCH, size - contacts.length)},
      () => ({
        id: uuidv7(),
        content: normalizeContent(next(), {region: 'JP'}),
        labelIds: [id],
      }),
    );
    await db
      .transaction()
      .execute(tx =>
        createContacts(tx, batch, {accountId: owner.id, via: 'API'}),
      );
    for (const {id, content} of batch) {
      const emails = matchKeys(content)
        .filter(key => key.startsWith('mail:'))
        .map(key => key.slice('mail:'.length));
      contacts.push({id, emails});
    }
  }
  await grantAll(db, id, members.slice(1));
  await editOften(
    db,
    contacts.filter((_, at) => at % 10 === 0),
    owner,
  );
  return {id, owner, members, contacts};
}

async function grantAll(
  db: Db,
  labelId: string,
  members: readonly Member[],
): Promise<void> {
  const rows = jsonRows(members.map(member => ({...member, grant: uuidv7()})));
  await sql`
    insert into grants (id, label_id, principal_type, principal_id, principal_email, role)
    select r."grant", ${labelId}, 'user', r.id, r.email, 'editor'
    from jsonb_to_recordset(${rows}) as r(id text, email text, "grant" uuid)`.execute(
    db,
  );
  await sql`
    insert into collaborators (label_id, account_id, role, hidden_fields, show_on_phones)
    select ${labelId}, r.id, 'editor', '{}', true
    from jsonb_to_recordset(${rows}) as r(id text)`.execute(db);
}

async function editOften(
  db: Db,
  contacts: readonly {readonly id: string}[],
  by: Member,
): Promise<void> {
  await sql`
    insert into revisions (contact_id, version, account_id, via, kind, changes)
    select id, n, ${by.id}, 'API', 'edit', jsonb_build_array(jsonb_build_object(
      'field', 'nicknames', 'new', jsonb_build_array(jsonb_build_object('value', 'N' || n))))
    from unnest(${sql.val(contacts.map(({id}) => id))}::uuid[]) as c(id),
      generate_series(2, ${OLD_EDITS + 1}) n`.execute(db);
}

/** Paused: nothing is synced while something is measured. */
export async function enrolAll(
  {db}: Database,
  members: readonly Member[],
): Promise<void> {
  await sql`
    insert into accounts (id, email, state, paused)
    select r.id, r.email, 'ACTIVE', true
    from jsonb_to_recordset(${jsonRows(members)}) as r(id text, email text)`.execute(
    db,
  );
}

/** As after a night: counted, packed and without work. */
export async function settle({db}: Database): Promise<void> {
  await sql`update copies set settled = marks, presence = 'none'`.execute(db);
  await sql`update lanes set next_time = null`.execute(db);
  await vacuumWhatNeedsIt(db);
}
