/** Reading contacts of one account. */
import type {people_v1} from 'googleapis/build/src/apis/people/v1.js';
import {z} from 'zod';
import type {
  KnowPeople,
  ObservedPerson,
  Outcome,
  PeopleClient,
  PeoplePage,
} from '../core/google.ts';
import {callGoogle, fault, ok} from './call.ts';
import type {Access} from './credentials.ts';
import {faultOfStatus, rpcStatusSchema} from './fault.ts';
import {
  PAGE_SIZE,
  READ_MASK,
  READ_SOURCES,
  hasContactSource,
  headToObserved,
  isHead,
  isObserved,
  personToHead,
  personToObserved,
} from './person.ts';

/** Google's limit of one `people:batchGet` (discovery document, revision 20251117). */
export const BATCH_GET_MAX = 200;

/** What the calls of one account share. */
export interface PeopleContext {
  readonly api: people_v1.People;
  readonly access: Access;
  /** For other contacts: a token of its own, since Google refuses all scopes for one that is not delegated. */
  readonly othersAccess: Access;
  readonly region: string | undefined;
  readonly batchLeast: number;
  readonly batchDeleteLeast: number;
}

const connectionsSchema = z.object({
  connections: z.array(z.unknown()).optional(),
  nextPageToken: z.string().min(1).optional(),
  nextSyncToken: z.string().min(1).optional(),
});

/**
 * people.connections.list; a page without a next one must bring the sync token
 * asked for, or it is cut off. The content of those that are known is not parsed:
 * of a page of 1,000 that is most of the time.
 */
export async function listPeople(
  context: PeopleContext,
  request: Parameters<PeopleClient['listPeople']>[0],
  know: KnowPeople = async () => new Set(),
): Promise<Outcome<PeoplePage>> {
  const outcome = await callGoogle(context.access, {
    method: 'people.connections.list',
    answer: connectionsSchema.refine(
      page => page.nextPageToken ?? page.nextSyncToken,
      {path: ['nextSyncToken']},
    ),
    send: auth =>
      context.api.people.connections.list({
        auth,
        resourceName: 'people/me',
        personFields: READ_MASK,
        sources: READ_SOURCES,
        pageSize: PAGE_SIZE,
        requestSyncToken: true,
        ...request,
      }),
  });
  if (outcome.kind === 'fault') return outcome;
  const {connections = [], nextPageToken, nextSyncToken} = outcome.value;
  const seen = connections.map(raw => ({raw, head: personToHead(raw)}));
  const heads = seen.map(({head}) => head);
  const known = await know(heads.filter(isHead));
  return ok({
    people: seen.flatMap(({raw, head}) =>
      isHead(head) && !known.has(head)
        ? headToObserved(head, raw, context)
        : [],
    ),
    known: [...known],
    tombstones: heads.filter(head => !isHead(head)),
    ...(nextPageToken === undefined ? {} : {nextPageToken}),
    ...(nextSyncToken === undefined ? {} : {nextSyncToken}),
  });
}

export const personResponseSchema = z.object({
  requestedResourceName: z.string().optional(),
  person: z.unknown().optional(),
  status: rpcStatusSchema.optional(),
  httpStatusCode: z.number().optional(),
});
type PersonResponse = z.output<typeof personResponseSchema>;

const batchGetSchema = z.object({
  responses: z.array(personResponseSchema).optional(),
});

/**
 * people.getBatchGet; who is gone, or is a profile only, is absent.
 *
 * @throws where Google says nothing of a name: silence proves no deletion.
 */
export async function getPeople(
  context: PeopleContext,
  resourceNames: readonly string[],
): Promise<Outcome<readonly ObservedPerson[]>> {
  const method = 'people.getBatchGet';
  assertCount(method, resourceNames, BATCH_GET_MAX);
  if (resourceNames.length === 0) return ok([]);
  const outcome = await callGoogle(context.access, {
    method,
    answer: batchGetSchema,
    send: auth =>
      context.api.people.getBatchGet({
        auth,
        resourceNames: [...resourceNames],
        personFields: READ_MASK,
        sources: READ_SOURCES,
      }),
  });
  if (outcome.kind === 'fault') return outcome;
  const {responses = []} = outcome.value;
  const told = new Set(responses.map(one => one.requestedResourceName));
  const silent = resourceNames.filter(name => !told.has(name));
  if (silent.length > 0) {
    throw new Error(`${method}: nothing of ${silent.slice(0, 5).join(', ')}.`);
  }
  const present = responses.filter(one => !isMissing(one, method));
  const itemFault = present
    .map(({status}) => faultOfStatus(status, method))
    .find(one => one !== undefined);
  if (itemFault !== undefined) return fault(itemFault);
  return ok(
    present
      .filter(({person}) => hasContactSource(person))
      .map(({person}) => personToObserved(person, context))
      .filter(isObserved),
  );
}

function isMissing(response: PersonResponse, method: string): boolean {
  return (
    faultOfStatus(response.status, method)?.kind === 'notFound' ||
    (response.person === undefined && response.httpStatusCode === 404)
  );
}

/** @throws where more is asked than Google takes at once: the caller's bug. */
export function assertCount(
  method: string,
  asked: readonly unknown[],
  max: number,
): void {
  if (asked.length > max) {
    throw new Error(`${method}: ${asked.length} asked, at most ${max} go.`);
  }
}
