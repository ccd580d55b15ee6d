import {domainToASCII} from 'node:url';
import * as z from 'zod/mini';
import {
  CreateGrantRequest,
  Grant,
  GRANT_FIELDS,
  GrantList,
  UpdateGrantRequest,
  type Principal,
} from '../contract/grant.ts';
import {grantName, labelName} from '../contract/names.ts';
import {GrantPreview, PreviewQuery} from '../contract/preview.ts';
import {CreateQuery, Empty, PageQuery, UpdateQuery} from '../contract/query.ts';
import type {SharedField} from '../core/content.ts';
import type {DirectoryClient, Outcome} from '../core/google.ts';
import {
  createGrant,
  deleteGrant,
  listGrants,
  readGrant,
  updateGrant,
  type GrantOutcome,
  type NewGrant,
} from '../store/grants.ts';
import {hasGrant} from '../store/previews.ts';
import {readLabel, sameFields, type Collaboration} from '../store/labels.ts';
import type {Db} from '../store/queries.ts';
import {callerOf, labelOf, lockMembership, readId} from './access.ts';
import {createOnce} from './create-once.ts';
import type {Deps} from './deps.ts';
import {versionOf} from './etag.ts';
import {refusePassingFault} from './google-fault.ts';
import {previewGrant} from './grant-preview.ts';
import {readUpdateMask} from './mask.ts';
import {
  answers,
  GRANT_PATH,
  GrantParams,
  LABEL_PATH,
  LabelParams,
  type App,
} from './openapi.ts';
import {cutPage, fetchLimit, readPage} from './paging.ts';
import {alreadyExists, denied, invalid, notFound, staleEtag} from './status.ts';
import {inTransaction} from './transaction.ts';
import {toGrant} from './wire.ts';

export function grantRoutes(app: App, deps: Deps): void {
  listRoute(app, deps);
  createRoute(app, deps);
  updateRoute(app, deps);
  app.get(
    GRANT_PATH,
    {
      config: {access: {label: 'viewer'}},
      schema: {
        summary: 'One grant',
        params: GrantParams,
        response: answers(Grant),
      },
    },
    async request =>
      answerGrant(deps.db, {
        labelId: labelOf(request).id,
        grantId: readId(request, 'grant'),
      }),
  );
  app.delete(
    GRANT_PATH,
    {
      config: {access: {label: 'manager'}},
      schema: {
        summary: 'Revoke a grant',
        params: GrantParams,
        response: answers(Empty),
      },
    },
    async request => {
      const key = {
        labelId: labelOf(request).id,
        grantId: readId(request, 'grant'),
      };
      await inTransaction(deps.db, async tx => {
        await lockMembership(tx, request, 'manager');
        checkOutcome(await deleteGrant(tx, key));
      });
      return {};
    },
  );
}

async function answerGrant(
  db: Db,
  key: {labelId: string; grantId: string},
): Promise<Grant> {
  const grant = await readGrant(db, key);
  if (grant === undefined) throw notFound();
  return toGrant(grant);
}

function checkOutcome(outcome: GrantOutcome): void {
  switch (outcome) {
    case 'ok':
      return;
    case 'staleEtag':
      throw staleEtag();
    case 'notFound':
      throw notFound();
    case 'owner':
      throw denied('Ownership changes by a transfer alone.');
  }
}

function listRoute(app: App, {db}: Deps): void {
  app.get(
    `${LABEL_PATH}/grants`,
    {
      config: {access: {label: 'viewer'}},
      schema: {
        summary: 'Who has the label',
        params: LabelParams,
        querystring: PageQuery,
        response: answers(GrantList),
      },
    },
    async request => {
      const {id: labelId} = labelOf(request);
      const list = `${labelName(labelId)}/grants`;
      const page = readPage({list}, request.query);
      const found = await listGrants(db, {
        labelId,
        after: page.after,
        limit: fetchLimit(page),
      });
      const {rows, next} = cutPage(page, found);
      return {grants: rows.map(toGrant), ...next};
    },
  );
}

function createRoute(app: App, deps: Deps): void {
  app.post(
    `${LABEL_PATH}/grants`,
    {
      config: {access: {label: 'manager'}, previews: true},
      schema: {
        summary: 'Share the label with a user, a group or a domain',
        params: LabelParams,
        querystring: z.extend(PreviewQuery, CreateQuery.shape),
        body: CreateGrantRequest,
        response: answers(z.union([Grant, GrantPreview])),
      },
    },
    async request => {
      const {body} = request;
      const caller = callerOf(request);
      const hide = (db: Db, label: Collaboration) =>
        hiddenFromNewGrant(
          db,
          {label, accountId: caller.id},
          body.hiddenFields,
        );
      const hiddenFields = await hide(deps.db, labelOf(request));
      const principal = await findPrincipal(deps.directory, body.principal);
      const labelId = labelOf(request).id;
      if (request.query.validateOnly) {
        const asked = {labelId, principal, hiddenFields};
        if (await hasGrant(deps.db, asked)) throw secondGrant();
        return previewGrant(deps, {...asked, callerId: caller.id});
      }
      const id = deps.newId();
      return createOnce(deps.db, request, {
        create: async tx => {
          const label = await lockMembership(tx, request, 'manager');
          const outcome = await createGrant(tx, {
            id,
            labelId,
            principal,
            role: body.role,
            hiddenFields: await hide(tx, label),
            showOnPhones: body.showOnPhones,
            grantedBy: caller.id,
          });
          if (outcome === 'exists') throw secondGrant();
          return id;
        },
        answer: (tx, grantId) => answerGrant(tx, {labelId, grantId}),
      });
    },
  );
}

function secondGrant() {
  return alreadyExists('It has a grant already: change that', 'principal');
}

/**
 * What a new grant hides. The owner says, or the label's default does. Whoever
 * else shares on hides the default and what is hidden from themselves, no less;
 * hiding more is the owner's.
 */
async function hiddenFromNewGrant(
  db: Db,
  {label, accountId}: {label: Collaboration; accountId: string},
  wanted: readonly SharedField[] | undefined,
): Promise<readonly SharedField[]> {
  const row = await readLabel(db, {labelId: label.id, accountId});
  if (row === undefined) throw notFound();
  if (label.role === 'owner') {
    return [...new Set(wanted ?? row.defaultHiddenFields)];
  }
  const hidden = new Set([...row.defaultHiddenFields, ...label.hiddenFields]);
  if (wanted?.some(field => !hidden.has(field))) {
    throw denied('Only the owner hides fields.', 'hiddenFields');
  }
  return [...hidden];
}

/**
 * A user, group or domain of the workplace: found by any address or name, kept
 * by the id of a user or group, by a domain's primary name.
 */
async function findPrincipal(
  directory: DirectoryClient | undefined,
  principal: Principal,
): Promise<NewGrant['principal']> {
  const {type} = principal;
  const unknown =
    type === 'domain'
      ? invalid('principal.domain', 'The workplace has no such domain')
      : invalid(
          'principal.email',
          `The workplace has no ${type} with this address`,
        );
  if (directory === undefined) throw unknown;
  const found = <T>(outcome: Outcome<T>): T => {
    if (outcome.kind === 'ok') return outcome.value;
    refusePassingFault(outcome.fault);
    throw unknown;
  };
  switch (principal.type) {
    case 'user': {
      const user = found(await directory.getUser(principal.email));
      return {type: 'user', id: user.id, email: user.email, user};
    }
    case 'group': {
      const group = found(await directory.getGroup(principal.email));
      return {type: 'group', id: group.id, email: group.email};
    }
    case 'domain': {
      const name = domainToASCII(principal.domain);
      const domain = found(await directory.listDomains()).find(
        each => each.name === name || each.aliases.includes(name),
      );
      if (domain === undefined) throw unknown;
      return {type: 'domain', id: domain.name, email: domain.name};
    }
  }
}

function updateRoute(app: App, deps: Deps): void {
  const {db} = deps;
  app.patch(
    GRANT_PATH,
    {
      config: {access: {label: 'manager'}, previews: true},
      schema: {
        summary: 'Change a grant',
        params: GrantParams,
        querystring: z.extend(UpdateQuery, PreviewQuery.shape),
        body: UpdateGrantRequest,
        response: answers(z.union([Grant, GrantPreview])),
      },
    },
    async request => {
      const {body} = request;
      const label = labelOf(request);
      const key = {labelId: label.id, grantId: readId(request, 'grant')};
      const name = grantName(key.labelId, key.grantId);
      const mask = readUpdateMask(request.query.updateMask, GRANT_FIELDS, body);
      const change = maskedChange(mask, body);
      const expectedVersion = versionOf(name, body.etag);
      if (request.query.validateOnly) {
        await checkHiding(db, {label, key, hiddenFields: change.hiddenFields});
        const {id: callerId} = callerOf(request);
        return previewUpdate(deps, {...key, callerId, expectedVersion});
      }
      return inTransaction(db, async tx => {
        const now = await lockMembership(tx, request, 'manager');
        const {hiddenFields} = change;
        await checkHiding(tx, {label: now, key, hiddenFields});
        checkOutcome(
          await updateGrant(tx, {...key, ...change, expectedVersion}),
        );
        return answerGrant(tx, key);
      });
    },
  );
}

/** A change brings nothing that whom it reaches does not have: it says whom that is. */
async function previewUpdate(
  deps: Deps,
  asked: {
    readonly labelId: string;
    readonly grantId: string;
    readonly callerId: string;
    readonly expectedVersion: number | undefined;
  },
): Promise<GrantPreview> {
  const grant = await readGrant(deps.db, asked);
  if (grant === undefined) throw notFound();
  if (grant.role === 'owner') checkOutcome('owner');
  const {expectedVersion = grant.version} = asked;
  if (expectedVersion !== grant.version) throw staleEtag();
  return previewGrant(deps, {
    ...asked,
    principal: {type: grant.principalType, id: grant.principalId},
    hiddenFields: grant.hiddenFields,
  });
}

/** What the mask names, with the default of each where the body says nothing. */
function maskedChange(
  mask: readonly (typeof GRANT_FIELDS)[number][],
  body: UpdateGrantRequest,
): Omit<UpdateGrantRequest, 'etag'> {
  return {
    ...(mask.includes('role') && {role: body.role ?? 'viewer'}),
    ...(mask.includes('hiddenFields') && {
      hiddenFields: [...new Set(body.hiddenFields)],
    }),
    ...(mask.includes('showOnPhones') && {
      showOnPhones: body.showOnPhones ?? true,
    }),
  };
}

/** Hiding and showing fields is the owner's; saying what already holds is not a change. */
async function checkHiding(
  db: Db,
  {
    label,
    key,
    hiddenFields,
  }: {
    label: Collaboration;
    key: {labelId: string; grantId: string};
    hiddenFields: readonly SharedField[] | undefined;
  },
): Promise<void> {
  if (label.role === 'owner' || hiddenFields === undefined) return;
  const grant = await readGrant(db, key);
  if (grant !== undefined && !sameFields(grant.hiddenFields, hiddenFields)) {
    throw denied('Only the owner hides and shows fields.', 'hiddenFields');
  }
}
