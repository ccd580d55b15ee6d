import * as z from 'zod/mini';
import {components} from './components.ts';
import {Person} from './person.ts';
import {NextPageToken, PageQuery} from './query.ts';
import {text} from './text.ts';

const QUERY_LENGTH_MAX = 200;
const NAME_LENGTH_MAX = 100;

export const OtherContactQuery = z.extend(PageQuery, {
  /** Words or parts of words: each has to be found in a name, an address or a number. */
  query: z.optional(text(QUERY_LENGTH_MAX)),
  /** `labels/{label}`, to which the caller may add: who surely is in it is left out. */
  label: z.optional(
    z
      .string()
      .check(z.maxLength(NAME_LENGTH_MAX, {error: 'Not a name of a label'})),
  ),
});

/** Somebody the caller wrote to and never saved; add them with `POST /v1/labels/{label}/contacts`. */
export const OtherContact = z
  .object({
    /** Google's: `otherContacts/c…`. */
    resourceName: z.string(),
    /** Absent where Google knows no name. */
    displayName: z.optional(z.string()),
    /** Names, addresses and numbers. */
    person: Person,
    /** Contacts the caller sees that may be the same person. */
    duplicates: z.array(
      z.object({
        /** Name of the contact. */
        contact: z.string(),
        displayName: z.optional(z.string()),
        /** Whether it surely is: who is added becomes one with it, where the caller may merge the two. */
        sure: z.boolean(),
        /** `SAME_EMAIL`, `SAME_PHONE`, `SAME_NAME`, `SIMILAR_NAME`. There may be more. */
        reasons: z.array(z.string()),
        /** Names of its labels that the caller sees. */
        labels: z.array(z.string()),
      }),
    ),
  })
  .register(components, {id: 'OtherContact'});
export type OtherContact = z.output<typeof OtherContact>;

export const OtherContactList = z.object({
  otherContacts: z.array(OtherContact),
  nextPageToken: NextPageToken,
});
export type OtherContactList = z.output<typeof OtherContactList>;
