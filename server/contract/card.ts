import * as z from 'zod/mini';
import {Comment} from './comment.ts';
import {components} from './components.ts';
import {Revision} from './revision.ts';
import {Role} from './role.ts';

/** What was done to a contact last, without what its fields said. */
const LastChange = z.extend(z.omit(Revision, {changes: true}), {
  /** Fields that it changed. */
  fields: z.array(z.string()),
});

/** What the caller may do to a contact by themselves, and not only suggest. */
const CardRights = z.object({
  edit: z.boolean(),
  /** From one of its labels at least. */
  remove: z.boolean(),
  commentPublicly: z.boolean(),
  /** Put further shared labels on it. */
  share: z.boolean(),
});

/** What a screen shows beside the fields of a contact. */
export const Card = z
  .object({
    /** Name of the contact. */
    contact: z.string(),
    /** Labels on it that the caller can see. */
    labels: z.array(
      z.object({
        name: z.string(),
        displayName: z.string(),
        role: Role,
        /** Address of who granted it to the caller; absent where nobody else did. */
        sharedBy: z.optional(z.string()),
      }),
    ),
    /** As far as the caller may see what it changed; absent where they see none. */
    lastChange: z.optional(LastChange),
    /** The newest, of those the caller may see. */
    comments: z.array(Comment),
    may: CardRights,
  })
  .register(components, {id: 'Card'});
export type Card = z.output<typeof Card>;
