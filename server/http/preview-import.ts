import {createHash} from 'node:crypto';
import {contactName, labelName} from '../contract/names.ts';
import {excessOf} from '../contract/person.ts';
import type {
  Operation,
  ImportRow as AnsweredRow,
} from '../contract/transfer.ts';
import {
  photoOf,
  typedFingerprint,
  type Content,
  type SharedField,
} from '../core/content.ts';
import {findDuplicates} from '../core/duplicates.ts';
import {
  createMadeContacts,
  type MadeContact,
  type MadeContacts,
} from '../core/made-contacts.ts';
import {mayMerge} from '../core/merge-right.ts';
import {asRead, readNumbers} from '../core/regional-numbers.ts';
import {evidenceOf} from '../core/row-evidence.ts';
import {overruledRemarks} from '../core/row-remark.ts';
import {overruledFields, uniteContents} from '../core/unite.ts';
import {hiddenByAll} from '../core/view.ts';
import type {Language} from '../formats/language.ts';
import {readStanding} from '../store/merges.ts';
import type {Db, Tx} from '../store/queries.ts';
import {findRepeated, mayBeUnfound, seesTyped} from '../store/repeated-rows.ts';
import type {ImportRowState} from '../store/schema.ts';
import {findNear, isThere, pickSure} from '../store/sure-match.ts';
import {regionsOf, type Collaboration} from '../store/labels.ts';
import type {VisibleContact} from '../store/visible-contacts.ts';
import {tellRefusal, tellRemarks} from './import-words.ts';
import {batchesOf} from './import-batches.ts';
import {ANSWERED_ROWS_MAX, toCounts} from './operations.ts';
import type {ImportFile, ReadRow} from './read-import.ts';

/** Labels of a file that are told. */
const LABELS_TOLD_MAX = 100;

/** Headings of a file that are told, and characters of each. */
const COLUMNS_TOLD_MAX = 100;
const HEADING_TOLD_MAX = 100;

/** What each row would do to the contacts as they are now. */
export async function previewImport(
  db: Db,
  {rows, charset, keptHeadings}: ImportFile,
  about: Omit<Looking, 'made' | 'lines' | 'said'>,
): Promise<Operation> {
  const looking: Looking = {
    ...about,
    made: createMadeContacts(),
    lines: new Map(),
    said: new Map(),
  };
  const counts = new Map<ImportRowState, number>();
  const answered: AnsweredRow[] = [];
  const codes = new Map<string, number>();
  const keptLabels = new Set<string>();
  for await (const batch of batchesOf(rows)) {
    for (const name of batch.flatMap(({labels = []}) => labels)) {
      if (keptLabels.size < LABELS_TOLD_MAX) keptLabels.add(name);
    }
    const judged = await db
      .transaction()
      .execute(tx => judgeRows(tx, batch, looking));
    for (const row of judged) {
      counts.set(row.outcome, (counts.get(row.outcome) ?? 0) + 1);
      for (const code of codesOf(row)) {
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
      if (answered.length < ANSWERED_ROWS_MAX) answered.push(row);
    }
  }
  const readIn = charset();
  const keptColumns = keptHeadings()
    .slice(0, COLUMNS_TOLD_MAX)
    .map(heading => heading.slice(0, HEADING_TOLD_MAX));
  return {
    done: true,
    metadata: {
      label: labelName(looking.label.id),
      ...(readIn !== undefined && {charset: readIn}),
      counts: toCounts(Object.fromEntries(counts)),
    },
    response: {
      rows: answered,
      codeCounts: Object.fromEntries(codes),
      ...(keptLabels.size > 0 && {keptLabels: [...keptLabels]}),
      ...(keptColumns.length > 0 && {keptColumns}),
    },
  };
}

function codesOf({code, remarks = []}: AnsweredRow): readonly string[] {
  return [
    ...(code === undefined ? [] : [code]),
    ...remarks.map(each => each.code),
  ];
}

/** As whom a file is looked at, and what was seen of it. */
interface Looking {
  readonly accountId: string;
  /** As the account stands to it. */
  readonly label: Collaboration;
  readonly made: MadeContacts;
  /** Of contacts that rows would create, by the ids these would have. */
  readonly lines: Map<string, number>;
  /** These ids by the digest of what their rows say. */
  readonly said: Map<string, readonly string[]>;
  readonly newId: () => string;
  readonly language: Language;
}

async function judgeRows(
  tx: Tx,
  rows: readonly ReadRow[],
  looking: Looking,
): Promise<readonly AnsweredRow[]> {
  const judged: AnsweredRow[] = [];
  const {imports: words} = looking.language;
  for (const {line, content, refusal, remarks} of rows) {
    if (content === undefined) {
      judged.push({
        ...{line, outcome: 'REJECTED'},
        ...(refusal && tellRefusal(refusal, looking.language)),
      });
      continue;
    }
    const {row, overruled = []} = await judgeRow(tx, {line, content}, looking);
    const told = [...(remarks ?? []), ...overruledRemarks(overruled)];
    judged.push({...{line, ...row}, ...tellRemarks(told, words)});
  }
  return judged;
}

/** What a row would do after those before it: as `addOrJoin` does it. */
async function judgeRow(
  tx: Tx,
  row: {readonly line: number; readonly content: Content},
  looking: Looking,
): Promise<JudgedRow> {
  const {line, content: typed} = row;
  const {accountId, label, made, newId} = looking;
  const regions = regionsOf(label);
  const content = readNumbers(typed, regions);
  const stored = await findNear(tx, {accountId, content});
  const changed = made.near(content);
  const known = new Set(stored.map(({id}) => id));
  const near = [
    ...stored.map(contact => made.get(contact.id) ?? contact),
    ...changed.filter(({id}) => !known.has(id)),
  ];
  const sure = await pickSure(tx, near, {labelId: label.id, content});
  const mayRepeat =
    sure === undefined &&
    seesTyped(label.hiddenFields) &&
    mayBeUnfound(typed, stored);
  const again = mayRepeat ? await findAgain(tx, typed, looking) : undefined;
  if (again !== undefined) {
    return {row: {outcome: 'UNCHANGED', ...named(looking, again, 'sameAs')}};
  }
  const joined = sure && (await joinSure(tx, sure, typed, looking));
  if (sure !== undefined && joined !== undefined) {
    const {outcome, overruled} = joined;
    const reason = evidenceOf(content, sure.content);
    const same = named(looking, sure.id, 'sameAs');
    return {row: {outcome, ...same, reason}, overruled};
  }
  const arrived = {id: newId(), content, hiddenFields: []};
  const pairs = findDuplicates(new Set([arrived.id]), [
    ...near.map(asRead),
    arrived,
  ]);
  const duplicates = pairs.map(({ids: [id], reasons}) => ({
    ...named(looking, id, 'line'),
    reasons: [...reasons],
  }));
  const {id, hiddenFields} = label;
  const labels = [{id, role: label.role}];
  made.put({id: arrived.id, whole: typed, hiddenFields, labels, regions});
  looking.lines.set(arrived.id, line);
  if (mayRepeat) {
    const print = digest(typed);
    const ids = looking.said.get(print) ?? [];
    looking.said.set(print, [...ids, arrived.id]);
  }
  const proposed = duplicates.length > 0 && {duplicates};
  return {row: {outcome: 'CREATED', ...proposed}};
}

/** What a row would do, and the fields of which whom it joins says otherwise. */
interface JudgedRow {
  readonly row: Omit<AnsweredRow, 'line'>;
  readonly overruled?: readonly SharedField[];
}

/** Who says just that already, in the label or by an earlier row. */
async function findAgain(
  tx: Tx,
  content: Content,
  {accountId, label, made, said}: Looking,
): Promise<string | undefined> {
  const about = {accountId, labelId: label.id, content};
  const there = await findRepeated(tx, about);
  if (there !== undefined && made.get(there.id) === undefined) return there.id;
  const print = digest(content);
  const photo = photoOf(content);
  return said.get(print)?.find(id => {
    const whole = made.get(id)?.whole ?? {};
    const isAlike = photo === undefined || photo === photoOf(whole);
    return isAlike && digest(whole) === print;
  });
}

function digest(content: Content): string {
  return createHash('sha256')
    .update(typedFingerprint(content))
    .digest('base64');
}

/** Undefined: they stay two. */
async function joinSure(
  tx: Tx,
  sure: VisibleContact | MadeContact,
  content: Content,
  looking: Looking,
): Promise<Joined | undefined> {
  const labelId = looking.label.id;
  if (isThere(sure, {labelId, content})) {
    return {outcome: 'UNCHANGED', overruled: []};
  }
  const united = await uniteWith(tx, sure, content, looking);
  if (united === undefined) return undefined;
  looking.made.put(united.contact);
  return {outcome: 'MERGED', overruled: united.overruled};
}

interface Joined {
  readonly outcome: 'UNCHANGED' | 'MERGED';
  readonly overruled: readonly SharedField[];
}

/**
 * Who surely is the one of a row, with what that says; undefined: whoever imports may
 * not make them one, or it would be more than fits.
 */
async function uniteWith(
  tx: Tx,
  sure: VisibleContact | MadeContact,
  content: Content,
  {accountId, label, lines}: Looking,
): Promise<
  | {
      readonly contact: Omit<MadeContact, 'content'>;
      readonly overruled: readonly SharedField[];
    }
  | undefined
> {
  const {id: labelId, role, hiddenFields} = label;
  const own = {labelId, role, hiddenFields};
  const standing = await readStanding(tx, [sure.id], accountId);
  const there = standing.get(sure.id);
  if (there === undefined && !lines.has(sure.id)) return undefined;
  const others =
    there?.labels.filter(each => each.mayStand && each.labelId !== labelId) ??
    [];
  const isIn = sure.labels.some(({id}) => id === labelId);
  const before = 'whole' in sure ? sure.whole : (there?.content ?? {});
  const united = uniteContents(before, content);
  const whole = united.content;
  const mayJoin = mayMerge([isIn ? [...others, own] : others, [own]]);
  if (!mayJoin || excessOf(whole) !== undefined) return undefined;
  const contact = {
    ...{id: sure.id, whole},
    hiddenFields: hiddenByAll([sure.hiddenFields, hiddenFields]),
    labels: isIn ? sure.labels : [...sure.labels, {id: labelId, role}],
    regions: isIn ? sure.regions : [...sure.regions, ...regionsOf(label)],
  };
  return {contact, overruled: overruledFields(before, united)};
}

/** A row of the file by its line, under this name, or a contact by its own. */
function named({lines}: Looking, id: string, row: 'line' | 'sameAs') {
  const line = lines.get(id);
  return line === undefined ? {contact: contactName(id)} : {[row]: line};
}
