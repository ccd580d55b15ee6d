import {sql} from 'kysely';
import type {Content} from '../core/content.ts';
import {newContent, oldContent, type FieldChange} from '../core/history.ts';
import {mergeContent} from '../core/merge.ts';
import {pickFields} from '../core/view.ts';
import {
  diffContent,
  insertRevisions,
  readVersion,
  type Actor,
} from './contact-history.ts';
import {putNotice} from './notices.ts';
import {jsonRows, type Tx} from './queries.ts';
import {labelsOf, listDeciders} from './suggestion-reading.ts';

/** A change that its author's role did not allow, or that was meant as a suggestion. */
export interface EditSuggestion {
  /** Of a new suggestion; an open one of the same author keeps its own. */
  readonly id: string;
  readonly contactId: string;
  readonly by: Actor;
  /** What the author had before them. */
  readonly base: Content;
  readonly proposed: Content;
  /** What a write said that nobody answered: the author may have had that before them. */
  readonly sent?: Content | null;
}

/**
 * Keeps a change as a suggestion. One author has one open suggestion for a
 * contact: a further change joins it, and what it replaces of the earlier one
 * goes to the history. Returns its id, undefined where nothing differs.
 */
export async function suggestEdit(
  tx: Tx,
  {id, contactId, by, base, proposed, sent}: EditSuggestion,
): Promise<string | undefined> {
  const changes = diffContent(base, proposed);
  if (changes.length === 0) return undefined;
  const open = await tx
    .selectFrom('suggestions')
    .select(['id', 'changes', 'version'])
    .where('contact_id', '=', contactId)
    .where('account_id', '=', by.accountId)
    .where('kind', '=', 'edit')
    .where('state', '=', 'OPEN')
    .forUpdate()
    .executeTakeFirst();
  if (open === undefined) {
    await insertSuggestion(tx, {id, kind: 'edit', contactId, by, changes});
    return id;
  }
  const joined = joinChanges(open.changes, changes, sent ?? undefined);
  await tx
    .updateTable('suggestions')
    .set({
      changes: JSON.stringify(joined.changes),
      version: open.version + 1,
      update_time: sql<Date>`service_now()`,
    })
    .where('id', '=', open.id)
    .execute();
  await keepBlindFields(tx, open.id);
  if (joined.lost.length > 0) {
    const version = await readVersion(tx, contactId);
    const lost = {contactId, version, kind: 'lost', changes: joined.lost};
    await insertRevisions(tx, [lost], by);
  }
  return open.id;
}

/** An earlier change and a later one of the same author, as one. */
function joinChanges(
  earlier: readonly FieldChange[],
  later: readonly FieldChange[],
  sent: Content | undefined,
): {changes: readonly FieldChange[]; lost: readonly FieldChange[]} {
  const [before, first] = [oldContent(earlier), newContent(earlier)];
  const again = new Set(later.map(({field}) => field));
  const both = earlier.filter(({field}) => again.has(field));
  const {content, lost} = mergeContent({
    base: pickFields(sent ?? oldContent(later), field => again.has(field)),
    ours: newContent(both),
    theirs: newContent(later),
    later: 'theirs',
  });
  const base = {...oldContent(later), ...before};
  const untouched = pickFields(first, field => !again.has(field));
  return {
    changes: diffContent(base, {...untouched, ...content}),
    lost: lost
      .filter(({side}) => side === 'ours')
      .map(({field, item}) => ({field, old: [item]})),
  };
}

/** A label that somebody would put on a contact and may not. */
export interface AddSuggestion {
  readonly id: string;
  readonly labelId: string;
  readonly by: Actor;
  /** The shared contact, or the author's own with what it says. */
  readonly contact:
    | {readonly contactId: string}
    | {
        readonly sourceId: string;
        readonly resourceName: string;
        readonly content: Content;
      };
}

/** Keeps an addition as a suggestion; the same one again says nothing new. */
export async function suggestAdd(
  tx: Tx,
  {id, labelId, by, contact}: AddSuggestion,
): Promise<void> {
  const changes = 'content' in contact ? diffContent({}, contact.content) : [];
  const row = {...contact, id, kind: 'add', labelId, by, changes} as const;
  await insertSuggestion(tx, row);
}

interface NewSuggestion {
  readonly id: string;
  readonly kind: 'edit' | 'add';
  readonly by: Actor;
  readonly contactId?: string;
  readonly labelId?: string;
  readonly sourceId?: string;
  readonly resourceName?: string;
  readonly changes: readonly FieldChange[];
}

/** Who may decide about a new one is told; one that there was keeps its id. */
async function insertSuggestion(tx: Tx, row: NewSuggestion): Promise<void> {
  const {rows} = await sql<{readonly id: string}>`
    insert into suggestions (id, kind, account_id, via, contact_id, label_id,
      source_id, resource_name, changes)
    values (${row.id}, ${row.kind}, ${row.by.accountId}, ${row.by.via},
      ${row.contactId ?? null}, ${row.labelId ?? null}, ${row.sourceId ?? null},
      ${row.resourceName ?? null}, ${jsonRows(row.changes)})
    on conflict (label_id, account_id, coalesce(contact_id::text, source_id))
      where state = 'OPEN' and kind = 'add'
    do update set changes = excluded.changes, version = suggestions.version + 1,
      update_time = service_now()
    where suggestions.changes <> excluded.changes
    returning id`.execute(tx);
  const [kept] = rows;
  if (kept !== undefined) await keepBlindFields(tx, kept.id);
  if (kept?.id !== row.id) return;
  await noteSuggestion(tx, {
    ...{id: row.id, authorId: row.by.accountId, by: row.by},
    labelId: row.labelId ?? null,
  });
}

/** Whoever else may decide about a suggestion that waits is told of it. */
export async function noteSuggestion(
  tx: Tx,
  {
    id,
    authorId,
    labelId,
    by,
  }: {
    readonly id: string;
    readonly authorId: string;
    /** That it would put on a contact. */
    readonly labelId: string | null;
    /** Who made it wait. */
    readonly by: Pick<Actor, 'accountId'>;
  },
): Promise<void> {
  const deciderIds = await listDeciders(tx, id);
  await putNotice(tx, {
    kind: 'SUGGESTION',
    about: id,
    receiverIds: deciderIds.filter(each => each !== by.accountId),
    suggestionId: id,
    actorId: authorId,
    ...(labelId !== null && {labelId}),
  });
}

/** Once their access is over nothing else tells what was hidden from its author. */
async function keepBlindFields(tx: Tx, id: string): Promise<void> {
  await sql`
    update suggestions s set blind_fields = array(
      select unnest(s.blind_fields) union
      select c.change->>'field'
      from jsonb_array_elements(s.changes) as c(change)
      where not exists (
        select from collaborators co
        where co.account_id = s.account_id
          and (co.label_id = s.label_id or co.label_id = any(about.labels))
          and c.change->>'field' <> all(co.hidden_fields)))
    from (
      select o.id, ${labelsOf()} as labels
      from suggestions o left join contacts k on k.id = o.contact_id
    ) about
    where s.id = ${id} and about.id = s.id`.execute(tx);
}
