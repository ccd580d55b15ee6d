import * as z from 'zod/mini';
import {
  CreateLabelRequest,
  Label,
  LABEL_FIELDS,
  LabelList,
  UpdateLabelRequest,
} from '../contract/label.ts';
import {labelName} from '../contract/names.ts';
import {LabelPreview, PreviewQuery} from '../contract/preview.ts';
import {CreateQuery, PageQuery, UpdateQuery} from '../contract/query.ts';
import {BULK_REMOVAL_DEFAULT} from '../core/bulk-removal.ts';
import type {ObservedGroup} from '../core/google.ts';
import {isPhoneRegion} from '../core/regional-numbers.ts';
import type {AccountRow} from '../store/accounts.ts';
import {
  createLabel,
  listLabels,
  readLabel,
  updateLabel,
} from '../store/labels.ts';
import {isGroupShared} from '../store/previews.ts';
import type {Db} from '../store/queries.ts';
import {callerOf, labelOf, lockMembership} from './access.ts';
import {createOnce} from './create-once.ts';
import type {Deps} from './deps.ts';
import {versionOf} from './etag.ts';
import {refusedByBook} from './google-fault.ts';
import {previewGroup} from './label-preview.ts';
import {readUpdateMask} from './mask.ts';
import {answers, LABEL_PATH, LabelParams, type App} from './openapi.ts';
import {cutPage, fetchLimit, readPage} from './paging.ts';
import {alreadyExists, invalid, notFound, staleEtag} from './status.ts';
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
      config: {access: 'account', previews: true},
      schema: {
        summary: 'A new label, or a contact group of the caller’s own, shared',
        querystring: z.extend(PreviewQuery, CreateQuery.shape),
        body: CreateLabelRequest,
        response: answers(z.union([Label, LabelPreview])),
      },
    },
    async request => {
      const caller = callerOf(request);
      const {
        displayName,
        contactGroup,
        defaultHiddenFields = [],
      } = request.body;
      const regionCode = readRegion(request.body.regionCode);
      const group =
        contactGroup === undefined
          ? undefined
          : await findOwnGroup(deps, caller, contactGroup);
      const name = group?.displayName ?? displayName;
      if (name === undefined || (group && displayName !== undefined)) {
        throw invalid(
          'displayName',
          'Say either displayName, for a new label, or contactGroup, for one of your own',
        );
      }
      if (request.query.validateOnly) {
        return previewLabel(deps, {caller, displayName: name, group});
      }
      const id = deps.newId();
      return createOnce(deps.db, request, {
        create: async tx => {
          const outcome = await createLabel(tx, {
            id,
            displayName: name,
            defaultHiddenFields,
            regionCode,
            owner: caller,
            grantId: deps.newId(),
            contactGroup: group,
          });
          if (outcome === 'groupTaken') throw groupTaken();
          return id;
        },
        answer: (tx, labelId) =>
          answerLabel(tx, {labelId, accountId: caller.id}),
      });
    },
  );
}

function groupTaken() {
  return alreadyExists('This group is shared already', 'contactGroup');
}

async function previewLabel(
  {db, people}: Deps,
  {
    caller,
    displayName,
    group,
  }: {
    caller: AccountRow;
    displayName: string;
    group: ObservedGroup | undefined;
  },
): Promise<LabelPreview> {
  if (group === undefined) return {displayName, contactCount: 0, fields: []};
  const {resourceName} = group;
  if (await isGroupShared(db, {accountId: caller.id, resourceName})) {
    throw groupTaken();
  }
  return previewGroup(await people(caller), group);
}

/** A contact group that the caller may share: one they made, as Google shows it now. */
async function findOwnGroup(
  {people}: Deps,
  caller: AccountRow,
  resourceName: string,
): Promise<ObservedGroup> {
  const client = await people(caller);
  const outcome = await client.getGroup(resourceName);
  if (outcome.kind === 'fault') {
    throw refusedByBook(
      outcome.fault,
      invalid('contactGroup', 'You have no such contact group'),
    );
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
        summary:
          'Rename the label, or change what new grants hide, when removals are held or how telephone numbers are read',
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
        await lockMembership(tx, request, 'owner');
        const outcome = await updateLabel(tx, {
          labelId,
          ...(mask.includes('displayName') && {displayName: body.displayName}),
          ...(mask.includes('defaultHiddenFields') && {
            defaultHiddenFields: body.defaultHiddenFields ?? [],
          }),
          ...(mask.includes('bulkRemoval') && {
            bulkRemoval: body.bulkRemoval ?? BULK_REMOVAL_DEFAULT,
          }),
          ...(mask.includes('regionCode') && {
            regionCode: readRegion(body.regionCode),
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

/** Null: none. */
function readRegion(regionCode = ''): string | null {
  if (regionCode === '') return null;
  if (isPhoneRegion(regionCode)) return regionCode;
  throw invalid(
    'regionCode',
    'No region whose telephone numbers are known: a code is such as JP, or GB for the United Kingdom',
  );
}
