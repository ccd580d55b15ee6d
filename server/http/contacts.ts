import {
  Contact,
  ContactList,
  CreateContactRequest,
  DeleteContactResponse,
  UpdateContactRequest,
} from '../contract/contact.ts';
import {contactName, labelName} from '../contract/names.ts';
import {excessOf} from '../contract/person.ts';
import {
  CreateQuery,
  LabelContactsQuery,
  PAGE_SIZE_MAX,
  UpdateQuery,
} from '../contract/query.ts';
import {
  readAsBefore,
  SHARED_FIELDS,
  sameContent,
  TYPED_FIELDS,
  type Content,
  type SharedField,
} from '../core/content.ts';
import {normalizeContent} from '../core/normalize.ts';
import {readNumbers} from '../core/regional-numbers.ts';
import {highestRole, isAtLeast} from '../core/role.ts';
import {viewContent} from '../core/view.ts';
import {lockContacts} from '../store/contact-acts.ts';
import type {Actor} from '../store/contact-history.ts';
import {editContact} from '../store/contacts.ts';
import {holdCustomFields} from '../store/custom-fields.ts';
import {regionsOf} from '../store/labels.ts';
import {lockLabelsOf} from '../store/merges.ts';
import {addOrJoin, findSureContact} from '../store/sure-match.ts';
import {
  listContacts,
  readContact,
  type VisibleContact,
} from '../store/visible-contacts.ts';
import type {AccountRow} from '../store/accounts.ts';
import type {Db, Tx} from '../store/queries.ts';
import {removeFromLabels} from '../store/removals.ts';
import {
  callerOf,
  checkRole,
  contactOf,
  labelOf,
  lockMembership,
} from './access.ts';
import {createOnce} from './create-once.ts';
import {
  answerSeveral,
  answerWhole,
  keepFaulty,
  readFieldsFor,
  readFieldsIn,
  refuseFaults,
} from './custom-values.ts';
import type {RouteDeps} from './deps.ts';
import {versionOf} from './etag.ts';
import {readUpdateMask} from './mask.ts';
import {
  answers,
  CONTACT_PATH,
  ContactParams,
  LABEL_PATH,
  LabelParams,
  type App,
} from './openapi.ts';
import {
  cutPage,
  fetchLimit,
  readPage,
  writeToken,
  type Page,
} from './paging.ts';
import {ALREADY_DONE, denied, invalid, notFound, staleEtag} from './status.ts';
import {inTransaction} from './transaction.ts';

export function contactRoutes(app: App, deps: RouteDeps): void {
  listRoute(app, deps);
  createRoute(app, deps);
  updateRoute(app, deps);
  deleteRoute(app, deps);
  app.get(
    CONTACT_PATH,
    {
      config: {access: {contact: 'viewer'}},
      schema: {
        summary: 'One contact',
        params: ContactParams,
        response: answers(Contact),
      },
    },
    request => answerWhole(deps.db, contactOf(request), deps.photos),
  );
}

export function throughApi(caller: AccountRow): Actor {
  return {accountId: caller.id, via: 'API'};
}

async function answerContact(
  db: Db,
  key: {contactId: string; accountId: string},
  photos: RouteDeps['photos'],
): Promise<Contact> {
  const contact = await readContact(db, key);
  if (contact === undefined) throw notFound();
  return answerWhole(db, contact, photos);
}

function listRoute(app: App, {db, photos}: RouteDeps): void {
  app.get(
    `${LABEL_PATH}/contacts`,
    {
      config: {access: {label: 'viewer'}},
      schema: {
        summary: 'The label’s contacts',
        params: LabelParams,
        querystring: LabelContactsQuery,
        response: answers(ContactList),
      },
    },
    async request => {
      const {id: labelId} = labelOf(request);
      const list = `${labelName(labelId)}/contacts`;
      const {orderBy = '', filter = ''} = request.query;
      const parameters = {
        ...(orderBy !== '' && {orderBy}),
        ...(filter !== '' && {filter}),
      };
      const page = readPage({list, parameters}, request.query);
      const read = (cut: {after: string | undefined; limit: number}) =>
        listContacts(db, {
          labelId,
          isByName: orderBy === 'displayName',
          accountId: callerOf(request).id,
          ...cut,
        });
      const {rows, next} =
        filter === ''
          ? cutPage(
              page,
              await read({after: page.after, limit: fetchLimit(page)}),
            )
          : await readFaultyPage(db, page, read);
      return {...(await answerSeveral(db, rows, photos)), ...next};
    },
  );
}

/** What is wrong is known once a contact is read: of so many batches one call looks through at most. */
const BATCHES_MAX = 10;

/** Contacts whose custom fields have problems; a page may be short, and another follow (AIP-158). */
async function readFaultyPage(
  db: Db,
  page: Page,
  read: (cut: {
    after: string | undefined;
    limit: number;
  }) => Promise<readonly VisibleContact[]>,
): Promise<ReturnType<typeof cutPage<VisibleContact>>> {
  const limit = PAGE_SIZE_MAX;
  const faulty: VisibleContact[] = [];
  let {after} = page;
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const contacts = await read({after, limit});
    faulty.push(...(await keepFaulty(db, contacts)));
    after = contacts.at(-1)?.id;
    if (faulty.length > page.size || contacts.length < limit) {
      return cutPage(page, faulty);
    }
  }
  return {
    rows: faulty,
    next: {nextPageToken: writeToken(page.key, after ?? '')},
  };
}

function createRoute(app: App, deps: RouteDeps): void {
  app.post(
    `${LABEL_PATH}/contacts`,
    {
      config: {access: {label: 'editor'}},
      schema: {
        summary:
          'Add a new contact to the label; who surely is somebody the caller may merge it with becomes one with them',
        params: LabelParams,
        querystring: CreateQuery,
        body: CreateContactRequest,
        response: answers(Contact),
      },
    },
    async request => {
      const caller = callerOf(request);
      const content = normalizeContent(request.body.person, {
        region: deps.regionOf?.(caller.locale),
      });
      const fields = SHARED_FIELDS.filter(
        field => refuseUnfit(content, [])[field],
      );
      const {newId} = deps;
      const arrival = {id: newId(), content, by: throughApi(caller), newId};
      const create = async (tx: Tx) => {
        if (fields.includes('userDefined')) await holdCustomFields(tx);
        const regions = regionsOf(labelOf(request));
        const read = readNumbers(content, regions);
        const labelId = labelOf(request).id;
        const who = {accountId: caller.id, labelId, content: read};
        const sure = await findSureContact(tx, who);
        await lockLabelsOf(tx, sure === undefined ? [] : [sure.id], [labelId]);
        const label = await lockMembership(tx, request, 'editor');
        refuseHidden(fields, label.hiddenFields);
        refuseFaults(await readFieldsIn(tx, label), {
          ...{before: undefined, after: content},
          sent: request.body.person,
        });
        // Before the locks somebody may have deleted or changed them.
        const still = sure && (await findSureContact(tx, who));
        const {contactId} = await addOrJoin(tx, {
          ...arrival,
          labelId,
          sure: still?.id === sure?.id ? still : undefined,
          fits: person => excessOf(person) === undefined,
        });
        return contactId;
      };
      return createOnce(deps.db, request, {
        create,
        answer: (tx, contactId) =>
          answerContact(tx, {contactId, accountId: caller.id}, deps.photos),
      });
    },
  );
}

/** What is hidden from the caller they do not write either. */
function refuseHidden(
  fields: readonly SharedField[],
  hiddenFields: readonly SharedField[],
): void {
  const hidden = fields.find(field => hiddenFields.includes(field));
  if (hidden !== undefined) {
    throw denied('This field is hidden from you.', `person.${hidden}`);
  }
}

function updateRoute(app: App, deps: RouteDeps): void {
  app.patch(
    CONTACT_PATH,
    {
      config: {access: {contact: 'editor'}},
      schema: {
        summary: 'Replace fields of the contact',
        params: ContactParams,
        querystring: UpdateQuery,
        body: UpdateContactRequest,
        response: answers(Contact),
      },
    },
    async request => {
      const caller = callerOf(request);
      const {id: contactId} = contactOf(request);
      const {person, etag} = request.body;
      const {updateMask} = request.query;
      const expected = versionOf(contactName(contactId), etag);
      const sent = normalizeContent(person, {
        region: deps.regionOf?.(caller.locale),
      });
      return inTransaction(deps.db, async tx => {
        if (sent.userDefined !== undefined) await holdCustomFields(tx);
        await lockContacts(tx, [contactId]);
        // As it is now: the role may have changed since the call was let in.
        const key = {contactId, accountId: caller.id};
        const contact = await readContact(tx, key);
        if (contact === undefined) throw notFound();
        checkRole(contact.role, 'editor');
        const fields = editedFields(updateMask, person, contact.hiddenFields);
        if ((expected ?? contact.version) !== contact.version) {
          const wanted = replaceFields(contact.content, sent, fields);
          throw staleEtag(
            sameContent(wanted, contact.content) ? ALREADY_DONE : undefined,
          );
        }
        const defined = await readFieldsFor(tx, contact);
        const outcome = await editContact(tx, {
          contactId,
          by: throughApi(caller),
          change: current => {
            const content = refuseUnfit(
              replaceFields(current, sent, fields),
              contact.hiddenFields,
            );
            const before = current;
            refuseFaults(defined, {before, after: content, sent: person});
            return {content};
          },
        });
        if (outcome.kind === 'notFound') throw notFound();
        return answerContact(tx, key, deps.photos);
      });
    },
  );
}

/** `*` means every field the caller sees: it never erases what is hidden from them. */
export function editedFields(
  updateMask: string | undefined,
  person: Readonly<Record<string, unknown>>,
  hiddenFields: readonly SharedField[],
): readonly SharedField[] {
  const fields = readUpdateMask(updateMask, TYPED_FIELDS, person);
  if (updateMask?.trim() === '*') {
    refuseHidden(
      fields.filter(field => person[field] !== undefined),
      hiddenFields,
    );
    return fields.filter(field => !hiddenFields.includes(field));
  }
  refuseHidden(fields, hiddenFields);
  return fields;
}

/**
 * @throws INVALID_ARGUMENT where nothing would be left that the caller sees, for
 *   what is hidden from them may not tell of itself; and where it is more than
 *   Google keeps: no account would ever get it.
 */
export function refuseUnfit(
  content: Content,
  hiddenFields: readonly SharedField[],
): Content {
  const shown = viewContent(content, hiddenFields);
  const excess = excessOf(shown);
  if (excess !== undefined) {
    const {field, reason} = excess;
    throw invalid(field === undefined ? 'person' : `person.${field}`, reason);
  }
  if (excessOf(content) !== undefined) throw invalid('person', EXCESS_ERROR);
  if (TYPED_FIELDS.some(field => shown[field])) return content;
  throw invalid('person', 'A contact needs at least one field');
}

/** Says neither of which field there is too much nor how much fits. */
const EXCESS_ERROR = 'More than Google keeps of one contact';

/** Whole fields, as `people.updateContact` replaces them; one that was not sent is cleared. */
export function replaceFields(
  current: Content,
  sent: Content,
  fields: readonly SharedField[],
): Content {
  const kept = SHARED_FIELDS.filter(
    field => !fields.includes(field) && current[field],
  ).map(field => [field, current[field]]);
  const read = readAsBefore(sent, current);
  const replaced = fields
    .filter(field => read[field])
    .map(field => [field, read[field]]);
  return Object.fromEntries([...kept, ...replaced]);
}

function deleteRoute(app: App, {db, newId}: RouteDeps): void {
  app.delete(
    CONTACT_PATH,
    {
      config: {access: {contact: 'remover'}},
      schema: {
        summary: 'Take the contact off every label the role allows',
        params: ContactParams,
        response: answers(DeleteContactResponse),
      },
    },
    async request => {
      const caller = callerOf(request);
      const contactId = contactOf(request).id;
      return inTransaction(db, async tx => {
        const locked = await lockLabelsOf(tx, [contactId]);
        const key = {contactId, accountId: caller.id};
        const contact = await readContact(tx, key);
        if (contact === undefined) throw notFound();
        // In one that was put on since, no role is sure: it stays on.
        const labels = contact.labels.filter(({id}) => locked.has(id));
        checkRole(
          highestRole(labels.map(({role}) => role)) ?? 'viewer',
          'remover',
        );
        const {held} = await removeFromLabels(tx, {
          removals: labels
            .filter(label => isAtLeast(label.role, 'remover'))
            .map(label => ({labelId: label.id, contactIds: [contactId]})),
          by: throughApi(caller),
          newId,
        });
        return toHeld(held.map(({labelId}) => labelName(labelId)));
      });
    },
  );
}

export function toHeld(names: readonly string[]): {held?: string[]} {
  return names.length === 0 ? {} : {held: [...names]};
}
