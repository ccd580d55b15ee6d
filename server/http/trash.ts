import {Contact} from '../contract/contact.ts';
import {contactName, labelName} from '../contract/names.ts';
import {PageQuery} from '../contract/query.ts';
import {Trash} from '../contract/trash.ts';
import {readContact} from '../store/visible-contacts.ts';
import {listTrash, undeleteContact} from '../store/trash.ts';
import {callerOf, readId} from './access.ts';
import {answerWhole} from './custom-values.ts';
import type {RouteDeps} from './deps.ts';
import {answers, CONTACT_PATH, ContactParams, type App} from './openapi.ts';
import {cutPage, fetchLimit, readPage} from './paging.ts';
import {ALREADY_DONE, alreadyExists, notFound} from './status.ts';
import {inTransaction} from './transaction.ts';
import {toPerson} from './wire.ts';

/** What was taken away within 30 days, and bringing it back; labels do that themselves. */
export function trashRoutes(app: App, deps: RouteDeps): void {
  listRoute(app, deps);
  undeleteRoute(app, deps);
}

function listRoute(app: App, {db, photos}: RouteDeps): void {
  app.get(
    '/v1/trash',
    {
      config: {access: 'account'},
      schema: {
        summary:
          'Contacts and labels that the caller can bring back, and labels they left and may come back to',
        querystring: PageQuery,
        response: answers(Trash),
      },
    },
    async request => {
      const page = readPage({list: 'trash'}, request.query);
      const found = await listTrash(db, {
        accountId: callerOf(request).id,
        after: page.after,
        limit: fetchLimit(page),
      });
      const {rows, next} = cutPage(page, found);
      const left = rows
        .filter(row => row.kind === 'left')
        .map(({id, displayName, leaveTime}) => ({
          name: labelName(id),
          displayName,
          leaveTime: leaveTime.toISOString(),
        }));
      return {
        contacts: rows
          .filter(row => row.kind === 'contact')
          .map(({id, content, labelIds, deleteTime}) => ({
            name: contactName(id),
            person: toPerson(content, photos),
            labels: labelIds.map(labelName),
            deleteTime: deleteTime.toISOString(),
          })),
        labels: rows
          .filter(row => row.kind === 'label')
          .map(({id, displayName, contactCount, deleteTime}) => ({
            name: labelName(id),
            displayName,
            contactCount,
            deleteTime: deleteTime.toISOString(),
          })),
        ...(left.length > 0 && {leftLabels: left}),
        ...next,
      };
    },
  );
}

function undeleteRoute(app: App, {db, photos}: RouteDeps): void {
  app.post(
    `${CONTACT_PATH}::undelete`,
    {
      // Nobody sees what is in the trash: who may is looked up by its labels.
      config: {access: 'account'},
      schema: {
        summary:
          'Bring a contact back into the labels it went with, within 30 days',
        params: ContactParams,
        response: answers(Contact),
      },
    },
    async request => {
      const {id: accountId} = callerOf(request);
      const contactId = readId(request, 'contact');
      return inTransaction(db, async tx => {
        const by = {accountId, via: 'API'} as const;
        const isBack = await undeleteContact(tx, {contactId, by});
        const contact = await readContact(tx, {contactId, accountId});
        if (contact === undefined) throw notFound();
        if (!isBack) {
          throw alreadyExists(
            'It is not in the trash.',
            'contact',
            ALREADY_DONE,
          );
        }
        return answerWhole(tx, contact, photos);
      });
    },
  );
}
