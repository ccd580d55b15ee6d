import * as z from 'zod/mini';
import {components} from './components.ts';
import {ChosenFields, Contact} from './contact.ts';
import {NextPageToken} from './query.ts';

export const DuplicateState = z.enum(['OPEN', 'ACCEPTED', 'REJECTED']);

/**
 * `SAME_EMAIL`, `SAME_PHONE`: an address or number of both, as far as the caller
 * sees them. `SAME_NAME`; `SIMILAR_NAME`: short forms, initials, a reading.
 */
export const DuplicateReason = z.enum([
  'SAME_EMAIL',
  'SAME_PHONE',
  'SAME_NAME',
  'SIMILAR_NAME',
]);

/** Contacts that may be one person: two that are shared, or one and a contact of the caller's own. */
export const Duplicate = z
  .object({
    name: z.string(),
    state: DuplicateState,
    reasons: z.array(DuplicateReason),
    /** As the caller may see them. The first was there before, and lives on. */
    contacts: z.array(Contact),
    /** The caller's own contact, `people/…` at Google; nobody else is shown it. */
    ownContact: z.optional(z.string()),
    createTime: z.string(),
    updateTime: z.string(),
  })
  .register(components, {id: 'Duplicate'});
export type Duplicate = z.output<typeof Duplicate>;

export const DuplicateList = z.object({
  duplicates: z.array(Duplicate),
  nextPageToken: NextPageToken,
});

/** It may as well be left out. */
export const AcceptDuplicateRequest = z.nullish(ChosenFields);
