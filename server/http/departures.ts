import {Label} from '../contract/label.ts';
import {Empty} from '../contract/query.ts';
import {leaveLabel, rejoinLabel} from '../store/departures.ts';
import {readLabel} from '../store/labels.ts';
import {callerOf, labelOf, readId} from './access.ts';
import type {Deps} from './deps.ts';
import {membershipRoutes} from './memberships.ts';
import {answers, LABEL_PATH, LabelParams, type App} from './openapi.ts';
import {failedPrecondition, notFound} from './status.ts';
import {inTransaction} from './transaction.ts';
import {toLabel} from './wire.ts';

/** A member's own part in a label: leaving it, coming back, and what is theirs to choose. */
export function departureRoutes(app: App, deps: Deps): void {
  const {db} = deps;
  membershipRoutes(app, deps);
  app.post(
    `${LABEL_PATH}::leave`,
    {
      config: {access: {label: 'viewer'}},
      schema: {
        summary:
          'Leave the label, until :rejoin or a new grant to the caller alone',
        params: LabelParams,
        response: answers(Empty),
      },
    },
    async request => {
      const key = {
        labelId: labelOf(request).id,
        accountId: callerOf(request).id,
      };
      const outcome = await inTransaction(db, tx => leaveLabel(tx, key));
      if (outcome === 'notFound') throw notFound();
      if (outcome === 'owner') {
        throw failedPrecondition(
          'The owner cannot leave: transfer the label first.',
        );
      }
      return {};
    },
  );
  app.post(
    `${LABEL_PATH}::rejoin`,
    {
      // Who left sees nothing of it: whether a grant reaches them is looked up.
      config: {access: 'account'},
      schema: {
        summary:
          'Come back to a label that a grant still reaches the caller with',
        params: LabelParams,
        response: answers(Label),
      },
    },
    async request => {
      const key = {
        labelId: readId(request, 'label'),
        accountId: callerOf(request).id,
      };
      return inTransaction(db, async tx => {
        await rejoinLabel(tx, key);
        const label = await readLabel(tx, key);
        if (label === undefined) throw notFound();
        return toLabel(label);
      });
    },
  );
}
