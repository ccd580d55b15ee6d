import {randomUUID} from 'node:crypto';
import helmet from '@fastify/helmet';
import Fastify, {LogController} from 'fastify';
import {serializerCompiler} from 'fastify-type-provider-zod';
import {enforceAccess} from './access.ts';
import {accountRoutes} from './accounts.ts';
import {admit} from './admit.ts';
import {createCallLimits} from './call-limit.ts';
import {auditRoutes} from './audit-events.ts';
import {changeRoutes} from './changes.ts';
import {commentRoutes} from './comments.ts';
import {contactSearchRoutes} from './contact-search.ts';
import {labellingRoutes} from './contact-labels.ts';
import {contactRoutes} from './contacts.ts';
import {customFieldRoutes} from './custom-fields.ts';
import {repairRoutes} from './custom-values.ts';
import {deliveryRoutes} from './delivery.ts';
import {departureRoutes} from './departures.ts';
import type {Deps, RouteDeps} from './deps.ts';
import {duplicateSearchRoutes} from './duplicate-searches.ts';
import {duplicateRoutes} from './duplicates.ts';
import {answerBrokenHttp, answerError, answerUnknownCall} from './errors.ts';
import {exportRoutes} from './exports.ts';
import {grantRoutes} from './grants.ts';
import {healthRoutes} from './health.ts';
import {importRoutes} from './imports.ts';
import {labelDeletionRoutes} from './label-deletion.ts';
import {labelRestoreRoutes} from './label-restores.ts';
import {labelRoutes} from './labels.ts';
import {idsOnly, logCalls} from './logging.ts';
import {createPhotoAddresses} from './photo-addresses.ts';
import {otherContactRoutes} from './other-contacts.ts';
import {monogramRoutes} from './monograms.ts';
import {photoRoutes} from './photos.ts';
import {mergeRoutes} from './merges.ts';
import {metricsRoutes} from './metrics.ts';
import {noticeRoutes} from './notices.ts';
import {serveOpenapi, type App} from './openapi.ts';
import {operationRoutes} from './operations.ts';
import {pendingRemovalRoutes} from './pending-removals.ts';
import {ownershipRoutes} from './ownership.ts';
import {refusePreviews} from './previews.ts';
import {qualityRoutes} from './quality.ts';
import {redeliveryRoutes} from './redelivery.ts';
import {revisionRoutes} from './revisions.ts';
import {suggestionRoutes} from './suggestions.ts';
import {trashRoutes} from './trash.ts';
import {undoRoutes} from './undo.ts';
import {validatorCompiler} from './validation.ts';

/** A contact has at most 128 KB; its JSON may escape much of it. */
const BODY_BYTES_MAX = 512 * 1024;
/** A file of contacts may be long, and is read no faster than it is stored. */
const REQUEST_TIMEOUT_MS = 5 * 60_000;
const PATH_SEGMENT_LENGTH_MAX = 200;

const REQUEST_ID = /^[\w.-]{8,64}$/;

/** The version of the API's document, not of the program. */
const API_VERSION = 'v1';

/** The HTTP API, apart from any server: `inject` or `listen` to it. */
export async function createApp(deps: Deps): Promise<App> {
  const app: App = Fastify({
    loggerInstance: idsOnly(deps.logger),
    logController: new LogController({disableRequestLogging: true}),
    genReqId: request => sanitizeRequestId(request.headers['x-request-id']),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: {maxParamLength: PATH_SEGMENT_LENGTH_MAX},
    frameworkErrors: answerError,
    clientErrorHandler: answerBrokenHttp,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(answerUnknownCall);
  acceptJson(app);
  await secure(app);
  logCalls(app);
  const limits = await createCallLimits(app, deps);
  enforceAccess(app, {
    db: deps.db,
    admit: request => admit(request, deps, limits),
  });
  refusePreviews(app);
  await serveOpenapi(app, API_VERSION);
  const photos = createPhotoAddresses({
    db: deps.db,
    publicUrl: deps.publicUrl ?? '',
  });
  const routeDeps: RouteDeps = {...deps, photos};
  // Whoever is let in may be answered with photos.
  app.addHook('preHandler', async request => {
    if (request.admission !== undefined) await photos.load();
  });
  serveRoutes(app, deps, routeDeps);
  await app.ready();
  return app;
}

function serveRoutes(app: App, deps: Deps, routeDeps: RouteDeps): void {
  healthRoutes(app, deps);
  metricsRoutes(app, deps);
  accountRoutes(app, deps);
  labelRoutes(app, deps);
  labelDeletionRoutes(app, deps);
  departureRoutes(app, deps);
  ownershipRoutes(app, deps);
  grantRoutes(app, deps);
  contactRoutes(app, routeDeps);
  customFieldRoutes(app, deps);
  repairRoutes(app, routeDeps);
  labellingRoutes(app, routeDeps);
  exportRoutes(app, routeDeps);
  importRoutes(app, routeDeps);
  operationRoutes(app, routeDeps);
  qualityRoutes(app, routeDeps);
  deliveryRoutes(app, deps);
  revisionRoutes(app, routeDeps);
  labelRestoreRoutes(app, routeDeps);
  undoRoutes(app, routeDeps);
  redeliveryRoutes(app, routeDeps);
  mergeRoutes(app, routeDeps);
  duplicateRoutes(app, routeDeps);
  duplicateSearchRoutes(app, routeDeps);
  trashRoutes(app, routeDeps);
  contactSearchRoutes(app, routeDeps);
  otherContactRoutes(app, routeDeps);
  suggestionRoutes(app, routeDeps);
  commentRoutes(app, deps);
  changeRoutes(app, deps);
  noticeRoutes(app, deps);
  pendingRemovalRoutes(app, routeDeps);
  auditRoutes(app, deps);
  photoRoutes(app, routeDeps);
  monogramRoutes(app);
}

function sanitizeRequestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && REQUEST_ID.test(given)
    ? given
    : randomUUID();
}

/** JSON and nothing else; an empty body of a custom verb is an empty message. */
function acceptJson(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    {parseAs: 'string'},
    (request, body, done) =>
      body.length === 0
        ? done(null, {})
        : parse(request, body.toString(), done),
  );
}

async function secure(app: App): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {defaultSrc: ["'none'"], frameAncestors: ["'none'"]},
    },
  });
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers({
      'x-request-id': request.id,
      'cache-control': 'no-store',
    });
  });
}
