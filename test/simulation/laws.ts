import {sql} from 'kysely';
import {
  differingFields,
  type Content,
  type SharedField,
} from '../../server/core/content.ts';
import {layContent} from '../../server/core/own-layer.ts';
import {hiddenByAll, viewContent} from '../../server/core/view.ts';
import {
  isObserved,
  MARKER_KEY,
  personToObserved,
} from '../../server/google/person.ts';
import {dumpStore} from '../http/support/store-dump.ts';
import {
  bookText,
  checkOwn,
  readStored,
  wordsIn,
  type Notes,
  type Typed,
} from './notes.ts';
import {brokenPauses} from './waiting.ts';
import {
  contentShown,
  drawnPictures,
  readPictures,
  withTexts,
  type Pictures,
} from './pictures.ts';
import {overheard} from './records.ts';
import {brokenRooms} from './room.ts';
import {brokenStates, toldWithoutLoss} from './states.ts';
import {sharedOnWithoutRight} from './shared-on.ts';
import {bookOf, type Person, type World} from './world.ts';

/** What is broken, in words; nothing when all laws hold. */
export async function brokenLaws(
  world: World,
  notes: Notes,
): Promise<readonly string[]> {
  const rows = await readCopies(world);
  const pictures = await readPictures(world);
  noteViolations(world, notes);
  return [
    ...world.people.flatMap(person =>
      brokenCopies(world, person, rows, pictures),
    ),
    ...strangers(world, notes, rows),
    ...spreadWithoutRight(world, notes, rows, pictures),
    ...drawnPictures(pictures),
    ...hiddenSeen(world, notes),
    ...(await lostValues(world, notes)),
    ...(await unexplainedActs(world, notes)),
    ...(await sharedOnWithoutRight(world, notes)),
    ...(await unexplainedEdits(world, notes)),
    ...(await unsharedKept(world, notes, pictures)),
    ...(await brokenPauses(world, rows)),
    ...(await brokenRooms(world, notes)),
    ...(await brokenStates(world)),
    ...(await toldWithoutLoss(world)),
    ...(await overheard(world, notes)),
    ...notes.broken,
  ];
}

export interface CopyRow {
  readonly accountId: string;
  readonly contactId: string;
  readonly content: Content;
  readonly own: Content | null;
  readonly presence: string;
  readonly sourceId: string | null;
  readonly due: boolean;
  readonly hold: string | null;
  /** Fields another program keeps rewriting: left as they stand. */
  readonly paused: readonly SharedField[];
  readonly away: boolean;
  readonly kept: boolean;
  readonly marker: string;
  readonly trashed: boolean;
  readonly heldLabelIds: readonly string[];
  readonly reach: readonly {
    readonly labelId: string;
    readonly hidden: readonly SharedField[];
  }[];
}

export async function readCopies(world: World): Promise<readonly CopyRow[]> {
  const {rows} = await sql<CopyRow>`
    select co.account_id as "accountId", k.id as "contactId", k.content, c.own,
      coalesce(c.presence, 'missing') as presence, c.source_id as "sourceId",
      coalesce(c.due, false) as due, c.hold,
      array(select jsonb_object_keys(c.pauses)) as paused, coalesce(c.away, false) as away,
      coalesce(c.kept, false) as kept, c.marker, k.delete_time is not null as trashed,
      array(select p.label_id from pending_removals p where p.contact_id = k.id) as "heldLabelIds",
      jsonb_agg(jsonb_build_object('labelId', cl.label_id, 'hidden', to_jsonb(co.hidden_fields))
        order by cl.label_id) as reach
    from contacts k
    join contact_labels cl on cl.contact_id = k.id
    join labels l on l.id = cl.label_id and l.delete_time is null
    join collaborators co on co.label_id = cl.label_id
    left join copies c on c.contact_id = k.id and c.account_id = co.account_id
    group by k.id, co.account_id, c.contact_id, c.account_id
    union all
    select c.account_id, c.contact_id, k.content, c.own, c.presence, c.source_id, c.due,
      c.hold, array(select jsonb_object_keys(c.pauses)), c.away, c.kept, c.marker, k.delete_time is not null, '{}', '[]'::jsonb
    from copies c join contacts k on k.id = c.contact_id
    where not exists (select from contact_labels cl
      join labels l on l.id = cl.label_id and l.delete_time is null
      join collaborators co on co.label_id = cl.label_id and co.account_id = c.account_id
      where cl.contact_id = c.contact_id)`.execute(world.store.database.db);
  return rows;
}

/** Law 1: every copy equals its contact's view and own layer, with exactly its labels. */
export function brokenCopies(
  world: World,
  person: Person,
  rows: readonly CopyRow[],
  pictures: Pictures,
): readonly string[] {
  const bySource = new Map(
    bookOf(world, person).map(contact => [contact.sourceId, contact]),
  );
  const shown = new Map<string, Content>();
  const {contacts} = world.emulator.control('account', {user: person.email});
  for (const raw of contacts) {
    const seen = personToObserved(raw, {region: undefined});
    const contact = isObserved(seen) && bySource.get(seen.sourceId);
    if (!contact) continue;
    shown.set(seen.sourceId, contentShown(seen.content, contact, pictures));
  }
  const groups = new Map(
    world.facts.groups
      .filter(({accountId}) => accountId === person.id)
      .map(({labelId, groupId}) => [labelId, groupId]),
  );
  return rows
    .filter(({accountId}) => accountId === person.id)
    .flatMap(row => {
      const where = `${person.email} ${row.contactId}`;
      if (row.due) return [`${where}: still due, ${row.presence} ${row.hold}`];
      if (row.reach.length === 0) {
        return row.kept ? [] : [`${where}: a copy is left after access ended`];
      }
      if (row.away) return [];
      if (row.presence === 'gone' && row.heldLabelIds.length > 0) return [];
      const contact = bySource.get(row.sourceId ?? '');
      if (row.presence !== 'present' || contact === undefined) {
        return [`${where}: no copy, ${row.presence} ${row.hold}`];
      }
      const hidden = hiddenByAll(row.reach.map(each => each.hidden));
      const wanted = layContent(
        viewContent(row.content, hidden),
        row.own ?? {},
      );
      const fields = differingFields(
        wanted,
        shown.get(contact.sourceId) ?? {},
      ).filter(field => !row.paused.includes(field));
      const labels = [...groups]
        .filter(([labelId]) => row.reach.some(each => each.labelId === labelId))
        .map(([, groupId]) => groupId)
        .sort();
      const ours = new Set(groups.values());
      const on = contact.groups.filter(id => ours.has(id)).sort();
      return [
        ...fields.map(
          field =>
            `${where}: ${field} differs, wanted ${JSON.stringify(wanted[field])}, has ${JSON.stringify(shown.get(contact.sourceId)?.[field])}`,
        ),
        ...(labels.length < row.reach.length
          ? [`${where}: a label has no group`]
          : []),
        ...(labels.join() === on.join() || row.heldLabelIds.length > 0
          ? []
          : [`${where}: labels ${on.join()} instead of ${labels.join()}`]),
      ];
    });
}

/**
 * Law 4: what stands in a shared label is a copy, and so is what carries our marker,
 * but for a person's own contact, or one that is theirs now, into which they merged a
 * copy: no doubles.
 */
function strangers(
  world: World,
  notes: Notes,
  rows: readonly CopyRow[],
): readonly string[] {
  const mapped = new Set(
    rows.map(({accountId, sourceId}) => `${accountId} ${sourceId}`),
  );
  const twice = [
    ...Map.groupBy(
      rows.filter(({sourceId}) => sourceId),
      r => `${r.accountId} ${r.sourceId}`,
    ),
  ]
    .filter(([, group]) => group.length > 1)
    .map(([key]) => `${key}: two copies are one contact`);
  const isExempt = (key: string) =>
    notes.own.has(key) || notes.survivors.has(key);
  return [
    ...twice,
    ...world.people.flatMap(person => {
      const ours = new Set(
        world.facts.groups
          .filter(({accountId}) => accountId === person.id)
          .map(({groupId}) => groupId),
      );
      const markers = new Set(rows.map(({marker}) => marker));
      return bookOf(world, person)
        .filter(({sourceId}) => !mapped.has(`${person.id} ${sourceId}`))
        .flatMap(contact => {
          const where = `${person.email} ${contact.resourceName}`;
          const isOurs = contact.fields
            .items('clientData')
            .some(
              item => item['key'] === MARKER_KEY && markers.has(item['value']),
            );
          return [
            ...(contact.groups.some(id => ours.has(id))
              ? [`${where}: stands in a shared label and is no copy`]
              : []),
            ...(isOurs && !isExempt(`${person.id} ${contact.sourceId}`)
              ? [`${where}: a double, by its marker`]
              : []),
          ];
        });
    }),
  ];
}

/** Law 2: what somebody typed who may not edit is in nobody else's book, and in no contact. */
function spreadWithoutRight(
  world: World,
  notes: Notes,
  rows: readonly CopyRow[],
  pictures: Pictures,
): readonly string[] {
  const books = world.people.map(
    person => [person, wordsIn(bookText(world, person))] as const,
  );
  const shared = wordsIn(
    withTexts(JSON.stringify(rows.map(({content}) => content)), pictures),
  );
  return [...notes.typed.values()]
    .filter(({maySpread}) => !maySpread)
    .filter(typed => !looksTyped(world, notes, typed))
    .flatMap(({word, person: by, field}) => [
      ...books
        .filter(([person, words]) => person !== by && words.has(word))
        .map(
          ([person]) =>
            `${word} (${field}) of ${by.email} spread to ${person.email} without the right`,
        ),
      ...(shared.has(word)
        ? [
            `${word} (${field}) of ${by.email} is in a contact without the right`,
          ]
        : []),
    ]);
}

/** A merge whose deletion a lying list left out looks like typing, and who may edit may do that. */
function looksTyped(
  {hasLied}: World,
  {labellings, adders}: Notes,
  {mergedInto, person}: Typed,
): boolean {
  if (!hasLied || mergedInto === undefined) return false;
  return [...labellings].some(key => {
    const [contactId, labelId] = key.split(' ');
    return contactId === mergedInto && adders.has(`${person.id} ${labelId}`);
  });
}

/** Law 3: every typed value is current, in the history or a suggestion. */
async function lostValues(
  world: World,
  notes: Notes,
): Promise<readonly string[]> {
  const {shared, offered, own} = await readStored(world);
  const stored = wordsIn(shared + offered + own);
  return [...notes.typed.values()].flatMap(typed => {
    const {word, person: by, field, mayBeLost} = typed;
    if (mayBeLost || stored.has(word)) return [];
    if (wordsIn(bookText(world, by)).has(word)) return [];
    return [`${word} (${field}) that ${by.email} typed is nowhere`];
  });
}

/** What is hidden from an account at all times is never in its book, unless it typed it. */
function hiddenSeen(world: World, notes: Notes): readonly string[] {
  return world.people.flatMap(person => {
    const book = wordsIn(bookText(world, person));
    return [...notes.typed.values()]
      .filter(
        ({word, field, person: by}) =>
          by !== person &&
          book.has(word) &&
          !notes.repeated.has(`${person.id} ${word}`) &&
          !notes.seers.has(`${person.id} ${field}`),
      )
      .map(
        ({word, field}) =>
          `${word} (${field}) is hidden from ${person.email} and there`,
      );
  });
}

interface LabelAct {
  readonly contactId: string;
  readonly accountId: string;
  readonly via: string;
  readonly kind: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** What each contact was merged into: what was done to it meanwhile is done to that. */
async function readSurvivors(
  world: World,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const {rows} = await sql<{readonly from: string; readonly into: string}>`
    select absorbed_id as "from", survivor_id as "into" from merges order by id`.execute(
    world.store.database.db,
  );
  return new Map(rows.map(({from, into}) => [from, [into]]));
}

/** Law 2 for labels: none came off or on but by somebody's act who might. */
async function unexplainedActs(
  world: World,
  notes: Notes,
): Promise<readonly string[]> {
  const {rows} = await sql<LabelAct>`
    select contact_id as "contactId", account_id as "accountId", via, kind,
      labels_added as added, labels_removed as removed
    from revisions where labels_added <> '{}' or labels_removed <> '{}'`.execute(
    world.store.database.db,
  );
  const survivors = await readSurvivors(world);
  const acted = new Set(
    notes.removals.flatMap(({accountId, contactId = ''}) => {
      const ids = [contactId];
      for (const id of ids) ids.push(...(survivors.get(id) ?? []));
      return ids.map(id => `${accountId} ${id}`);
    }),
  );
  const inGoogle = rows.filter(({via}) => via === 'GOOGLE');
  const off = new Set(
    rows.flatMap(({contactId, removed}) =>
      removed.map(labelId => `${contactId} ${labelId}`),
    ),
  );
  const now = new Set(
    [...world.facts.labels].flatMap(([contactId, labels]) =>
      labels.map(labelId => `${contactId} ${labelId}`),
    ),
  );
  return [
    ...[...notes.labellings]
      .filter(key => !now.has(key) && !off.has(key))
      .map(key => `${key}: a label came off and no history says why`),
    ...inGoogle.flatMap(({contactId, accountId, kind, added, removed}) => [
      ...removed
        .filter(
          labelId =>
            !acted.has(`${accountId} ${contactId}`) ||
            !notes.removers.has(`${accountId} ${labelId}`),
        )
        .map(
          labelId =>
            `${accountId} is said to have taken ${labelId} off ${contactId}`,
        ),
      ...added
        .filter(
          labelId =>
            !notes.adders.has(`${accountId} ${labelId}`) ||
            !(
              notes.puttings.has(`${accountId} ${labelId}`) ||
              notes.sharers.has(`${accountId} ${labelId}`) ||
              // The survivor has every label of those it absorbed.
              (kind === 'merged' && notes.mergers.has(accountId))
            ),
        )
        .map(
          labelId =>
            `${accountId} is said to have put ${labelId} on ${contactId}`,
        ),
    ]),
  ];
}

/** Law 2 for what was taken away as well: no edit but by who might make it, in a field they saw. */
async function unexplainedEdits(
  world: World,
  notes: Notes,
): Promise<readonly string[]> {
  const {rows} = await sql<{
    contactId: string;
    accountId: string;
    fields: readonly string[];
  }>`
    select contact_id as "contactId", account_id as "accountId",
      array(select c->>'field' from jsonb_array_elements(changes) c) as fields
    from revisions where kind = 'edit'`.execute(world.store.database.db);
  return rows.flatMap(({contactId, accountId, fields}) => {
    const might = [...notes.labellings]
      .map(key => key.split(' '))
      .filter(([id]) => id === contactId)
      .some(([, labelId]) => notes.adders.has(`${accountId} ${labelId}`));
    return [
      ...(might ? [] : [`${accountId} is said to have edited ${contactId}`]),
      ...fields
        .filter(field => !notes.seers.has(`${accountId} ${field}`))
        .map(field => `${accountId} is said to have edited a hidden ${field}`),
    ];
  });
}

/** Law 5: what is not shared is as its owner left it, and the service holds and logs nothing of it. */
async function unsharedKept(
  world: World,
  notes: Notes,
  {texts}: Pictures,
): Promise<readonly string[]> {
  for (const person of world.people) checkOwn(world, notes, person);
  const everything = wordsIn(
    JSON.stringify(await dumpStore(world.store.database.db)) +
      [...texts.values()].join('\n') +
      world.service.log.join('\n'),
  );
  const logged = wordsIn(world.service.log.join('\n'));
  return [
    ...[...notes.typed.values()]
      .filter(
        ({word, person, sourceId}) =>
          everything.has(word) &&
          notes.unshared.has(`${person.id} ${sourceId}`),
      )
      .map(({word}) => `${word} is not shared and in the store or the log`),
    ...[...logged].map(word => `${word} is in the log`),
  ];
}

/**
 * Law 7: nothing the emulator saw was out of order. Call it before the books are
 * emptied. The emulator knows copies by their marker alone, which a phone may
 * take away, and own contacts that were linked have none: what was ever a copy
 * may be written to. `checkOwn` sees to it that none of somebody's own is deleted.
 * A membership has no etag: where nobody can know how it stands, what is the same
 * already may be written once more, until all has been read again in quiet. What is
 * to be deleted, or to have its picture written over, is read a last time, whenever
 * it was read before.
 */
export function noteViolations(world: World, notes: Notes): void {
  const ids = new Map(world.people.map(({id, email}) => [email, id]));
  const {counts} = world.emulator.control('counters');
  const refused = new Set<string>();
  for (const {user, errors} of counts) {
    if (Object.hasOwn(errors, '400')) refused.add(user);
    const hasFailed = Object.keys(errors).some(
      status => status === '0' || Number(status) >= 500,
    );
    if (hasFailed) notes.unsure.add(user);
  }
  const {violations} = world.emulator.control('violations');
  for (const {kind, method, user, detail} of violations) {
    const name = /^people\/c(\d+)/.exec(detail)?.[1];
    const sourceId = name && BigInt(name).toString(16);
    const isCopy = notes.copies.has(`${ids.get(user)} ${sourceId}`);
    if (kind === 'foreignContact' && isCopy) continue;
    const isAgain = kind === 'noopWrite' && method.endsWith('members.modify');
    if (isAgain && notes.unsure.has(user)) continue;
    // Before each token, and then for the reason why there is none.
    if (kind === 'redundantRead' && method === 'directory.users.get') continue;
    // What a stale etag has read anew may lack a label that was deleted since labels were listed.
    const isLabels = method.endsWith('contactGroups.list');
    if (kind === 'redundantRead' && isLabels && refused.has(user)) continue;
    if (kind === 'redundantRead' && method.endsWith('getBatchGet')) {
      const accountId = ids.get(user) ?? '';
      const lastReadings = notes.lastReadings.get(accountId) ?? 0;
      notes.lastReadings.set(accountId, lastReadings - 1);
      if (lastReadings > 0) continue;
    }
    world.story.push(`    · violation ${kind} ${method} of ${user}: ${detail}`);
    notes.broken.push(`violation ${kind} ${method} of ${user}: ${detail}`);
  }
}
