import * as z from 'zod/mini';
import {components} from './components.ts';
import {Person, PersonInput} from './person.ts';
import {Etag, NextPageToken} from './query.ts';
import {Role} from './role.ts';

const NAMES_MAX = 200;
const NAME_LENGTH_MAX = 100;

export const Contact = z
  .object({
    name: z.string(),
    etag: z.string(),
    /** As the caller may see it. */
    person: Person,
    /** Names of the labels on it that the caller can see. */
    labels: z.array(z.string()),
    /** The caller's highest over these labels. */
    role: Role,
    createTime: z.string(),
    updateTime: z.string(),
  })
  .register(components, {id: 'Contact'});
export type Contact = z.output<typeof Contact>;

export const ContactList = z.object({
  contacts: z.array(Contact),
  nextPageToken: NextPageToken,
});

export const CreateContactRequest = z.object({person: PersonInput});

export const UpdateContactRequest = z.object({
  person: PersonInput,
  etag: z.optional(Etag),
});

export const ContactNames = z.object({
  contacts: z
    .array(
      z
        .string()
        .check(
          z.maxLength(NAME_LENGTH_MAX, {error: 'Not a name of a contact'}),
        ),
    )
    .check(
      z.minLength(1, {error: 'Name at least one contact'}),
      z.maxLength(NAMES_MAX, {error: `At most ${NAMES_MAX} contacts at once`}),
    ),
});

/** What was too much at once is held until a manager or an admin decides: see `pendingRemovals`. */
export const RemoveContactsResponse = z.object({
  /** Names of contacts that keep the label until then; absent where there are none. */
  held: z.optional(z.array(z.string())),
});

export const DeleteContactResponse = z.object({
  /** Names of labels that stay on the contact until then; absent where there are none. */
  held: z.optional(z.array(z.string())),
});
