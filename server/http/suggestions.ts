import * as z from 'zod/mini';
import {contactName, suggestionName} from '../contract/names.ts';
import {CreateQuery, UpdateQuery} from '../contract/query.ts';
import {
  CreateSuggestionRequest,
  DecideSuggestionRequest,
  Suggestion,
  SuggestionList,
  SuggestionQuery,
} from '../contract/suggestion.ts';
import {TYPED_FIELDS} from '../core/content.ts';
import {faultText, findNewFaults} from '../core/custom-fields.ts';
import {normalizeContent} from '../core/normalize.ts';
import {mayDecide} from '../core/suggestion.ts';
import type {Actor} from '../store/contact-history.ts';
import {holdCustomFields} from '../store/custom-fields.ts';
import {readContact} from '../store/visible-contacts.ts';
import type {Tx} from '../store/queries.ts';
import type {SuggestionState} from '../store/schema.ts';
import {
  acceptSuggestion,
  endSuggestion,
  lockSuggestion,
  reopenSuggestion,
} from '../store/suggestion-decisions.ts';
import {
  isSeen,
  listSuggestions,
  readSuggestion,
  type SuggestionRow,
} from '../store/suggestion-reading.ts';
import {suggestEdit} from '../store/suggestions.ts';
import {callerOf, contactOf, readId} from './access.ts';
import {replaceFields} from './contacts.ts';
import {createOnce} from './create-once.ts';
import {readFieldsFor, refuseFaults} from './custom-values.ts';
import type {RouteDeps} from './deps.ts';
import {versionOf} from './etag.ts';
import {readUpdateMask} from './mask.ts';
import {
  answers,
  CONTACT_PATH,
  ContactParams,
  SUGGESTION_PATH,
  SuggestionParams,
  type App,
} from './openapi.ts';
import {cutPage, fetchLimit, readPage} from './paging.ts';
import {
  ALREADY_DONE,
  conflict,
  denied,
  invalid,
  notFound,
  staleEtag,
} from './status.ts';
import {inTransaction} from './transaction.ts';
import {toSuggestion} from './wire.ts';

/** Changes that wait for somebody who may make them. */
export function suggestionRoutes(app: App, deps: RouteDeps): void {
  listRoute(app, deps);
  createRoute(app, deps);
  decisionRoute(app, deps, {
    verb: 'accept',
    state: 'ACCEPTED',
    summary:
      'Carry a suggestion out; again by who accepted it, the same answer',
    decide: accept,
  });
  decisionRoute(app, deps, {
    verb: 'reject',
    state: 'REJECTED',
    summary: 'Do not carry a suggestion out; it stays in the list of these',
    decide: reject,
  });
  decisionRoute(app, deps, {
    verb: 'withdraw',
    state: 'WITHDRAWN',
    summary: 'Take a suggestion of one’s own back',
    decide: withdraw,
  });
  reopenRoute(app, deps);
}

function listRoute(app: App, {db, photos}: RouteDeps): void {
  app.get(
    '/v1/suggestions',
    {
      config: {access: 'account'},
      schema: {
        summary: 'Suggestions the caller made or may decide about',
        querystring: SuggestionQuery,
        response: answers(SuggestionList),
      },
    },
    async request => {
      const {id: accountId} = callerOf(request);
      const {state} = request.query;
      const key = {list: 'suggestions', parameters: {state}};
      const page = readPage(key, request.query);
      const found = await listSuggestions(db, {
        accountId,
        state,
        after: page.after,
        limit: fetchLimit(page),
      });
      const {rows, next} = cutPage(page, found);
      return {
        suggestions: rows.map(row => toSuggestion(row, accountId, photos)),
        ...next,
      };
    },
  );
}

async function answerSuggestion(
  tx: Tx,
  key: {readonly id: string; readonly accountId: string},
  photos: RouteDeps['photos'],
): Promise<Suggestion> {
  const suggestion = await readSuggestion(tx, key);
  if (suggestion === undefined) throw notFound();
  return toSuggestion(suggestion, key.accountId, photos);
}

function createRoute(app: App, deps: RouteDeps): void {
  app.post(
    `${CONTACT_PATH}/suggestions`,
    {
      config: {access: {contact: 'viewer'}},
      schema: {
        summary:
          'Suggest other fields for the contact; what the caller suggests of it already is joined',
        params: ContactParams,
        querystring: z.extend(UpdateQuery, CreateQuery.shape),
        body: CreateSuggestionRequest,
        response: answers(Suggestion),
      },
    },
    async request => {
      const caller = callerOf(request);
      const {id: contactId} = contactOf(request);
      const {
        person,
        etag,
        updateMask = request.query.updateMask,
      } = request.body;
      const fields = readUpdateMask(updateMask, TYPED_FIELDS, person);
      const sent = normalizeContent(person, {
        region: deps.regionOf?.(caller.locale),
      });
      const expected = versionOf(contactName(contactId), etag);
      const accountId = caller.id;
      const create = async (tx: Tx) => {
        if (fields.includes('userDefined')) await holdCustomFields(tx);
        // Without its lock: whoever decides locks the suggestion first.
        const contact = await readContact(tx, {contactId, accountId});
        if (contact === undefined) throw notFound();
        if ((expected ?? contact.version) !== contact.version) {
          throw staleEtag();
        }
        const before = contact.content;
        const after = replaceFields(before, sent, fields);
        const defined = await readFieldsFor(tx, contact);
        refuseFaults(defined, {before, after, sent: person});
        const id = await suggestEdit(tx, {
          id: deps.newId(),
          contactId,
          by: {accountId, via: 'API'},
          base: before,
          proposed: after,
        });
        if (id === undefined) {
          throw invalid('person', 'The contact says so already');
        }
        return id;
      };
      return createOnce(deps.db, request, {
        create,
        answer: (tx, id) => answerSuggestion(tx, {id, accountId}, deps.photos),
      });
    },
  );
}

interface Verdict {
  readonly verb: string;
  readonly state: Exclude<SuggestionState, 'OPEN'>;
  readonly summary: string;
  /** What is seen, open and locked. */
  readonly decide: (
    tx: Tx,
    suggestion: SuggestionRow,
    context: {readonly by: Actor; readonly newId: () => string},
  ) => Promise<void>;
}

function decisionRoute(
  app: App,
  {db, newId, photos}: RouteDeps,
  {verb, state, summary, decide}: Verdict,
): void {
  app.post(
    `${SUGGESTION_PATH}::${verb}`,
    {
      // Who may decide depends on what it changes: it is looked up.
      config: {access: 'account'},
      schema: {
        summary,
        params: SuggestionParams,
        body: DecideSuggestionRequest,
        response: answers(Suggestion),
      },
    },
    async request => {
      const {id: accountId} = callerOf(request);
      const id = readId(request, 'suggestion');
      const expected = versionOf(suggestionName(id), request.body?.etag);
      return inTransaction(db, async tx => {
        const suggestion = await lockSeen(tx, {id, accountId});
        const isDone =
          suggestion.state === state && suggestion.deciderId === accountId;
        if (!isDone) {
          checkVerdict(suggestion, accountId, state);
          checkOpen(suggestion, expected);
          await decide(tx, suggestion, {by: {accountId, via: 'API'}, newId});
        }
        return answerSuggestion(tx, {id, accountId}, photos);
      });
    },
  );
}

/** Undoing such a decision; one that was accepted waits again where what it changed is undone. */
function reopenRoute(app: App, {db, photos}: RouteDeps): void {
  app.post(
    `${SUGGESTION_PATH}::reopen`,
    {
      // Who ended it and might again: it is looked up.
      config: {access: 'account'},
      schema: {
        summary:
          'Undo one’s own rejecting or withdrawing of a suggestion: it waits again',
        params: SuggestionParams,
        body: DecideSuggestionRequest,
        response: answers(Suggestion),
      },
    },
    async request => {
      const {id: accountId} = callerOf(request);
      const id = readId(request, 'suggestion');
      const expected = versionOf(suggestionName(id), request.body?.etag);
      return inTransaction(db, async tx => {
        const suggestion = await lockSeen(tx, {id, accountId});
        checkReopening(suggestion, accountId);
        if ((expected ?? suggestion.version) !== suggestion.version) {
          throw staleEtag();
        }
        const by = {accountId, via: 'API'} as const;
        if (!(await reopenSuggestion(tx, id, by))) {
          throw conflict(
            'Its author has suggested anew since, or what they offered is in their own contacts alone by now.',
          );
        }
        return answerSuggestion(tx, {id, accountId}, photos);
      });
    },
  );
}

function checkReopening(suggestion: SuggestionRow, accountId: string): void {
  const {state, deciderId} = suggestion;
  if (state !== 'OPEN' && deciderId !== accountId) {
    throw denied('It was somebody else’s decision: theirs to undo.');
  }
  switch (state) {
    case 'OPEN':
      throw conflict('The suggestion is open.', ALREADY_DONE);
    case 'ACCEPTED':
      throw conflict(
        'Undo what it changed, in the contact’s history: then it waits again.',
      );
    case 'REJECTED':
    case 'WITHDRAWN':
      if (!isWithinSight(suggestion.reader)) throw notFound();
      checkVerdict(suggestion, accountId, state);
      checkNotInTrash(suggestion);
  }
}

/** Whose access ended sees what they suggested, and suggests nothing any more. */
function isWithinSight({contact, label}: SuggestionRow['reader']): boolean {
  return contact.length > 0 || label !== undefined;
}

async function lockSeen(
  tx: Tx,
  key: {readonly id: string; readonly accountId: string},
): Promise<SuggestionRow> {
  const suggestion = (await lockSuggestion(tx, key.id))
    ? await readSuggestion(tx, key)
    : undefined;
  if (suggestion === undefined || !isSeen(suggestion, key.accountId)) {
    throw notFound();
  }
  return suggestion;
}

function checkVerdict(
  suggestion: SuggestionRow,
  accountId: string,
  state: Verdict['state'],
): void {
  if (state === 'WITHDRAWN') {
    if (suggestion.authorId === accountId) return;
    throw denied('Only its author withdraws a suggestion.');
  }
  if (mayDecide(suggestion, suggestion.reader)) return;
  throw denied('You may make suggestions here, but not decide about them.');
}

function checkOpen(
  {state, version}: SuggestionRow,
  expected: number | undefined,
): void {
  if (state !== 'OPEN') {
    throw conflict(`The suggestion is ${state.toLowerCase()} already.`);
  }
  if ((expected ?? version) !== version) throw staleEtag();
}

function checkNotInTrash({isInTrash}: SuggestionRow): void {
  if (isInTrash) {
    throw conflict('The contact is in the trash: bring it back first.');
  }
}

const accept: Verdict['decide'] = async (tx, suggestion, {by, newId}) => {
  checkNotInTrash(suggestion);
  const {contactId} = suggestion;
  const contact =
    contactId === null
      ? undefined
      : await readContact(tx, {contactId, accountId: by.accountId});
  const defined = contact && (await readFieldsFor(tx, contact));
  const outcome = await acceptSuggestion(tx, {
    ...{suggestion, by, newId},
    faultsOf: (before, after) => findNewFaults(defined ?? [], before, after),
  });
  switch (outcome.kind) {
    case 'accepted':
      return;
    case 'faulty':
      throw conflict(
        `${outcome.faults.map(faultText).join('; ')}. Reject it, and edit the contact.`,
      );
    case 'empties':
      throw conflict('Nothing of the contact would be left.');
    case 'ownerOnly':
      throw denied('All of its fields are hidden: an owner has to decide.');
    case 'isShared':
      throw denied(
        `This person is ${contactName(outcome.contactId)} already: sharing it on needs manager where it is, and sight of all its fields.`,
      );
  }
};

const reject: Verdict['decide'] = async (tx, suggestion, {by}) => {
  checkNotInTrash(suggestion);
  await endSuggestion(tx, {id: suggestion.id, state: 'REJECTED', by});
};

const withdraw: Verdict['decide'] = (tx, suggestion, {by}) =>
  endSuggestion(tx, {id: suggestion.id, state: 'WITHDRAWN', by});
