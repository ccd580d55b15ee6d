import * as z from 'zod/mini';
import {components} from './components.ts';
import {Etag, NextPageToken, PageQuery} from './query.ts';
import {text} from './text.ts';

const TEXT_LENGTH_MAX = 10_000;
const MENTIONS_MAX = 50;
/** RFC 5321, section 4.5.3.1.3, without the angle brackets. */
const ADDRESS_LENGTH_MAX = 254;
const NAME_LENGTH_MAX = 200;

/** `PRIVATE`: its author's alone, admins included. `PUBLIC`: of all who see the contact. */
export const CommentVisibility = z.enum(['PRIVATE', 'PUBLIC']);
export type CommentVisibility = z.output<typeof CommentVisibility>;

export const Comment = z
  .object({
    /** Where the contact lives on that it was said about. */
    name: z.string(),
    etag: z.string(),
    text: z.string(),
    visibility: CommentVisibility,
    /** An address; that of an account that is gone is the last one it had. */
    author: z.string(),
    /** Whether it is the caller's: only its author changes or deletes it. */
    mine: z.boolean(),
    /** Addresses. */
    mentions: z.array(z.string()),
    /** Of others, and not read by the caller yet. */
    unread: z.boolean(),
    createTime: z.string(),
    updateTime: z.string(),
  })
  .register(components, {id: 'Comment'});
export type Comment = z.output<typeof Comment>;

export const CommentList = z.object({
  comments: z.array(Comment),
  /** Public comments of others that the caller has not read; counted up to 1,000. */
  unreadCount: z.number(),
  /** Addresses, as the query asks; absent where it asks nothing, or they may mention nobody. */
  mentionable: z.optional(z.array(z.string())),
  nextPageToken: NextPageToken,
});
export type CommentList = z.output<typeof CommentList>;

/** More help nobody who can type another letter. */
export const MENTIONABLE_MAX = 20;

export const CommentsQuery = z.extend(PageQuery, {
  /** Part of an address: the answer has `MENTIONABLE_MAX` of those who may be mentioned there. */
  mentionable: z.optional(text(ADDRESS_LENGTH_MAX)),
});

const CommentText = text(TEXT_LENGTH_MAX).check(
  z.refine(said => said.trim() !== '', {error: 'A comment says something'}),
);

/** Primary addresses or aliases of people who see the contact. */
const Mentions = z
  .array(
    text(ADDRESS_LENGTH_MAX).check(
      z.trim(),
      z.minLength(1, {error: 'Not an address'}),
    ),
  )
  .check(
    z.maxLength(MENTIONS_MAX, {error: `At most ${MENTIONS_MAX} mentions`}),
  );

/** In the description of a refused mention: what comes after it are addresses, and `you`, divided by `, `. */
export const WHO_COULD_SHARE = '; who could share it with them: ';

export const CreateCommentRequest = z.object({
  text: CommentText,
  visibility: CommentVisibility,
  mentions: z.optional(Mentions),
});

export const UpdateCommentRequest = z.object({
  text: z.optional(CommentText),
  visibility: z.optional(CommentVisibility),
  mentions: z.optional(Mentions),
  etag: z.optional(Etag),
});

export const COMMENT_FIELDS = ['text', 'visibility', 'mentions'] as const;

/** It may as well be left out: then all that there are. */
export const ReadCommentsRequest = z.nullish(
  z.object({
    /** Name of the newest that was read; older ones are read with it. */
    comment: z.optional(
      z
        .string()
        .check(
          z.maxLength(NAME_LENGTH_MAX, {error: 'Not a name of a comment'}),
        ),
    ),
  }),
);

export const ReadCommentsResponse = z.object({unreadCount: z.number()});
