import {ContactDelivery, Delivery} from '../contract/delivery.ts';
import {contactName, labelName} from '../contract/names.ts';
import {PAGE_SIZE_MAX, PageQuery} from '../contract/query.ts';
import {isAtLeast} from '../core/role.ts';
import {
  readContactDelivery,
  readContactLabels,
  type CopyDelivery,
} from '../store/contact-delivery.ts';
import {readContact} from '../store/visible-contacts.ts';
import {readDelivery, type DeliveryRow} from '../store/delivery.ts';
import {callerOf, labelOf, readId} from './access.ts';
import {isAdmin} from './admins.ts';
import type {Deps} from './deps.ts';
import {toEtag} from './etag.ts';
import {
  answers,
  CONTACT_PATH,
  ContactParams,
  LABEL_PATH,
  LabelParams,
  type App,
} from './openapi.ts';
import {cutPage, fetchLimit, readPage, type Page} from './paging.ts';
import {denied, notFound} from './status.ts';

/** Whether what was changed has arrived, and where it has not, why. */
export function deliveryRoutes(app: App, deps: Deps): void {
  labelRoute(app, deps);
  contactRoute(app, deps);
}

/** Ids of Google's users, whatever they look like. */
const ACCOUNT_ID = /^[\w.@-]{1,200}$/;

/** As many at once as there may be: a label's team on one screen. */
function pageOf(list: string, query: PageQuery): Page {
  const pageSize = query.pageSize || PAGE_SIZE_MAX;
  return readPage({list}, {...query, pageSize}, id => ACCOUNT_ID.test(id));
}

function labelRoute(app: App, {db}: Deps): void {
  app.get(
    `${LABEL_PATH}/delivery`,
    {
      config: {access: {label: 'manager'}},
      schema: {
        summary: 'Whom the label has reached',
        params: LabelParams,
        querystring: PageQuery,
        response: answers(Delivery),
      },
    },
    async request => {
      const {id: labelId} = labelOf(request);
      const page = pageOf(`${labelName(labelId)}/delivery`, request.query);
      const found = await readDelivery(db, {
        labelId,
        after: page.after,
        limit: fetchLimit(page),
      });
      const {rows, next} = cutPage(page, found);
      return {accounts: rows.map(toLabelDelivery), ...next};
    },
  );
}

function contactRoute(app: App, deps: Deps): void {
  app.get(
    `${CONTACT_PATH}/delivery`,
    {
      // Admins may as well, who see the contact or not: it is looked up.
      config: {access: 'account'},
      schema: {
        summary: 'Which version of the contact has reached whom',
        params: ContactParams,
        querystring: PageQuery,
        response: answers(ContactDelivery),
      },
    },
    async request => {
      const contactId = readId(request, 'contact');
      const {version, labelIds} = await readReach(deps, {
        contactId,
        accountId: callerOf(request).id,
      });
      const name = contactName(contactId);
      const page = pageOf(`${name}/delivery`, request.query);
      const found = await readContactDelivery(deps.db, {
        contactId,
        labelIds,
        after: page.after,
        limit: fetchLimit(page),
      });
      const {rows, next} = cutPage(page, found);
      return {
        name,
        etag: toEtag(name, version),
        version,
        accounts: rows.map(row => toContactDelivery(name, row)),
        ...next,
      };
    },
  );
}

/**
 * The labels whose collaborators the caller may hear about: those in which they
 * are manager, for an admin all.
 */
async function readReach(
  {db, adminEmail}: Deps,
  key: {readonly contactId: string; readonly accountId: string},
) {
  const contact = await readContactLabels(db, key.contactId);
  if (contact === undefined) throw notFound();
  if (await isAdmin({db, adminEmail}, key.accountId)) return contact;
  const seen = await readContact(db, key);
  if (seen === undefined) throw notFound();
  const managed = seen.labels.filter(({role}) => isAtLeast(role, 'manager'));
  if (managed.length === 0) {
    throw denied(`Your role is ${seen.role}; this needs manager.`);
  }
  return {version: contact.version, labelIds: managed.map(({id}) => id)};
}

function toLabelDelivery({
  email,
  upToDate,
  waiting,
  ...row
}: DeliveryRow): Delivery['accounts'][number] {
  return {email, upToDate, waiting, ...whyAndUntil(row)};
}

function toContactDelivery(
  name: string,
  row: CopyDelivery,
): ContactDelivery['accounts'][number] {
  const {email, state, version, deliverTime} = row;
  return {
    email,
    state,
    ...(version !== undefined && {version, etag: toEtag(name, version)}),
    ...(deliverTime && {deliverTime: deliverTime.toISOString()}),
    ...whyAndUntil(row),
  };
}

function whyAndUntil({
  reason,
  retryTime,
  pausedFields,
}: Pick<DeliveryRow, 'reason' | 'retryTime' | 'pausedFields'>) {
  return {
    ...(reason && {reason}),
    ...(retryTime && {retryTime: retryTime.toISOString()}),
    ...(pausedFields && {pausedFields: [...pausedFields]}),
  };
}
