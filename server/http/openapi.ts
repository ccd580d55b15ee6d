import swagger, {type SwaggerTransform} from '@fastify/swagger';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import * as z from 'zod/mini';
import {components} from '../contract/components.ts';
import {ErrorResponse} from '../contract/status.ts';

/** The app with routes typed by their zod schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What a route answers: its result, or a google.rpc.Status. */
export function answers<Result extends z.ZodMiniType>(result: Result) {
  return {200: result, default: ErrorResponse};
}

/** Paths name resources by one segment; a colon begins a custom verb (AIP-136). */
export const LABEL_PATH = '/v1/labels/:label(^[^:/]+)';
export const GRANT_PATH = `${LABEL_PATH}/grants/:grant(^[^:/]+)`;
export const LABEL_RESTORE_PATH = `${LABEL_PATH}/restores/:restore(^[^:/]+)`;
export const LABEL_FIELD_PATH = `${LABEL_PATH}/customFields/:labelField(^[^:/]+)`;
export const CUSTOM_FIELD_PATH = '/v1/customFields/:customField(^[^:/]+)';
export const CONTACT_PATH = '/v1/contacts/:contact(^[^:/]+)';
export const COMMENT_PATH = `${CONTACT_PATH}/comments/:comment(^[^:/]+)`;
export const REVISION_PATH = `${CONTACT_PATH}/revisions/:revision(^[^:/]+)`;
export const SUGGESTION_PATH = '/v1/suggestions/:suggestion(^[^:/]+)';
export const DUPLICATE_PATH = '/v1/duplicates/:duplicate(^[^:/]+)';
export const OPERATION_PATH = '/v1/operations/:operation(^[^:/]+)';
export const PENDING_REMOVAL_PATH =
  '/v1/pendingRemovals/:pendingRemoval(^[^:/]+)';

export const LabelParams = z.object({label: z.string()});
export const GrantParams = z.object({label: z.string(), grant: z.string()});
export const LabelRestoreParams = z.object({
  label: z.string(),
  restore: z.string(),
});
export const LabelFieldParams = z.object({
  label: z.string(),
  labelField: z.string(),
});
export const CustomFieldParams = z.object({customField: z.string()});
export const ContactParams = z.object({contact: z.string()});
export const CommentParams = z.object({
  contact: z.string(),
  comment: z.string(),
});
export const RevisionParams = z.object({
  contact: z.string(),
  revision: z.string(),
});
export const SuggestionParams = z.object({suggestion: z.string()});
export const DuplicateParams = z.object({duplicate: z.string()});
export const OperationParams = z.object({operation: z.string()});
export const PendingRemovalParams = z.object({pendingRemoval: z.string()});

const OpenapiDocument = z.looseObject({
  openapi: z.literal('3.1.0'),
  components: z.looseObject({schemas: z.record(z.string(), z.unknown())}),
});
type OpenapiDocument = z.output<typeof OpenapiDocument>;

const zodToJsonConfig = {
  /** Both sides ignore what they do not know, so answers may grow. */
  override: ({jsonSchema}: {jsonSchema: Record<string, unknown>}) => {
    if (jsonSchema['additionalProperties'] === false) {
      delete jsonSchema['additionalProperties'];
    }
  },
};

/** Collects the routes that are registered after it and serves them as OpenAPI 3.1. */
export async function serveOpenapi(app: App, version: string): Promise<void> {
  const options = {schemaRegistry: components, zodToJsonConfig};
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Shared Contacts',
        version,
        description:
          'Shares Google Contacts labels with a team. Errors are google.rpc.Status.',
      },
      components: {
        securitySchemes: {
          googleIdToken: {type: 'http', scheme: 'bearer', bearerFormat: 'JWT'},
        },
      },
      security: [{googleIdToken: []}],
    },
    transform: withAccess(createJsonSchemaTransform(options)),
    transformObject: createJsonSchemaTransformObject(options),
  });
  app.get(
    '/openapi.json',
    {
      config: {access: 'public'},
      schema: {
        summary: 'This document',
        response: {200: OpenapiDocument},
      },
    },
    () => withoutUnused(z.parse(OpenapiDocument, app.swagger())),
  );
}

/** Says of each operation who may call it, as its route does. */
function withAccess(transform: SwaggerTransform): SwaggerTransform {
  return route => {
    const {schema, url} = transform(route);
    const access = route.route.config?.access;
    return {
      url,
      schema: {
        ...schema,
        'x-access': access,
        ...(access === 'public' && {security: []}),
      },
    };
  };
}

/** The type provider lists each schema as taken and as answered; most are one of both. */
function withoutUnused(document: OpenapiDocument): OpenapiDocument {
  const {schemas, ...others} = document.components;
  const text = JSON.stringify(document);
  const used = Object.entries(schemas).filter(([name]) =>
    text.includes(`"#/components/schemas/${name}"`),
  );
  return {
    ...document,
    components: {...others, schemas: Object.fromEntries(used)},
  };
}
