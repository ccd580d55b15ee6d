import * as z from 'zod/mini';
import {components} from './components.ts';
import {PersonFieldName} from './person.ts';
import {Etag, NextPageToken} from './query.ts';
import {GrantableRole, Role} from './role.ts';
import {text} from './text.ts';

/** RFC 5321 allows no longer path. */
const ADDRESS_LENGTH_MAX = 254;

export const Address = text(ADDRESS_LENGTH_MAX).check(
  z.trim(),
  z.regex(/^[^\s@/]+@[^\s@/]+$/, {error: 'Not an address'}),
);

/** RFC 1035 allows no longer name. */
const DOMAIN_LENGTH_MAX = 253;

const Domain = text(DOMAIN_LENGTH_MAX).check(
  z.trim(),
  z.regex(/^[^\s@/:]+\.[^\s@/:]+$/, {error: 'Not a domain'}),
);

export const Grant = z
  .object({
    name: z.string(),
    etag: z.string(),
    principal: z.object({
      type: z.enum(['user', 'group', 'domain']),
      email: z.optional(z.string()),
      domain: z.optional(z.string()),
    }),
    role: Role,
    hiddenFields: z.array(z.string()),
    showOnPhones: z.boolean(),
    createTime: z.string(),
  })
  .register(components, {id: 'Grant'});
export type Grant = z.output<typeof Grant>;

export const GrantList = z.object({
  grants: z.array(Grant),
  nextPageToken: NextPageToken,
});

/** Who is to get a label: a user or group by any of its addresses, or a domain by any of its names. */
const Principal = z.discriminatedUnion('type', [
  z.object({type: z.enum(['user', 'group']), email: Address}),
  z.object({type: z.literal('domain'), domain: Domain}),
]);
export type Principal = z.output<typeof Principal>;

export const CreateGrantRequest = z.object({
  principal: Principal,
  role: z._default(GrantableRole, 'viewer'),
  hiddenFields: z.optional(z.array(PersonFieldName)),
  showOnPhones: z._default(z.boolean(), true),
});

export const UpdateGrantRequest = z.object({
  role: z.optional(GrantableRole),
  hiddenFields: z.optional(z.array(PersonFieldName)),
  showOnPhones: z.optional(z.boolean()),
  etag: z.optional(Etag),
});

export type UpdateGrantRequest = z.output<typeof UpdateGrantRequest>;

export const GRANT_FIELDS = ['role', 'hiddenFields', 'showOnPhones'] as const;
