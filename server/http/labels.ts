import {Delivery} from '../contract/delivery.ts';
import {
  CreateLabelRequest,
  Label,
  LABEL_FIELDS,
  LabelList,
  UpdateLabelRequest,
} from '../contract/label.ts';
import {labelName} from '../contract/names.ts';
import {PageQuery, UpdateQuery} from '../contract/query.ts';
import type {ObservedGroup} from '../core/google.ts';
import {readDelivery} from '../store/delivery.ts';
import {
  createLabel,
  listLabels,
  readLabel,
  updateLabel,
} from '../store/labels.ts';
import type {Db} from '../store/queries.ts';
import {callerOf, labelOf} from './access.ts';
import type {Deps} from './deps.ts';
import {versionOf} from './etag.ts';
import {refusePassingFault} from './google-fault.ts';
import {readUpdateMask} from './mask.ts';
import {answers, LABEL_PATH, LabelParams, type App} from './openapi.ts';
import {cutPage, fetchLimit, readPage} from './paging.ts';
import {
  alreadyExists,
  invalid,
  notFound,
  staleEtag,
  StatusError,
} from './status.ts';
import {inTransaction} from './transaction.ts';
import {toLabel} from './wire.ts';

export function labelRoutes(app: App, deps: Deps): void {
  listRoute(app, deps);
  createRoute(app, deps);
  updateRoute(app, deps);
  app.get(
    LABEL_PATH,
    {
      config: {access: {label: 'viewer'}},
      schema: {
        summary: 'One label',
        params: LabelParams,
        response: answers(Label),
      },
    },
    async request =>
      answerLabel(deps.db, {
        labelId: labelOf(request).id,
        accountId: callerOf(request).id,
      }),
  );
  app.get(
    `${LABEL_PATH}/delivery`,
    {
      config: {access: {label: 'manager'}},
      schema: {
        summary: 'Whom the label has reached',
        params: LabelParams,
        response: answers(Delivery),
      },
    },
    async request => ({
      accounts: [...(await readDelivery(deps.db, labelOf(request).id))],
    }),
  );
}

async function answerLabel(
  db: Db,
  key: {labelId: string; accountId: string},
): Promise<Label> {
  const label = await readLabel(db, key);
  if (label === undefined) throw notFound();
  return toLabel(label);
}

function listRoute(app: App, {db}: Deps): void {
  app.get(
    '/v1/labels',
    {
      config: {access: 'account'},
      schema: {
        summary: 'Labels the caller collaborates on',
        querystring: PageQuery,
        response: answers(LabelList),
      },
    },
    async request => {
      const page = readPage({list: 'labels'}, request.query);
      const found = await listLabels(db, {
        accountId: callerOf(request).id,
        after: page.after,
        limit: fetchLimit(page),
      });
      const {rows, next} = cutPage(page, found);
      return {labels: rows.map(toLabel), ...next};
    },
  );
}

function createRoute(app: App, deps: Deps): void {
  app.post(
    '/v1/labels',
    {
      config: {access: 'account'},
      schema: {
        summary: 'A new label, or a contact group of the caller’s own, shared',
        body: CreateLabelRequest,
        response: answers(Label),
      },
    },
    async request => {
      const caller = callerOf(request);
      const {
        displayName,
        contactGroup,
        defaultHiddenFields = [],
      } = request.body;
      const group =
        contactGroup === undefined
          ? undefined
          : await findOwnGroup(deps, caller.id, contactGroup);
      const name = group?.displayName ?? displayName;
      if (name === undefined || (group && displayName !== undefined)) {
        throw invalid(
          'displayName',
          'Say either displayName, for a new label, or contactGroup, for one of your own',
        );
      }
      const id = deps.newId();
      return inTransaction(deps.db, async tx => {
        const outcome = await createLabel(tx, {
          id,
          displayName: name,
          defaultHiddenFields,
          owner: caller,
          grantId: deps.newId(),
          contactGroup: group,
        });
        if (outcome === 'groupTaken') {
          throw alreadyExists('This group is shared already', 'contactGroup');
        }
        return answerLabel(tx, {labelId: id, accountId: caller.id});
      });
    },
  );
}

/** A contact group that the caller may share: one they made, as Google shows it now. */
async function findOwnGroup(
  {people}: Deps,
  accountId: string,
  resourceName: string,
): Promise<ObservedGroup> {
  const client = await people(accountId);
  const outcome = await client.getGroup(resourceName);
  if (outcome.kind === 'fault') {
    const {fault} = outcome;
    refusePassingFault(fault);
    throw fault.kind === 'revoked' || fault.kind === 'denied'
      ? new StatusError(
          'FAILED_PRECONDITION',
          'Google does not let the service read your contacts.',
        )
      : invalid('contactGroup', 'You have no such contact group');
  }
  if (!outcome.value.userGroup) {
    throw invalid(
      'contactGroup',
      'A group of Google’s own cannot be shared; make a label instead',
    );
  }
  return outcome.value;
}

function updateRoute(app: App, {db}: Deps): void {
  app.patch(
    LABEL_PATH,
    {
      config: {access: {label: 'owner'}},
      schema: {
        summary: 'Rename the label, or change what new grants hide',
        params: LabelParams,
        querystring: UpdateQuery,
        body: UpdateLabelRequest,
        response: answers(Label),
      },
    },
    async request => {
      const {id: labelId} = labelOf(request);
      const {body} = request;
      const mask = readUpdateMask(request.query.updateMask, LABEL_FIELDS, body);
      if (mask.includes('displayName') && body.displayName === undefined) {
        throw invalid('displayName', 'A label needs a name');
      }
      return inTransaction(db, async tx => {
        const outcome = await updateLabel(tx, {
          labelId,
          ...(mask.includes('displayName') && {displayName: body.displayName}),
          ...(mask.includes('defaultHiddenFields') && {
            defaultHiddenFields: body.defaultHiddenFields ?? [],
          }),
          expectedVersion: versionOf(labelName(labelId), body.etag),
        });
        if (outcome === 'staleEtag') throw staleEtag();
        if (outcome === 'notFound') throw notFound();
        return answerLabel(tx, {labelId, accountId: callerOf(request).id});
      });
    },
  );
}
