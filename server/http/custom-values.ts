/** What stands in custom fields: held to their definitions at our doors, told in answers, repaired. */
import * as z from 'zod/mini';
import {Contact} from '../contract/contact.ts';
import {
  RepairCustomFieldsRequest,
  type CustomField as DefinedField,
} from '../contract/custom-field.ts';
import {contactName} from '../contract/names.ts';
import {PreviewQuery} from '../contract/preview.ts';
import {ContactRestorePreview} from '../contract/revision.ts';
import {sameContent, type Content, type SharedField} from '../core/content.ts';
import {
  customFieldKey,
  faultText,
  fieldsIn,
  findFaults,
  findNewFaults,
  repairFaults,
  type CustomField,
} from '../core/custom-fields.ts';
import {diffContent} from '../store/contact-history.ts';
import {lockContacts} from '../store/contact-acts.ts';
import {editContact} from '../store/contacts.ts';
import {listCustomFields, type CustomFieldRow} from '../store/custom-fields.ts';
import type {Db, Tx} from '../store/queries.ts';
import {readContact, type VisibleContact} from '../store/visible-contacts.ts';
import {callerOf, checkRole, contactOf} from './access.ts';
import type {RouteDeps} from './deps.ts';
import {versionOf} from './etag.ts';
import {answers, CONTACT_PATH, ContactParams, type App} from './openapi.ts';
import {
  failedPrecondition,
  invalidFields,
  notFound,
  staleEtag,
} from './status.ts';
import {inPreview, inTransaction} from './transaction.ts';
import {
  toContact,
  toCustomField,
  toCustomFieldProblem,
  toFieldChange,
} from './wire.ts';

type Photos = RouteDeps['photos'];

/** Who does not see custom fields is held to none and told of none. */
type Sight = Pick<VisibleContact, 'labels' | 'hiddenFields'>;

function fieldsOf<Field extends CustomField>(
  fields: readonly Field[],
  {labels, hiddenFields}: Sight,
): readonly Field[] {
  if (hiddenFields.includes('userDefined')) return [];
  return fieldsIn(
    fields,
    labels.map(({id}) => id),
  );
}

/** All that some of these contacts have. */
async function readFieldsOf(
  db: Db,
  contacts: readonly Sight[],
): Promise<readonly CustomFieldRow[]> {
  if (contacts.length === 0) return [];
  const labelIds = contacts.flatMap(({labels}) => labels.map(({id}) => id));
  return listCustomFields(db, [...new Set(labelIds)]);
}

/** Those that a contact has for who sees it so. */
export async function readFieldsFor(
  db: Db,
  sight: Sight,
): Promise<readonly CustomFieldRow[]> {
  return fieldsOf(await readFieldsOf(db, [sight]), sight);
}

/** Those of a new contact in a label. */
export function readFieldsIn(
  db: Db,
  {
    id,
    hiddenFields,
  }: {readonly id: string; readonly hiddenFields: readonly SharedField[]},
): Promise<readonly CustomFieldRow[]> {
  return readFieldsFor(db, {labels: [{id, role: 'viewer'}], hiddenFields});
}

/**
 * @param sent as the caller wrote it, to name the place in it
 * @throws INVALID_ARGUMENT, which names the field, its place and what is wrong
 */
export function refuseFaults(
  fields: readonly CustomField[],
  {
    before,
    after,
    sent,
  }: {
    /** Undefined: the contact is new. */
    readonly before: Content | undefined;
    readonly after: Content;
    readonly sent: Readonly<Record<string, unknown>>;
  },
): void {
  const faults = findNewFaults(fields, before, after);
  if (faults.length === 0) return;
  throw invalidFields(
    faults.map(fault => ({
      field: placeOf(sent, fault.field),
      description: faultText(fault),
    })),
  );
}

const SentItems = z.array(z.object({key: z.optional(z.string())}));

function placeOf(
  {userDefined}: Readonly<Record<string, unknown>>,
  {displayName}: CustomField,
): string {
  const items = SentItems.safeParse(userDefined).data ?? [];
  const at = items.findLastIndex(
    ({key = ''}) => customFieldKey(key) === customFieldKey(displayName),
  );
  return at === -1 ? 'person.userDefined' : `person.userDefined[${at}].value`;
}

/** What is wrong in the custom fields of a contact. */
function problemsIn(
  contact: VisibleContact,
  fields: readonly CustomFieldRow[],
): Pick<Contact, 'customFieldProblems'> {
  const problems = findFaults(fieldsOf(fields, contact), contact.content);
  return problems.length === 0
    ? {}
    : {customFieldProblems: problems.map(toCustomFieldProblem)};
}

/** What is wrong in the custom fields of a contact, for an answer that is not the contact. */
export async function readProblems(
  db: Db,
  contact: VisibleContact,
): Promise<Pick<Contact, 'customFieldProblems'>> {
  return problemsIn(contact, await readFieldsFor(db, contact));
}

function withProblems(
  contact: VisibleContact,
  fields: readonly CustomFieldRow[],
  photos: Photos,
): Contact {
  return {...toContact(contact, photos), ...problemsIn(contact, fields)};
}

/** One contact, with the custom fields that it has. */
export async function answerWhole(
  db: Db,
  contact: VisibleContact,
  photos: Photos,
): Promise<Contact> {
  const fields = await readFieldsFor(db, contact);
  return {
    ...withProblems(contact, fields, photos),
    ...withFields(fields),
  };
}

function withFields(fields: readonly CustomFieldRow[]): {
  customFields?: DefinedField[];
} {
  return fields.length === 0 ? {} : {customFields: fields.map(toCustomField)};
}

/** What an act makes of a contact, for who looks at it before, and what would be wrong then. */
export async function answerChanges(
  db: Db,
  before: VisibleContact,
  after: VisibleContact,
  photos: Photos,
): Promise<ContactRestorePreview> {
  const changes = diffContent(before.content, after.content);
  return {
    changes: changes.map(each => toFieldChange(each, photos)),
    ...(await readProblems(db, after)),
  };
}

/** Several, with the custom fields of all of them beside. */
export async function answerSeveral(
  db: Db,
  contacts: readonly VisibleContact[],
  photos: Photos,
): Promise<{contacts: Contact[]; customFields?: DefinedField[]}> {
  const seeing = contacts.filter(
    ({hiddenFields}) => !hiddenFields.includes('userDefined'),
  );
  const fields = await readFieldsOf(db, seeing);
  return {
    contacts: contacts.map(each => withProblems(each, fields, photos)),
    ...withFields(fields),
  };
}

/** Of these contacts those in which something is wrong. */
export async function keepFaulty(
  db: Db,
  contacts: readonly VisibleContact[],
): Promise<readonly VisibleContact[]> {
  const fields = await readFieldsOf(db, contacts);
  return contacts.filter(
    each => findFaults(fieldsOf(fields, each), each.content).length > 0,
  );
}

export function repairRoutes(app: App, {db, photos}: RouteDeps): void {
  app.post(
    `${CONTACT_PATH}::repairCustomFields`,
    {
      config: {access: {contact: 'editor'}, previews: true},
      schema: {
        summary:
          'Put what was surely meant in the place of what custom fields say wrongly: the proposals among customFieldProblems',
        params: ContactParams,
        querystring: PreviewQuery,
        body: RepairCustomFieldsRequest,
        response: answers(z.union([Contact, ContactRestorePreview])),
      },
    },
    async request => {
      const key = {
        contactId: contactOf(request).id,
        accountId: callerOf(request).id,
      };
      const expected = versionOf(contactName(key.contactId), request.body.etag);
      return request.query.validateOnly
        ? inPreview(db, async tx => {
            const {before, after} = await repair(tx, key, expected);
            return answerChanges(tx, before, after, photos);
          })
        : inTransaction(db, async tx => {
            const {after} = await repair(tx, key, expected);
            return answerWhole(tx, after, photos);
          });
    },
  );
}

/** The contact before and after. */
async function repair(
  tx: Tx,
  key: {readonly contactId: string; readonly accountId: string},
  expected: number | undefined,
) {
  const {contactId, accountId} = key;
  await lockContacts(tx, [contactId]);
  const before = await readContact(tx, key);
  if (before === undefined) throw notFound();
  checkRole(before.role, 'editor');
  if ((expected ?? before.version) !== before.version) throw staleEtag();
  const fields = await readFieldsFor(tx, before);
  await editContact(tx, {
    contactId,
    by: {accountId, via: 'API'},
    change: current => {
      const content = repairFaults(fields, current);
      if (!sameContent(content, current)) return {content};
      throw failedPrecondition(
        'Nothing that its custom fields say has a sure repair: edit it.',
      );
    },
  });
  const after = await readContact(tx, key);
  if (after === undefined) throw notFound();
  return {before, after};
}
