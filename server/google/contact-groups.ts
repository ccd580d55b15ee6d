/** Labels of one account, as the People API's contact groups. */
import {z} from 'zod';
import type {ObservedGroup, Outcome, PeopleClient} from '../core/google.ts';
import {wholeText} from '../core/normalize.ts';
import {callGoogle, ok} from './call.ts';
import {assertCount} from './people-reads.ts';
import type {PeopleContext} from './people-reads.ts';
import {listAll} from './pages.ts';

/** Google's limit of one `members:modify`, additions and removals together. */
const MEMBERS_CHANGED_MAX = 1_000;

const GROUP_PAGE_SIZE = 1_000;
const GROUP_PAGES_MAX = 100;
const GROUP_FIELDS = 'groupType,memberCount,metadata,name';

/** Zero and empty values are absent; system groups have neither etag nor metadata. */
const groupSchema = z
  .object({
    resourceName: z.string().min(1),
    etag: z.string().optional(),
    groupType: z.string().optional(),
    name: z.string().optional(),
    formattedName: z.string().optional(),
    memberCount: z.number().optional(),
    metadata: z
      .object({
        updateTime: z
          .string()
          .transform(time => Date.parse(time))
          .pipe(z.number())
          .optional(),
      })
      .optional(),
  })
  .transform((group): ObservedGroup => {
    const userGroup = group.groupType === 'USER_CONTACT_GROUP';
    const {name = '', formattedName = name, etag, metadata} = group;
    return {
      resourceName: group.resourceName,
      displayName: wholeText(userGroup ? name : formattedName),
      userGroup,
      memberCount: group.memberCount ?? 0,
      ...(etag === undefined ? {} : {etag}),
      ...(metadata?.updateTime === undefined
        ? {}
        : {updateTimeMs: metadata.updateTime}),
    };
  })
  .refine(group => group.displayName !== '', {path: ['name']});

const groupPageSchema = z.object({
  contactGroups: z.array(groupSchema).optional(),
  nextPageToken: z.string().min(1).optional(),
});

export async function listGroups(
  context: PeopleContext,
): Promise<Outcome<readonly ObservedGroup[]>> {
  const method = 'contactGroups.list';
  return listAll({
    method,
    pagesMax: GROUP_PAGES_MAX,
    readPage: async pageToken => {
      const outcome = await callGoogle(context.access, {
        method,
        answer: groupPageSchema,
        send: auth =>
          context.api.contactGroups.list({
            auth,
            pageSize: GROUP_PAGE_SIZE,
            groupFields: GROUP_FIELDS,
            ...(pageToken === undefined ? {} : {pageToken}),
          }),
      });
      if (outcome.kind === 'fault') return outcome;
      const {contactGroups = [], nextPageToken} = outcome.value;
      return ok({entries: contactGroups, nextPageToken});
    },
  });
}

export async function getGroup(
  context: PeopleContext,
  resourceName: string,
): Promise<Outcome<ObservedGroup>> {
  return callGoogle(context.access, {
    method: 'contactGroups.get',
    answer: groupSchema,
    send: auth =>
      context.api.contactGroups.get({
        auth,
        resourceName,
        groupFields: GROUP_FIELDS,
      }),
  });
}

/** As many as an account can have: `contactGroups.get` has no pages, and 0 unless told otherwise. */
const MEMBERS_MAX = 25_000;

const membersSchema = z.object({
  memberResourceNames: z.array(z.string().min(1)).optional(),
});

export async function listGroupMembers(
  context: PeopleContext,
  resourceName: string,
): Promise<Outcome<readonly string[]>> {
  const outcome = await callGoogle(context.access, {
    method: 'contactGroups.get',
    answer: membersSchema,
    send: auth =>
      context.api.contactGroups.get({
        auth,
        resourceName,
        groupFields: GROUP_FIELDS,
        maxMembers: MEMBERS_MAX,
      }),
  });
  return outcome.kind === 'ok'
    ? ok(outcome.value.memberResourceNames ?? [])
    : outcome;
}

/** A name that is taken is the fault `alreadyExists`. */
export async function createGroup(
  context: PeopleContext,
  displayName: string,
): Promise<Outcome<ObservedGroup>> {
  return callGoogle(context.access, {
    method: 'contactGroups.create',
    answer: groupSchema,
    send: auth =>
      context.api.contactGroups.create({
        auth,
        requestBody: {
          contactGroup: {name: displayName},
          readGroupFields: GROUP_FIELDS,
        },
      }),
  });
}

/** With the group's etag of this moment, as Google's own clients do: read here unless given. */
export async function renameGroup(
  context: PeopleContext,
  group: Parameters<PeopleClient['renameGroup']>[0],
): Promise<Outcome<ObservedGroup>> {
  const {resourceName, displayName} = group;
  const current =
    group.etag === undefined
      ? await getGroup(context, resourceName)
      : ok({etag: group.etag});
  if (current.kind === 'fault') return current;
  const {etag} = current.value;
  return callGoogle(context.access, {
    method: 'contactGroups.update',
    answer: groupSchema,
    send: auth =>
      context.api.contactGroups.update({
        auth,
        resourceName,
        requestBody: {
          contactGroup: {
            resourceName,
            name: displayName,
            ...(etag === undefined ? {} : {etag}),
          },
          updateGroupFields: 'name',
          readGroupFields: GROUP_FIELDS,
        },
      }),
  });
}

const emptySchema = z.looseObject({});

/** The contacts stay; a group that is not there counts as deleted. */
export async function deleteGroup(
  context: PeopleContext,
  resourceName: string,
): Promise<Outcome<void>> {
  const outcome = await callGoogle(context.access, {
    method: 'contactGroups.delete',
    answer: emptySchema,
    send: auth =>
      context.api.contactGroups.delete({
        auth,
        resourceName,
        deleteContacts: false,
      }),
  });
  if (outcome.kind === 'fault' && outcome.fault.kind !== 'notFound') {
    return outcome;
  }
  return ok(undefined);
}

const modifySchema = z.object({
  notFoundResourceNames: z.array(z.string()).optional(),
  canNotRemoveLastContactGroupResourceNames: z.array(z.string()).optional(),
});

/** Adding a member again and removing who is none are no faults. */
export async function changeMembers(
  context: PeopleContext,
  change: Parameters<PeopleClient['changeMembers']>[0],
): Promise<Outcome<{readonly refused: readonly string[]}>> {
  const method = 'contactGroups.members.modify';
  const {group, add, remove} = change;
  assertCount(method, [...add, ...remove], MEMBERS_CHANGED_MAX);
  if (add.length + remove.length === 0) return ok({refused: []});
  const outcome = await callGoogle(context.access, {
    method,
    answer: modifySchema,
    send: auth =>
      context.api.contactGroups.members.modify({
        auth,
        resourceName: group,
        requestBody: {
          resourceNamesToAdd: [...add],
          resourceNamesToRemove: [...remove],
        },
      }),
  });
  if (outcome.kind === 'fault') return outcome;
  const {
    notFoundResourceNames = [],
    canNotRemoveLastContactGroupResourceNames = [],
  } = outcome.value;
  return ok({
    refused: [
      ...notFoundResourceNames,
      ...canNotRemoveLastContactGroupResourceNames,
    ],
  });
}
