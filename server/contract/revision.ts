import * as z from 'zod/mini';
import {components} from './components.ts';
import {Contact} from './contact.ts';
import {CustomFieldProblem} from './custom-field.ts';
import {NextPageToken} from './query.ts';

const NAME_LENGTH_MAX = 200;
const MASK_LENGTH_MAX = 1024;

const Items = z.array(z.record(z.string(), z.unknown()));

/** What an act did to one field; an absent side means it had no item. */
export const FieldChange = z
  .object({
    field: z.string(),
    old: z.optional(Items),
    new: z.optional(Items),
  })
  .register(components, {id: 'FieldChange'});
export type FieldChange = z.output<typeof FieldChange>;

/** One act upon a contact, as far as the caller may see what it changed. */
export const Revision = z
  .object({
    name: z.string(),
    /** Name of the contact it was done to, where that one was merged into this one since. */
    mergedContact: z.optional(z.string()),
    time: z.string(),
    /**
     * `create`, `edit`, `suggestion` (one that was accepted), `labels`, `trash`
     * (the last label came off); `restored` (with its label, to a time) and
     * `undone` (it took back another); `merged` and `unmerged`, on the contact that
     * lives on and on those that went into it; `lost`: values that lost a conflict, in `old`;
     * `withdrawn`: what was typed last where access ended. There may be more.
     */
    kind: z.string(),
    /** Address of whose act it was; absent where that is not known any more. */
    account: z.optional(z.string()),
    /** Through this API, or seen in the account's Google Contacts. */
    via: z.enum(['API', 'GOOGLE']),
    /** Whose suggestion was accepted. */
    author: z.optional(z.string()),
    /** Who approved a removal that was held. */
    decider: z.optional(z.string()),
    changes: z.array(FieldChange),
    /** Names of labels the caller can see. */
    labelsAdded: z.array(z.string()),
    labelsRemoved: z.array(z.string()),
    /** Name of the revision that this one took back. */
    undoes: z.optional(z.string()),
  })
  .register(components, {id: 'Revision'});
export type Revision = z.output<typeof Revision>;

export const RevisionList = z.object({
  revisions: z.array(Revision),
  nextPageToken: NextPageToken,
});

/** What bringing fields back would change, as far as the caller sees it. */
export const ContactRestorePreview = z
  .object({
    changes: z.array(FieldChange),
    /** What of its custom fields would not be as they say; absent where nothing would. */
    customFieldProblems: z.optional(z.array(CustomFieldProblem)),
  })
  .register(components, {id: 'ContactRestorePreview'});
export type ContactRestorePreview = z.output<typeof ContactRestorePreview>;

/** What undoing would change, as far as the caller sees it. */
export const UndoPreview = z
  .extend(ContactRestorePreview, {
    /** Names of labels that the contact would gain, and lose. */
    labelsAdded: z.array(z.string()),
    labelsRemoved: z.array(z.string()),
    /** Names of those that a merge made one with others, and that would be their own again. */
    contacts: z.array(z.string()),
  })
  .register(components, {id: 'UndoPreview'});
export type UndoPreview = z.output<typeof UndoPreview>;

/** The contact, where the caller sees it still. */
export const UndoResponse = z
  .object({contact: z.optional(Contact)})
  .register(components, {id: 'UndoResponse'});

export const RestoreRequest = z.object({
  /**
   * `contacts/{contact}/revisions/{revision}`, or its last part alone: of this
   * contact or of one that was merged into it.
   */
  revision: z
    .string()
    .check(z.maxLength(NAME_LENGTH_MAX, {error: 'Not a name of a revision'})),
  /** Fields to bring back; nothing means those the revision changed. */
  updateMask: z.optional(
    z.string().check(z.maxLength(MASK_LENGTH_MAX, {error: 'Too long'})),
  ),
  /** Say what would change, and change nothing; in the query as well. */
  validateOnly: z.optional(z.boolean()),
});
