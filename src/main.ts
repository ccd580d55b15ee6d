/**
 * The functions that `appsscript.json` names, and those that cards name; the
 * build makes just these global.
 */
import {
  answerAction,
  answerMenu,
  answerSuggest,
  answerTrigger,
} from './dispatch.ts';
import {showHome} from './handlers/homepage.ts';

export const onHomepage = (event: unknown) => answerTrigger(event, showHome);
export const onMessageOpen = (event: unknown) => answerTrigger(event, showHome);
export const onCompose = (event: unknown) => answerTrigger(event, showHome);
export const onEventOpen = (event: unknown) => answerTrigger(event, showHome);
export const onShowHome = (event: unknown) => answerMenu(event, showHome);
export const onSyncNow = (event: unknown) => answerMenu(event, showHome);
export const onAction = (event: unknown) => answerAction(event);
export const onSuggest = (event: unknown) => answerSuggest(event);
