import {
  Comment,
  COMMENT_FIELDS,
  CommentList,
  CommentsQuery,
  CreateCommentRequest,
  MENTIONABLE_MAX,
  ReadCommentsRequest,
  ReadCommentsResponse,
  UpdateCommentRequest,
} from '../contract/comment.ts';
import {
  commentName,
  contactName,
  isRevisionId,
  parseCommentName,
} from '../contract/names.ts';
import {CreateQuery, Empty, PageQuery, UpdateQuery} from '../contract/query.ts';
import {isAtLeast} from '../core/role.ts';
import {
  countAllUnreadComments,
  countUnreadComments,
  createComment,
  deleteComment,
  listComments,
  listUnreadComments,
  markCommentsRead,
  readComment,
  updateComment,
  type CommentLens,
  type CommentRow,
} from '../store/comments.ts';
import {listMentionable} from '../store/mentions.ts';
import {readVersion} from '../store/contact-history.ts';
import {readContact, type VisibleContact} from '../store/visible-contacts.ts';
import type {Tx} from '../store/queries.ts';
import {callerOf, contactOf, readId} from './access.ts';
import {createOnce} from './create-once.ts';
import type {Deps} from './deps.ts';
import {versionOf} from './etag.ts';
import {readUpdateMask} from './mask.ts';
import {readMentions} from './mentions.ts';
import {
  answers,
  COMMENT_PATH,
  CommentParams,
  CONTACT_PATH,
  ContactParams,
  type App,
} from './openapi.ts';
import {cutPage, fetchLimit, readPage, type ListKey} from './paging.ts';
import {denied, invalid, notFound, staleEtag} from './status.ts';
import {inTransaction} from './transaction.ts';
import {toComment} from './wire.ts';

const COMMENTS_PATH = `${CONTACT_PATH}/comments`;

/** What people say about contacts: to all who see one, or to themselves. */
export function commentRoutes(app: App, deps: Deps): void {
  unreadRoute(app, deps);
  listRoute(app, deps);
  createRoute(app, deps);
  updateRoute(app, deps);
  deleteRoute(app, deps);
  markReadRoute(app, deps);
}

/** `-` stands for every contact (AIP-159). */
function unreadRoute(app: App, {db}: Deps): void {
  app.get(
    '/v1/contacts/-/comments',
    {
      config: {access: 'account'},
      schema: {
        summary:
          'What others said in public and the caller has not read, of all contacts they see, the newest first',
        querystring: PageQuery,
        response: answers(CommentList),
      },
    },
    async request => {
      const {id: accountId} = callerOf(request);
      return answerPage(
        {list: 'contacts/-/comments'},
        {
          ...{accountId, query: request.query},
          read: page => listUnreadComments(db, {accountId, ...page}),
          count: () => countAllUnreadComments(db, accountId),
        },
      );
    },
  );
}

function listRoute(app: App, {db}: Deps): void {
  app.get(
    COMMENTS_PATH,
    {
      config: {access: {contact: 'viewer'}},
      schema: {
        summary:
          'What was said of the contact and of those merged into it, the newest first; private comments are their author’s alone',
        params: ContactParams,
        querystring: CommentsQuery,
        response: answers(CommentList),
      },
    },
    async request => {
      const lens = lensOf(request);
      const {mentionable: part} = request.query;
      const page = await answerPage(
        {list: `${contactName(lens.contactId)}/comments`},
        {
          ...{accountId: lens.accountId, query: request.query},
          read: page => listComments(db, {...lens, ...page}),
          count: () => countUnreadComments(db, lens),
        },
      );
      const mayMention = isAtLeast(contactOf(request).role, 'editor');
      if (part === undefined || !mayMention) return page;
      const mentionable = await listMentionable(db, {
        ...{...lens, part},
        limit: MENTIONABLE_MAX,
      });
      return {...page, mentionable};
    },
  );
}

async function answerPage(
  key: ListKey,
  {
    accountId,
    query,
    read,
    count,
  }: {
    readonly accountId: string;
    readonly query: PageQuery;
    readonly read: (page: {
      readonly before: number | undefined;
      readonly limit: number;
    }) => Promise<readonly CommentRow[]>;
    readonly count: () => Promise<number>;
  },
): Promise<CommentList> {
  const page = readPage(key, query, isRevisionId);
  const found = await read({
    before: page.after === undefined ? undefined : Number(page.after),
    limit: fetchLimit(page),
  });
  const positions = found.map(comment => ({id: comment.position, comment}));
  const {rows, next} = cutPage(page, positions);
  return {
    comments: rows.map(({comment}) => toComment(comment, accountId)),
    unreadCount: await count(),
    ...next,
  };
}

function lensOf(request: Parameters<typeof contactOf>[0]): CommentLens {
  return {contactId: contactOf(request).id, accountId: callerOf(request).id};
}

/** As the caller sees it, and nobody says anything there until the transaction ends. */
async function lockContact(tx: Tx, lens: CommentLens): Promise<VisibleContact> {
  await readVersion(tx, lens.contactId);
  const contact = await readContact(tx, lens);
  if (contact === undefined) throw notFound();
  return contact;
}

/** @throws PERMISSION_DENIED, INVALID_ARGUMENT */
function checkVisibility(
  {role}: VisibleContact,
  visibility: Comment['visibility'],
  mentions: readonly unknown[],
): void {
  const mayTalk = isAtLeast(role, 'editor');
  if (visibility === 'PUBLIC' && !mayTalk) {
    throw denied(
      `Your role is ${role}; a public comment needs editor.`,
      'visibility',
    );
  }
  if (mentions.length === 0) return;
  if (!mayTalk) {
    throw denied(`Your role is ${role}; a mention needs editor.`, 'mentions');
  }
  if (visibility === 'PRIVATE') {
    throw invalid(
      'mentions',
      'Only you see a private comment: make it public to mention people',
    );
  }
}

async function answerComment(
  tx: Tx,
  key: CommentLens & {readonly id: string},
): Promise<Comment> {
  const comment = await readComment(tx, key);
  if (comment === undefined) throw notFound();
  return toComment(comment, key.accountId);
}

function createRoute(app: App, {db, newId}: Deps): void {
  app.post(
    COMMENTS_PATH,
    {
      config: {access: {contact: 'viewer'}},
      schema: {
        summary:
          'Say something of the contact; in public, and with mentions, from editor up',
        params: ContactParams,
        querystring: CreateQuery,
        body: CreateCommentRequest,
        response: answers(Comment),
      },
    },
    async request => {
      const lens = lensOf(request);
      const {text, visibility, mentions = []} = request.body;
      const create = async (tx: Tx) => {
        const id = newId();
        const contact = await lockContact(tx, lens);
        checkVisibility(contact, visibility, mentions);
        await createComment(tx, {
          ...{...lens, id, text, visibility},
          mentions: await readMentions(tx, {
            contact,
            accountId: lens.accountId,
            addresses: mentions,
          }),
        });
        return id;
      };
      return createOnce(db, request, {
        create,
        answer: (tx, id) => answerComment(tx, {...lens, id}),
      });
    },
  );
}

/** One of the caller's own: 404 for one they may not see, 403 for another's. */
async function readOwn(
  tx: Tx,
  key: CommentLens & {readonly id: string},
): Promise<CommentRow> {
  const comment = await readComment(tx, key);
  if (comment === undefined) throw notFound();
  if (comment.authorId !== key.accountId) {
    throw denied('Only its author changes or deletes a comment.');
  }
  return comment;
}

function updateRoute(app: App, {db}: Deps): void {
  app.patch(
    COMMENT_PATH,
    {
      config: {access: {contact: 'viewer'}},
      schema: {
        summary:
          'Change a comment of one’s own; one that becomes private mentions nobody any more',
        params: CommentParams,
        querystring: UpdateQuery,
        body: UpdateCommentRequest,
        response: answers(Comment),
      },
    },
    async request => {
      const lens = lensOf(request);
      const id = readId(request, 'comment');
      const {body} = request;
      const fields = readUpdateMask(
        request.query.updateMask,
        COMMENT_FIELDS,
        body,
      );
      return inTransaction(db, async tx => {
        const contact = await lockContact(tx, lens);
        const comment = await readOwn(tx, {...lens, id});
        const expected = versionOf(commentName(lens.contactId, id), body.etag);
        if ((expected ?? comment.version) !== comment.version) {
          throw staleEtag();
        }
        const after = changed(comment, body, fields);
        checkVisibility(contact, after.visibility, after.mentions);
        const mentions = await readMentions(tx, {
          contact,
          accountId: lens.accountId,
          addresses: after.mentions,
          before: comment.mentions,
        });
        await updateComment(tx, comment, {...after, mentions});
        return answerComment(tx, {...lens, id});
      });
    },
  );
}

interface CommentContent {
  readonly text: string;
  readonly visibility: Comment['visibility'];
  /** Addresses. */
  readonly mentions: readonly string[];
}

function changed(
  before: CommentRow,
  sent: Partial<{
    readonly [Field in keyof CommentContent]: CommentContent[Field] | undefined;
  }>,
  fields: readonly (keyof CommentContent)[],
): CommentContent {
  const {text = before.text, visibility = before.visibility} = sent;
  for (const field of ['text', 'visibility'] as const) {
    if (fields.includes(field) && sent[field] === undefined) {
      throw invalid(field, 'A comment is never without it');
    }
  }
  const after = fields.includes('visibility') ? visibility : before.visibility;
  const kept = before.mentions.map(({email}) => email);
  return {
    text: fields.includes('text') ? text : before.text,
    visibility: after,
    mentions: fields.includes('mentions')
      ? (sent.mentions ?? [])
      : after === 'PRIVATE'
        ? []
        : kept,
  };
}

function deleteRoute(app: App, {db}: Deps): void {
  app.delete(
    COMMENT_PATH,
    {
      config: {access: {contact: 'viewer'}},
      schema: {
        summary: 'Delete a comment of one’s own',
        params: CommentParams,
        response: answers(Empty),
      },
    },
    async request => {
      const lens = lensOf(request);
      const id = readId(request, 'comment');
      await inTransaction(db, async tx => {
        await lockContact(tx, lens);
        await readOwn(tx, {...lens, id});
        await deleteComment(tx, id);
      });
      return {};
    },
  );
}

function markReadRoute(app: App, {db}: Deps): void {
  app.post(
    `${COMMENTS_PATH}::markRead`,
    {
      config: {access: {contact: 'viewer'}},
      schema: {
        summary:
          'The caller has read what was said of the contact, all of it or up to one comment',
        params: ContactParams,
        body: ReadCommentsRequest,
        response: answers(ReadCommentsResponse),
      },
    },
    async request => {
      const lens = lensOf(request);
      const name = request.body?.comment;
      return inTransaction(db, async tx => {
        await lockContact(tx, lens);
        const upTo =
          name === undefined ? undefined : await positionOf(tx, lens, name);
        await markCommentsRead(tx, {...lens, upTo});
        return {unreadCount: await countUnreadComments(tx, lens)};
      });
    },
  );
}

async function positionOf(
  tx: Tx,
  lens: CommentLens,
  name: string,
): Promise<number> {
  const id = parseCommentName(name, lens.contactId);
  if (id === undefined) {
    throw invalid(
      'comment',
      'Not a name such as contacts/{contact}/comments/{comment}',
    );
  }
  const comment = await readComment(tx, {...lens, id});
  if (comment === undefined) throw notFound('comment');
  return comment.position;
}
