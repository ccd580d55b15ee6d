import {
  AddContactsResponse,
  ContactNames,
  RemoveContactsResponse,
} from '../contract/contact.ts';
import {
  contactName,
  parseContactName,
  pendingRemovalName,
} from '../contract/names.ts';
import {isAtLeast} from '../core/role.ts';
import type {AccountRow} from '../store/accounts.ts';
import {changeContactLabels} from '../store/contact-labels.ts';
import {proposeDuplicates} from '../store/duplicates.ts';
import {listOwnHeld} from '../store/pending-removals.ts';
import type {Tx} from '../store/queries.ts';
import {removeFromLabel} from '../store/removals.ts';
import {readContact, type VisibleContact} from '../store/visible-contacts.ts';
import {callerOf, lockMembership} from './access.ts';
import {throughApi, toHeld} from './contacts.ts';
import {keepFaulty} from './custom-values.ts';
import type {RouteDeps} from './deps.ts';
import {answers, LABEL_PATH, LabelParams, type App} from './openapi.ts';
import {denied, invalid, notFound} from './status.ts';
import {inTransaction} from './transaction.ts';

/** Puts labels on contacts that are shared, and takes them off. */
export function labellingRoutes(app: App, deps: RouteDeps): void {
  addRoute(app, deps);
  removeRoute(app, deps);
}

function addRoute(app: App, {db, newId}: RouteDeps): void {
  app.post(
    `${LABEL_PATH}/contacts::add`,
    {
      config: {access: {label: 'editor'}},
      schema: {
        summary:
          'Put the label on contacts that are shared already, also where they lack a custom field that it requires',
        params: LabelParams,
        body: ContactNames,
        response: answers(AddContactsResponse),
      },
    },
    async request => {
      const caller = callerOf(request);
      return inTransaction(db, async tx => {
        const label = await lockMembership(tx, request, 'editor');
        const {id: labelId} = label;
        const named = await readNamed(tx, caller, request.body.contacts);
        const others = named.filter(({contact}) => !isIn(contact, labelId));
        others.forEach(checkSharesOn);
        const contactIds = others.map(({contact}) => contact.id);
        await changeContactLabels(tx, {
          contactIds,
          add: [labelId],
          remove: [],
          by: throughApi(caller),
        });
        await proposeDuplicates(tx, {
          contactIds,
          accountId: caller.id,
          newId,
        });
        const faulty = await keepFaulty(
          tx,
          others.map(({contact}) => ({
            ...contact,
            labels: [...contact.labels, label],
          })),
        );
        return faulty.length === 0
          ? {}
          : {withProblems: faulty.map(({id}) => contactName(id))};
      });
    },
  );
}

function removeRoute(app: App, {db, newId}: RouteDeps): void {
  app.post(
    `${LABEL_PATH}/contacts::remove`,
    {
      config: {access: {label: 'remover'}},
      schema: {
        summary: 'Take the label off contacts',
        params: LabelParams,
        body: ContactNames,
        response: answers(RemoveContactsResponse),
      },
    },
    async request => {
      const caller = callerOf(request);
      return inTransaction(db, async tx => {
        const {id: labelId} = await lockMembership(tx, request, 'remover');
        const named = await readNamed(tx, caller, request.body.contacts);
        const {held} = await removeFromLabel(tx, {
          labelId,
          contactIds: named.map(({contact}) => contact.id),
          by: throughApi(caller),
          newId,
        });
        const own = await listOwnHeld(tx, {
          ...{labelId, contactIds: held, accountId: caller.id},
        });
        return {
          ...toHeld(held.map(contactName)),
          ...(own.length > 0 && {
            pendingRemovals: own.map(pendingRemovalName),
          }),
        };
      });
    },
  );
}

function isIn(contact: VisibleContact, labelId: string): boolean {
  return contact.labels.some(label => label.id === labelId);
}

/** A second label shows a contact to more people: for who may share it on, and sees what they share. */
function checkSharesOn({contact, field}: NamedContact): void {
  if (!isAtLeast(contact.role, 'manager')) {
    throw denied('Sharing a contact on needs manager where it is.', field);
  }
  if (contact.hiddenFields.length > 0) {
    throw denied('Some of its fields are hidden from you.', field);
  }
}

interface NamedContact {
  readonly contact: VisibleContact;
  /** Where the request names it. */
  readonly field: string;
}

/** The contacts of a request, each once, in the order of their ids: two such calls cannot block each other. */
async function readNamed(
  tx: Tx,
  caller: AccountRow,
  names: readonly string[],
): Promise<readonly NamedContact[]> {
  const fields = new Map<string, string>();
  for (const [index, name] of names.entries()) {
    const field = `contacts[${index}]`;
    const id = parseContactName(name);
    if (id === undefined) {
      throw invalid(field, 'Not a name such as contacts/{contact}');
    }
    if (!fields.has(id)) fields.set(id, field);
  }
  const contacts: NamedContact[] = [];
  for (const [contactId, field] of [...fields].sort()) {
    const contact = await readContact(tx, {contactId, accountId: caller.id});
    if (contact === undefined) throw notFound(field);
    contacts.push({contact, field});
  }
  return contacts;
}
