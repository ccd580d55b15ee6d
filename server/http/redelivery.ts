import {Contact} from '../contract/contact.ts';
import {redeliverCopy} from '../store/copy-endings.ts';
import {readContact} from '../store/visible-contacts.ts';
import {callerOf, contactOf} from './access.ts';
import {answerWhole} from './custom-values.ts';
import type {RouteDeps} from './deps.ts';
import {answers, CONTACT_PATH, ContactParams, type App} from './openapi.ts';
import {notFound} from './status.ts';
import {inTransaction} from './transaction.ts';

/** Who deleted their own copy, even again and again, gets it back by one call. */
export function redeliveryRoutes(app: App, {db, photos}: RouteDeps): void {
  app.post(
    `${CONTACT_PATH}::redeliver`,
    {
      config: {access: {contact: 'viewer'}},
      schema: {
        summary: 'Bring back a copy that the caller had deleted',
        params: ContactParams,
        response: answers(Contact),
      },
    },
    async request => {
      const accountId = callerOf(request).id;
      const key = {contactId: contactOf(request).id, accountId};
      return inTransaction(db, async tx => {
        const contact = await readContact(tx, key);
        if (contact === undefined) throw notFound();
        await redeliverCopy(tx, key);
        return answerWhole(tx, contact, photos);
      });
    },
  );
}
