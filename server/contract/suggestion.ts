import * as z from 'zod/mini';
import {components} from './components.ts';
import {PersonInput} from './person.ts';
import {Etag, NextPageToken, PageQuery, UpdateQuery} from './query.ts';
import {FieldChange} from './revision.ts';

export const SuggestionState = z.enum([
  'OPEN',
  'ACCEPTED',
  'REJECTED',
  'WITHDRAWN',
]);

/** A change that waits for somebody who may make it. */
export const Suggestion = z
  .object({
    name: z.string(),
    etag: z.string(),
    /** `edit`: of `contact`; `add`: of `label` to `contact`, or to the contact that `changes` describe. */
    kind: z.enum(['edit', 'add']),
    state: SuggestionState,
    /** An address. */
    author: z.string(),
    via: z.enum(['API', 'GOOGLE']),
    /** Absent of a contact of the author's own, until it was taken up. */
    contact: z.optional(z.string()),
    label: z.optional(z.string()),
    /** As far as the caller may see them; `old` is what the author had before them. */
    changes: z.array(FieldChange),
    /** Whether the caller may accept and reject it; its author may withdraw it. */
    mayDecide: z.boolean(),
    createTime: z.string(),
    updateTime: z.string(),
    /** Address of who ended it. */
    decider: z.optional(z.string()),
  })
  .register(components, {id: 'Suggestion'});
export type Suggestion = z.output<typeof Suggestion>;

export const SuggestionList = z.object({
  suggestions: z.array(Suggestion),
  nextPageToken: NextPageToken,
});

export const SuggestionQuery = z.extend(PageQuery, {
  state: z._default(SuggestionState, 'OPEN'),
});

export const CreateSuggestionRequest = z.object({
  person: PersonInput,
  /** As the query's. */
  updateMask: UpdateQuery.shape.updateMask,
  /** Of the contact, as the author saw it. */
  etag: z.optional(Etag),
});

/** It may as well be left out. */
export const DecideSuggestionRequest = z.nullish(
  z.object({
    /** Of the suggestion, so that nothing is accepted that was not seen. */
    etag: z.optional(Etag),
  }),
);
