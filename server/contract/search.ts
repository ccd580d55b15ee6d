import * as z from 'zod/mini';
import {Card} from './card.ts';
import {components} from './components.ts';
import {Contact} from './contact.ts';
import {CustomField} from './custom-field.ts';
import {ContactPageQuery, PageQuery} from './query.ts';
import {text} from './text.ts';

const QUERY_LENGTH_MAX = 200;
export const QUERY_WORDS_MAX = 16;

export const SearchQuery = z.extend(ContactPageQuery, {
  /** Words or parts of words: each has to be found. */
  query: text(QUERY_LENGTH_MAX),
});

/** Of addresses and numbers together. */
export const LOOKUP_MAX = 100;
const TEXT_LENGTH_MAX = 1024;

const Looked = z.optional(
  z.array(text(TEXT_LENGTH_MAX)).check(
    z.maxLength(LOOKUP_MAX, {
      error: `At most ${LOOKUP_MAX} addresses and numbers at once`,
    }),
  ),
);

export const LookupRequest = z.object({
  emails: Looked,
  /** With a country code, or as they are dialled where the caller is. */
  phones: Looked,
});

/** More contacts with one address say nothing more about whose it is. */
export const LOOKUP_CONTACTS_MAX = 100;

/** Of so many contacts of one lookup there are cards: of each match one before the second of any. */
export const LOOKUP_CARDS_MAX = 200;

/** For each address, then for each number, in the order asked. */
export const Lookup = z
  .object({
    matches: z.array(
      z.object({
        /** As it was asked for; else there is `phone`. */
        email: z.optional(z.string()),
        phone: z.optional(z.string()),
        /** By name; none where nobody has it that the caller can see. */
        contacts: z.array(Contact),
        /** Whether more have it than the `LOOKUP_CONTACTS_MAX` that are told. */
        hasMore: z.boolean(),
      }),
    ),
    /** Of each contact one, whatever it was found by; of `LOOKUP_CARDS_MAX` at most. */
    cards: z.array(Card),
    /** As beside a list of contacts. */
    customFields: z.optional(z.array(CustomField)),
  })
  .register(components, {id: 'Lookup'});
export type Lookup = z.output<typeof Lookup>;

/** Of one answer; there is no page behind it. */
export const RECENT_MAX = 50;

export const RecentQuery = z.omit(PageQuery, {pageToken: true});

/** The last changed first; none that changed longer ago than the feed of changes tells. */
export const RecentContacts = z.object({
  contacts: z.array(Contact),
  /** Of each of them, in the same order. */
  cards: z.array(Card),
  /** As beside a list of contacts. */
  customFields: z.optional(z.array(CustomField)),
});
export type RecentContacts = z.output<typeof RecentContacts>;
