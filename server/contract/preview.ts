import * as z from 'zod/mini';
import {components} from './components.ts';

/** Asks what a call would do, and nothing more (AIP-163). */
export const PreviewQuery = z.object({
  validateOnly: z._default(
    z.pipe(
      z.enum(['true', 'false']),
      z.transform(word => word === 'true'),
    ),
    false,
  ),
});

/** What sharing a contact group, or making a new label, would share. */
export const LabelPreview = z
  .object({
    displayName: z.string(),
    contactCount: z.number(),
    /** Fields that at least one of the contacts has. */
    fields: z.array(z.string()),
  })
  .register(components, {id: 'LabelPreview'});
export type LabelPreview = z.output<typeof LabelPreview>;

/** What a grant would bring to each account that it reaches. */
export const GrantPreview = z
  .object({
    accounts: z.array(
      z.object({
        email: z.string(),
        /** Contacts that the account does not see yet. */
        arrive: z.number(),
        /** Of these, how many find no room there, as far as its size is known. */
        doesNotFit: z.number(),
        /**
         * How they arrive, told to the account itself and to admins, and left
         * out where the account's contacts could not be looked through.
         */
        create: z.optional(z.number()),
        /** Become one with a contact of the account's own. */
        link: z.optional(z.number()),
        /** Become one with a contact that is shared with the account already. */
        merge: z.optional(z.number()),
      }),
    ),
  })
  .register(components, {id: 'GrantPreview'});
export type GrantPreview = z.output<typeof GrantPreview>;
