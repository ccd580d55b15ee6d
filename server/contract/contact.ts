import * as z from 'zod/mini';
import {components} from './components.ts';
import {CustomField, CustomFieldProblem} from './custom-field.ts';
import {Person, PersonInput} from './person.ts';
import {Etag, NextPageToken} from './query.ts';
import {Role} from './role.ts';

const NAMES_MAX = 200;
const NAME_LENGTH_MAX = 100;

export const Contact = z
  .object({
    name: z.string(),
    etag: z.string(),
    /**
     * What it is called, by what the caller sees of it, the family name first
     * where its script has it so; absent where it has nothing to be called by.
     */
    displayName: z.optional(z.string()),
    /** As the caller may see it. */
    person: Person,
    /** Names of the labels on it that the caller can see. */
    labels: z.array(z.string()),
    /** The caller's highest over these labels. */
    role: Role,
    /** Those defined for it and its labels, in an answer that is about it alone; of a list they stand beside it. Absent where there are none. */
    customFields: z.optional(z.array(CustomField)),
    /** What of these is not as they say; absent where nothing is. */
    customFieldProblems: z.optional(z.array(CustomFieldProblem)),
    createTime: z.string(),
    updateTime: z.string(),
  })
  .register(components, {id: 'Contact'});
export type Contact = z.output<typeof Contact>;

export const ContactList = z.object({
  contacts: z.array(Contact),
  /** Those without a label are defined for all of these contacts, others for those in it. Absent where there are none. */
  customFields: z.optional(z.array(CustomField)),
  nextPageToken: NextPageToken,
});

export const CreateContactRequest = z.object({person: PersonInput});

export const UpdateContactRequest = z.object({
  person: PersonInput,
  etag: z.optional(Etag),
});

const ContactNameInput = z
  .string()
  .check(z.maxLength(NAME_LENGTH_MAX, {error: 'Not a name of a contact'}));

export const ContactNames = z.object({
  contacts: z
    .array(ContactNameInput)
    .check(
      z.minLength(1, {error: 'Name at least one contact'}),
      z.maxLength(NAMES_MAX, {error: `At most ${NAMES_MAX} contacts at once`}),
    ),
});

export const AddContactsResponse = z.object({
  /**
   * Names of those put into the label now whose custom fields are not as its and their
   * other labels' say, a required one that is missing say: see their
   * `customFieldProblems`. Absent where there are none.
   */
  withProblems: z.optional(z.array(z.string())),
});

/** What was too much at once is held until a manager or an admin decides: see `pendingRemovals`. */
export const RemoveContactsResponse = z.object({
  /** Names of contacts that keep the label until then; absent where there are none. */
  held: z.optional(z.array(z.string())),
  /** Names of the removals that wait so, for the caller to withdraw; absent likewise. */
  pendingRemovals: z.optional(z.array(z.string())),
});

export const DeleteContactResponse = z.object({
  /** Names of labels that stay on the contact until then; absent where there are none. */
  held: z.optional(z.array(z.string())),
});

/** Each merge is looked at by a person: a few of the same one at a time. */
const MERGED_MAX = 20;
const MASK_LENGTH_MAX = 1024;

/** What somebody chose when contacts become one. */
export const ChosenFields = z.object({
  /** What the survivor is to say in these fields; of all others it has what any of them said. */
  person: z.optional(PersonInput),
  /** Fields to take from `person`; nothing means those sent. */
  updateMask: z.optional(
    z.string().check(z.maxLength(MASK_LENGTH_MAX, {error: 'Too long'})),
  ),
});
export type ChosenFields = z.output<typeof ChosenFields>;

export const MergeContactsRequest = z.extend(ChosenFields, {
  /** The first lives on. */
  contacts: z.array(ContactNameInput).check(
    z.minLength(2, {error: 'Name at least two contacts'}),
    z.maxLength(MERGED_MAX, {
      error: `At most ${MERGED_MAX} contacts at once`,
    }),
  ),
});
export type MergeContactsRequest = z.output<typeof MergeContactsRequest>;

/** Contacts that stand apart again, the survivor first, to an admin who sees none of them. */
export const UnmergedContacts = z.object({contacts: z.array(z.string())});
