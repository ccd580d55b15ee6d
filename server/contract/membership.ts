import * as z from 'zod/mini';
import {components} from './components.ts';
import {Role} from './role.ts';

/** The caller's part in a label (AIP-156). */
export const Membership = z
  .object({
    name: z.string(),
    role: Role,
    /** Address of who granted it; absent where nobody else did. */
    sharedBy: z.optional(z.string()),
    /** Whether the label's contacts come to the caller's phone. */
    showOnPhones: z.boolean(),
    /** Whether that is the caller's choice; else it is as the grants say. */
    isOwnChoice: z.boolean(),
  })
  .register(components, {id: 'Membership'});
export type Membership = z.output<typeof Membership>;

export const UpdateMembershipRequest = z.object({
  /** Null: as the grants say, whatever they will say. */
  showOnPhones: z.nullable(z.boolean()),
});
