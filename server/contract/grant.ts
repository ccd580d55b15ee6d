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

export const CreateGrantRequest = z.object({
  principal: z.object({type: z.enum(['user', 'group']), email: Address}),
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
