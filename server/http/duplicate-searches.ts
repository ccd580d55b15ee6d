import {CreateQuery} from '../contract/query.ts';
import {Operation} from '../contract/transfer.ts';
import {beginSearch} from '../store/operations.ts';
import {callerOf, lockMembership} from './access.ts';
import {createOnce} from './create-once.ts';
import type {RouteDeps} from './deps.ts';
import {answers, LABEL_PATH, LabelParams, type App} from './openapi.ts';
import {pickLanguage} from '../formats/language.ts';
import {answerOperation} from './operations.ts';

/** Looking for contacts that are one person: in a label, or in all that the caller may merge. */
export function duplicateSearchRoutes(app: App, deps: RouteDeps): void {
  const {db, newId, languages} = deps;
  app.post(
    `${LABEL_PATH}::findDuplicates`,
    {
      config: {access: {label: 'remover'}},
      schema: {
        summary:
          'Look for contacts of the label that are one person; an operation does it, and proposes them as duplicates',
        params: LabelParams,
        querystring: CreateQuery,
        response: answers(Operation),
      },
    },
    async request => {
      const {id: accountId, locale} = callerOf(request);
      const language = pickLanguage(languages, locale);
      return createOnce(db, request, {
        create: async tx => {
          const {id: labelId} = await lockMembership(tx, request, 'remover');
          return beginSearch(tx, newId(), {accountId, labelId});
        },
        answer: (tx, id) => answerOperation(tx, {id, accountId, language}),
      });
    },
  );
  app.post(
    '/v1/contacts::findDuplicates',
    {
      config: {access: 'account'},
      schema: {
        summary:
          'The same across all labels from which the caller may remove contacts',
        querystring: CreateQuery,
        response: answers(Operation),
      },
    },
    async request => {
      const {id: accountId, locale} = callerOf(request);
      const language = pickLanguage(languages, locale);
      const about = {accountId, labelId: undefined};
      return createOnce(db, request, {
        create: tx => beginSearch(tx, newId(), about),
        answer: (tx, id) => answerOperation(tx, {id, accountId, language}),
      });
    },
  );
}
