/** The workplace's Directory as `WORKSPACE_ADMIN` sees it, by Google's own library. */
import {domainToASCII} from 'node:url';
import {admin_directory_v1} from 'googleapis/build/src/apis/admin/directory_v1.js';
import {z} from 'zod';
import type {
  DirectoryClient,
  DirectoryDomain,
  DirectoryGroup,
  DirectoryMember,
  DirectoryUser,
  Outcome,
} from '../core/google.ts';
import {callGoogle, ok} from './call.ts';
import {ADMIN_SCOPES} from './credentials.ts';
import type {Access, Credentials} from './credentials.ts';
import {listAll} from './pages.ts';

/** The customer of whoever asks. */
const MY_CUSTOMER = 'my_customer';

/** Google's largest pages (discovery document, revision 20260914). */
const USER_PAGE_SIZE = 500;
const MEMBER_PAGE_SIZE = 200;

/** A million users, a million members. */
const USER_PAGES_MAX = 2_000;
const MEMBER_PAGES_MAX = 5_000;

const USER_FIELDS =
  'id,primaryEmail,aliases,nonEditableAliases,suspended,archived,isAdmin,languages';

export interface DirectoryClientOptions {
  readonly credentials: Credentials;
  /** `WORKSPACE_ADMIN`. */
  readonly adminEmail: string;
}

interface DirectoryContext {
  readonly api: admin_directory_v1.Admin;
  readonly access: Access;
}

/**
 * The Directory API. Nothing is retried but a refused token; a malformed answer
 * and a list without an end throw.
 */
export function createDirectoryClient(
  options: DirectoryClientOptions,
): DirectoryClient {
  const context: DirectoryContext = {
    api: new admin_directory_v1.Admin({}),
    access: options.credentials.accessFor(options.adminEmail, ADMIN_SCOPES),
  };
  return {
    getUser: key => getUser(context, key),
    getGroup: key => getGroup(context, key),
    listUsers: () => listUsers(context),
    listMembers: groupId => listMembers(context, groupId),
    listDomains: () => listDomains(context),
    getCustomerId: () => getCustomerId(context),
  };
}

/** Google cannot act for an archived user either, so both are suspended here. */
const userSchema = z
  .object({
    id: z.string().min(1),
    primaryEmail: z.string().min(1),
    aliases: z.array(z.string()).optional(),
    nonEditableAliases: z.array(z.string()).optional(),
    suspended: z.boolean().optional(),
    archived: z.boolean().optional(),
    isAdmin: z.boolean().optional(),
    languages: z
      .array(
        z.object({
          languageCode: z.string().optional(),
          preference: z.string().optional(),
        }),
      )
      .optional(),
  })
  .transform((user): DirectoryUser => {
    const {languages = []} = user;
    const preferred =
      languages.find(language => language.preference === 'preferred') ??
      languages[0];
    const locale = preferred?.languageCode;
    return {
      id: user.id,
      email: user.primaryEmail,
      aliases: [...(user.aliases ?? []), ...(user.nonEditableAliases ?? [])],
      suspended: user.suspended === true || user.archived === true,
      admin: user.isAdmin === true,
      ...(locale === undefined ? {} : {locale}),
    };
  });

async function getUser(
  context: DirectoryContext,
  userKey: string,
): Promise<Outcome<DirectoryUser>> {
  return callGoogle(context.access, {
    method: 'users.get',
    answer: userSchema,
    send: auth => context.api.users.get({auth, userKey, fields: USER_FIELDS}),
  });
}

const userPageSchema = z.object({
  users: z.array(userSchema).optional(),
  nextPageToken: z.string().min(1).optional(),
});

/** Suspended users too; deleted ones are not listed. */
async function listUsers(
  context: DirectoryContext,
): Promise<Outcome<readonly DirectoryUser[]>> {
  const method = 'users.list';
  return listAll({
    method,
    pagesMax: USER_PAGES_MAX,
    readPage: async pageToken => {
      const outcome = await callGoogle(context.access, {
        method,
        answer: userPageSchema,
        send: auth =>
          context.api.users.list({
            auth,
            customer: MY_CUSTOMER,
            maxResults: USER_PAGE_SIZE,
            fields: `nextPageToken,users(${USER_FIELDS})`,
            ...(pageToken === undefined ? {} : {pageToken}),
          }),
      });
      if (outcome.kind === 'fault') return outcome;
      const {users = [], nextPageToken} = outcome.value;
      return ok({entries: users, nextPageToken});
    },
  });
}

const groupSchema = z.object({id: z.string().min(1), email: z.string().min(1)});

async function getGroup(
  context: DirectoryContext,
  groupKey: string,
): Promise<Outcome<DirectoryGroup>> {
  return callGoogle(context.access, {
    method: 'groups.get',
    answer: groupSchema,
    send: auth => context.api.groups.get({auth, groupKey, fields: 'id,email'}),
  });
}

const KIND_BY_TYPE: ReadonlyMap<string, DirectoryMember['kind']> = new Map([
  ['USER', 'user'],
  ['GROUP', 'group'],
  ['CUSTOMER', 'everybody'],
]);

/** Members from outside may lack what those of the workplace have. */
const memberSchema = z
  .object({
    id: z.string().optional(),
    type: z.string().min(1),
    email: z.string().optional(),
  })
  .transform(({id = '', type, email}): DirectoryMember => {
    const kind = KIND_BY_TYPE.get(type) ?? 'other';
    return kind === 'group' && email !== undefined
      ? {id, kind, domain: domainOf(email)}
      : {id, kind};
  })
  .refine(({id, kind}) => id !== '' || kind === 'other', {path: ['id']});

const memberPageSchema = z.object({
  members: z.array(memberSchema).optional(),
  nextPageToken: z.string().min(1).optional(),
});

/**
 * Direct members only: Google's own expansion of nested groups has answered too
 * few (Google's issue 158068869).
 */
async function listMembers(
  context: DirectoryContext,
  groupKey: string,
): Promise<Outcome<readonly DirectoryMember[]>> {
  const method = 'members.list';
  return listAll({
    method,
    pagesMax: MEMBER_PAGES_MAX,
    readPage: async pageToken => {
      const outcome = await callGoogle(context.access, {
        method,
        answer: memberPageSchema,
        send: auth =>
          context.api.members.list({
            auth,
            groupKey,
            maxResults: MEMBER_PAGE_SIZE,
            fields: 'nextPageToken,members(id,type,email)',
            ...(pageToken === undefined ? {} : {pageToken}),
          }),
      });
      if (outcome.kind === 'fault') return outcome;
      const {members = [], nextPageToken} = outcome.value;
      return ok({
        entries: members.filter(member => member.id !== ''),
        nextPageToken,
      });
    },
  });
}

/** The domain of an address, as `listDomains` spells it: ASCII, lower case. */
export function domainOf(address: string): string {
  return domainToASCII(address.split('@').at(-1) ?? '');
}

const domainName = z.string().transform(domainToASCII).pipe(z.string().min(1));

/** What is not verified yet has no users. */
const domainSchema = z.object({
  domainName,
  verified: z.boolean().optional(),
  domainAliases: z
    .array(
      z.object({
        domainAliasName: domainName,
        verified: z.boolean().optional(),
      }),
    )
    .optional(),
});

const domainListSchema = z.object({domains: z.array(domainSchema).optional()});

async function listDomains(
  context: DirectoryContext,
): Promise<Outcome<readonly DirectoryDomain[]>> {
  const outcome = await callGoogle(context.access, {
    method: 'domains.list',
    answer: domainListSchema,
    send: auth => context.api.domains.list({auth, customer: MY_CUSTOMER}),
  });
  if (outcome.kind === 'fault') return outcome;
  const {domains = []} = outcome.value;
  return ok(
    domains
      .filter(({verified}) => verified !== false)
      .map(domain => ({
        name: domain.domainName,
        aliases: (domain.domainAliases ?? [])
          .filter(({verified}) => verified !== false)
          .map(alias => alias.domainAliasName),
      })),
  );
}

const customerSchema = z.object({id: z.string().min(1)});

async function getCustomerId(
  context: DirectoryContext,
): Promise<Outcome<string>> {
  const outcome = await callGoogle(context.access, {
    method: 'customers.get',
    answer: customerSchema,
    send: auth => context.api.customers.get({auth, customerKey: MY_CUSTOMER}),
  });
  return outcome.kind === 'ok' ? ok(outcome.value.id) : outcome;
}
