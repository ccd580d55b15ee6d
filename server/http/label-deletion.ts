import * as z from 'zod/mini';
import {Label} from '../contract/label.ts';
import {Empty} from '../contract/query.ts';
import {readLabel} from '../store/labels.ts';
import {
  deleteLabel,
  ownsDeletedLabel,
  undeleteLabel,
} from '../store/label-trash.ts';
import {callerOf, lockMembership, readId} from './access.ts';
import type {Deps} from './deps.ts';
import {answers, LABEL_PATH, LabelParams, type App} from './openapi.ts';
import {ALREADY_DONE, alreadyExists, notFound} from './status.ts';
import {inTransaction} from './transaction.ts';
import {toLabel} from './wire.ts';

const DeleteQuery = z.object({
  keepCopies: z._default(
    z.pipe(
      z.enum(['true', 'false']),
      z.transform(word => word === 'true'),
    ),
    false,
  ),
});

export function labelDeletionRoutes(app: App, {db}: Deps): void {
  app.delete(
    LABEL_PATH,
    {
      config: {access: {label: 'owner'}},
      schema: {
        summary:
          'Delete the label for everybody; copies go, or stay as ordinary contacts with keepCopies',
        params: LabelParams,
        querystring: DeleteQuery,
        response: answers(Empty),
      },
    },
    async request => {
      const {keepCopies} = request.query;
      await inTransaction(db, async tx => {
        const {id: labelId} = await lockMembership(tx, request, 'owner');
        await deleteLabel(tx, {labelId, keepCopies});
      });
      return {};
    },
  );
  app.post(
    `${LABEL_PATH}::undelete`,
    {
      // Its collaborators are gone: who owned it is looked up in its grants.
      config: {access: 'account'},
      schema: {
        summary: 'Bring a deleted label back, within 30 days',
        params: LabelParams,
        response: answers(Label),
      },
    },
    async request => {
      const labelId = readId(request, 'label');
      const {id: accountId} = callerOf(request);
      return inTransaction(db, async tx => {
        const owned = await ownsDeletedLabel(tx, {labelId, accountId});
        const isBack = owned && (await undeleteLabel(tx, labelId));
        const label = await readLabel(tx, {labelId, accountId});
        if (label === undefined) throw notFound();
        if (!isBack) {
          throw alreadyExists('It is not in the trash.', 'label', ALREADY_DONE);
        }
        return toLabel(label);
      });
    },
  );
}
