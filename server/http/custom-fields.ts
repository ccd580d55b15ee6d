import type {FastifyRequest} from 'fastify';
import * as z from 'zod/mini';
import {
  CreateCustomFieldQuery,
  CreateCustomFieldRequest,
  CUSTOM_FIELD_FIELDS,
  CUSTOM_FIELDS_MAX,
  CustomField,
  CustomFieldList,
  DeleteCustomFieldQuery,
  UpdateCustomFieldQuery,
  UpdateCustomFieldRequest,
} from '../contract/custom-field.ts';
import {customFieldName, labelName} from '../contract/names.ts';
import {Empty} from '../contract/query.ts';
import {customFieldKey} from '../core/custom-fields.ts';
import {noteAdminAct} from '../store/audit-events.ts';
import {
  deleteCustomField,
  findNamesake,
  insertCustomField,
  listCustomFields,
  listUsers,
  lockCustomFields,
  readCustomField,
  renameSuggested,
  renameValues,
  updateCustomField,
  type CustomFieldDefinition,
  type CustomFieldId,
  type CustomFieldRow,
} from '../store/custom-fields.ts';
import {RESTORED_MAX} from '../store/label-restores.ts';
import type {Db, Tx} from '../store/queries.ts';
import {
  callerOf,
  labelOf,
  lockMembership,
  readId,
  type Access,
} from './access.ts';
import {isAdmin} from './admins.ts';
import {
  changeDefinition,
  checkChoices,
  diffDefinition,
} from './custom-field-definition.ts';
import {createOnce} from './create-once.ts';
import type {Deps} from './deps.ts';
import {versionOf} from './etag.ts';
import {readUpdateMask} from './mask.ts';
import {
  answers,
  CUSTOM_FIELD_PATH,
  CustomFieldParams,
  LABEL_FIELD_PATH,
  LABEL_PATH,
  LabelFieldParams,
  LabelParams,
  type App,
} from './openapi.ts';
import {
  alreadyExists,
  conflict,
  denied,
  notFound,
  staleEtag,
} from './status.ts';
import {inPreview, inTransaction} from './transaction.ts';
import {toCustomField} from './wire.ts';

/** Whose fields some calls are about: the workplace's, or a label's. */
interface Scope {
  readonly whose: string;
  readonly paths: {readonly list: string; readonly one: string};
  readonly params: {
    readonly list: z.ZodMiniObject;
    readonly one: z.ZodMiniObject;
  };
  readonly access: {readonly read: Access; readonly write: Access};
  readonly labelIdOf: (request: FastifyRequest) => string | null;
  readonly idOf: (request: FastifyRequest) => string;
  /** Whether the caller does not see what stands in such fields. */
  readonly isHidden: (request: FastifyRequest) => boolean;
  /** Throws where the caller may not define fields there, now. */
  readonly lock: (tx: Tx, request: FastifyRequest) => Promise<unknown>;
}

/** Fields that admins define for the workplace, and owners for a label. */
export function customFieldRoutes(app: App, deps: Deps): void {
  const scopes: readonly Scope[] = [
    {
      whose: 'of every contact of the workplace',
      paths: {list: '/v1/customFields', one: CUSTOM_FIELD_PATH},
      params: {list: z.object({}), one: CustomFieldParams},
      access: {read: 'account', write: 'account'},
      labelIdOf: () => null,
      idOf: request => readId(request, 'customField'),
      isHidden: () => false,
      lock: async (tx, request) => {
        const {adminEmail} = deps;
        if (await isAdmin({db: tx, adminEmail}, callerOf(request).id)) return;
        throw denied('Only admins define fields of the workplace.');
      },
    },
    {
      whose: 'of the label’s contacts',
      paths: {list: `${LABEL_PATH}/customFields`, one: LABEL_FIELD_PATH},
      params: {list: LabelParams, one: LabelFieldParams},
      access: {read: {label: 'viewer'}, write: {label: 'owner'}},
      labelIdOf: request => labelOf(request).id,
      idOf: request => readId(request, 'labelField'),
      isHidden: request =>
        labelOf(request).hiddenFields.includes('userDefined'),
      lock: (tx, request) => lockMembership(tx, request, 'owner'),
    },
  ];
  for (const scope of scopes) {
    readRoutes(app, deps, scope);
    createRoute(app, deps, scope);
    updateRoute(app, deps, scope);
    deleteRoute(app, deps, scope);
  }
}

function keyOf(scope: Scope, request: FastifyRequest): CustomFieldId {
  return {id: scope.idOf(request), labelId: scope.labelIdOf(request)};
}

async function answerField(db: Db, key: CustomFieldId): Promise<CustomField> {
  const field = await readCustomField(db, key);
  if (field === undefined) throw notFound();
  return toCustomField(field);
}

function readRoutes(app: App, {db}: Deps, scope: Scope): void {
  const {paths, params, access, whose} = scope;
  const labelled =
    scope.access.read === 'account' ? '' : ', and those of the workplace';
  app.get(
    paths.list,
    {
      config: {access: access.read},
      schema: {
        summary: `Custom fields ${whose}${labelled}`,
        params: params.list,
        response: answers(CustomFieldList),
      },
    },
    async request => {
      const labelId = scope.labelIdOf(request);
      if (scope.isHidden(request)) return {customFields: []};
      const fields = await listCustomFields(
        db,
        labelId === null ? [] : [labelId],
      );
      return {customFields: fields.map(toCustomField)};
    },
  );
  app.get(
    paths.one,
    {
      config: {access: access.read},
      schema: {
        summary: `One custom field ${whose}`,
        params: params.one,
        response: answers(CustomField),
      },
    },
    async request => {
      if (scope.isHidden(request)) throw notFound();
      return answerField(db, keyOf(scope, request));
    },
  );
}

function createRoute(app: App, {db, newId}: Deps, scope: Scope): void {
  const {paths, params, access, whose} = scope;
  app.post(
    paths.list,
    {
      config: {access: access.write, previews: true},
      schema: {
        summary: `Define a field ${whose}`,
        params: params.list,
        querystring: CreateCustomFieldQuery,
        body: CreateCustomFieldRequest,
        response: answers(CustomField),
      },
    },
    async request => {
      const labelId = scope.labelIdOf(request);
      const {choices = [], required = false, helpTexts = {}} = request.body;
      const definition = {...request.body, choices, required, helpTexts};
      checkChoices(definition);
      const key = {id: newId(), labelId};
      const create = async (tx: Tx) => {
        await lockCustomFields(tx);
        await scope.lock(tx, request);
        await refuseNamesake(tx, key, definition.displayName);
        if ((await listOf(tx, labelId)).length >= CUSTOM_FIELDS_MAX) {
          throw conflict(
            `There are ${CUSTOM_FIELDS_MAX} already: delete one that nobody needs.`,
          );
        }
        await insertCustomField(tx, key, definition);
        await audit(tx, request, key, {action: 'create', after: definition});
        return key.id;
      };
      const answer = (tx: Tx, id: string) => answerField(tx, {id, labelId});
      return request.query.validateOnly
        ? inPreview(db, async tx => answer(tx, await create(tx)))
        : createOnce(db, request, {create, answer});
    },
  );
}

/** What an admin did to a field of the workplace; an owner's fields are the owner's. */
async function audit(
  tx: Tx,
  request: FastifyRequest,
  {id, labelId}: CustomFieldId,
  {
    action,
    before,
    after,
  }: {
    readonly action: 'create' | 'update' | 'delete';
    readonly before?: CustomFieldDefinition;
    readonly after?: CustomFieldDefinition;
  },
): Promise<void> {
  const changes = diffDefinition(before, after);
  if (labelId !== null || changes.length === 0) return;
  await noteAdminAct(tx, {
    accountId: callerOf(request).id,
    action: `customFields.${action}`,
    resources: [customFieldName(null, id)],
    changes,
  });
}

async function listOf(db: Db, labelId: string | null) {
  const fields = await listCustomFields(db, labelId === null ? [] : [labelId]);
  return fields.filter(field => field.labelId === labelId);
}

/** @throws ALREADY_EXISTS */
async function refuseNamesake(
  tx: Tx,
  key: CustomFieldId,
  displayName: string,
): Promise<void> {
  const other = await findNamesake(tx, key, displayName);
  if (other === undefined) return;
  throw alreadyExists(
    `${customFieldName(other.labelId, other.id)} is called so already, and contacts would have both`,
    'displayName',
  );
}

function updateRoute(app: App, deps: Deps, scope: Scope): void {
  const {paths, params, access, whose} = scope;
  app.patch(
    paths.one,
    {
      config: {access: access.write, previews: true},
      schema: {
        summary: `Change a custom field ${whose}; what they say under a former name they say under the new one`,
        params: params.one,
        querystring: UpdateCustomFieldQuery,
        body: UpdateCustomFieldRequest,
        response: answers(CustomField),
      },
    },
    async request => {
      const {body, query} = request;
      const mask = readUpdateMask(query.updateMask, CUSTOM_FIELD_FIELDS, body);
      const key = keyOf(scope, request);
      const work = async (tx: Tx) => {
        const field = await lockField(tx, scope, request);
        const name = customFieldName(field.labelId, field.id);
        const expected = versionOf(name, body.etag) ?? field.version;
        if (expected !== field.version) throw staleEtag();
        const definition = changeDefinition(field, body, mask);
        checkChoices(definition);
        if (
          customFieldKey(definition.displayName) !==
          customFieldKey(field.displayName)
        ) {
          await refuseNamesake(tx, key, definition.displayName);
        }
        await updateCustomField(tx, field.id, definition);
        await audit(tx, request, key, {
          ...{action: 'update', before: field, after: definition},
        });
        if (definition.displayName !== field.displayName) {
          await rename(tx, deps, {
            field,
            to: definition.displayName,
            accountId: callerOf(request).id,
          });
        }
        return answerField(tx, key);
      };
      return query.validateOnly
        ? inPreview(deps.db, work)
        : inTransaction(deps.db, work);
    },
  );
}

/** As it stands, and nobody changes any until the transaction ends. */
async function lockField(
  tx: Tx,
  scope: Scope,
  request: FastifyRequest,
): Promise<CustomFieldRow> {
  await lockCustomFields(tx);
  await scope.lock(tx, request);
  const field = await readCustomField(tx, keyOf(scope, request));
  if (field === undefined) throw notFound();
  return field;
}

/** @throws FAILED_PRECONDITION where it is more than one transaction holds */
async function rename(
  tx: Tx,
  {newId}: Deps,
  {
    field,
    to,
    accountId,
  }: {
    readonly field: CustomFieldRow;
    readonly to: string;
    readonly accountId: string;
  },
): Promise<void> {
  // First: who decides about one of these just now may bring the name into a contact.
  await renameSuggested(tx, field, to);
  const users = await listUsers(tx, field, {withTrash: true});
  if (users.length > RESTORED_MAX) {
    throw conflict(
      `${users.length} contacts use it, and at most ${RESTORED_MAX} are renamed at once: define another field beside it.`,
    );
  }
  await renameValues(tx, users, {
    ...{field, to},
    by: {accountId, via: 'API'},
    actId: newId(),
  });
}

function deleteRoute(app: App, {db}: Deps, scope: Scope): void {
  const {paths, params, access, whose} = scope;
  app.delete(
    paths.one,
    {
      config: {access: access.write, previews: true},
      schema: {
        summary: `Define a field ${whose} no longer; while they use it only with force, and what they say under its name stays`,
        params: params.one,
        querystring: DeleteCustomFieldQuery,
        response: answers(Empty),
      },
    },
    async request => {
      const {force, validateOnly} = request.query;
      const work = async (tx: Tx) => {
        const field = await lockField(tx, scope, request);
        const count = force ? 0 : (await listUsers(tx, field)).length;
        if (count > 0) throw stillUsed(field, count);
        await deleteCustomField(tx, field.id);
        await audit(tx, request, field, {action: 'delete', before: field});
        return {};
      };
      return validateOnly ? inPreview(db, work) : inTransaction(db, work);
    },
  );
}

function stillUsed({id, labelId}: CustomFieldRow, count: number) {
  const where =
    labelId === null ? 'of the workplace' : `in ${labelName(labelId)}`;
  return conflict(
    `${count} contacts ${where} use ${customFieldName(labelId, id)}: with force=true they keep what they say, as a custom field of Google’s.`,
  );
}
