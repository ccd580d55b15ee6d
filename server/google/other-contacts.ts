/** Other contacts: whom an account wrote to and never saved. By a scope of their own, which nothing else needs. */
import {z} from 'zod';
import type {
  OtherPerson,
  OtherPeoplePage,
  Outcome,
  PeopleClient,
} from '../core/google.ts';
import {normalizeContent} from '../core/normalize.ts';
import {callGoogle, ok} from './call.ts';
import type {PeopleContext} from './people-reads.ts';

/** More fields fail the whole request (discovery document, revision 20251117). */
const MASK = 'emailAddresses,names,phoneNumbers';

const itemsSchema = z.array(z.looseObject({})).optional();

const otherSchema = z.object({
  resourceName: z.string().min(1),
  names: itemsSchema,
  emailAddresses: itemsSchema,
  phoneNumbers: itemsSchema,
});

const pageSchema = z.object({
  otherContacts: z.array(otherSchema).optional(),
  nextPageToken: z.string().min(1).optional(),
});

/** otherContacts.list; Google wants all pages of one list asked for with one size. */
export async function listOtherPeople(
  context: PeopleContext,
  request: Parameters<PeopleClient['listOtherPeople']>[0],
): Promise<Outcome<OtherPeoplePage>> {
  const outcome = await callGoogle(context.othersAccess, {
    method: 'otherContacts.list',
    answer: pageSchema,
    send: auth =>
      context.api.otherContacts.list({auth, readMask: MASK, ...request}),
  });
  if (outcome.kind === 'fault') return outcome;
  const {otherContacts = [], nextPageToken} = outcome.value;
  return ok({
    people: otherContacts.map(raw => toOtherPerson(raw, context)),
    ...(nextPageToken !== undefined && {nextPageToken}),
  });
}

function toOtherPerson(
  {resourceName, ...fields}: z.output<typeof otherSchema>,
  {region}: Pick<PeopleContext, 'region'>,
): OtherPerson {
  return {resourceName, content: normalizeContent(fields, {region})};
}
