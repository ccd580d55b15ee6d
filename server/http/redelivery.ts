import {Contact} from '../contract/contact.ts';
import {redeliverCopy} from '../store/copy-endings.ts';
import {callerOf, contactOf} from './access.ts';
import type {RouteDeps} from './deps.ts';
import {answers, CONTACT_PATH, ContactParams, type App} from './openapi.ts';
import {inTransaction} from './transaction.ts';
import {toContact} from './wire.ts';

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
      const contact = contactOf(request);
      const key = {contactId: contact.id, accountId: callerOf(request).id};
      await inTransaction(db, tx => redeliverCopy(tx, key));
      return toContact(contact, photos);
    },
  );
}
