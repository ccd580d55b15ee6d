import * as z from 'zod/mini';

export const Role = z.enum(['viewer', 'editor', 'remover', 'manager', 'owner']);
export type Role = z.output<typeof Role>;

/** What can be granted; an owner comes by a transfer alone. */
export const GrantableRole = z.enum(['viewer', 'editor', 'remover', 'manager']);
