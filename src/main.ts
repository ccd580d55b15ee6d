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
import {openCompose} from './handlers/compose.ts';
import {showHome, syncFromMenu} from './handlers/homepage.ts';
import {openEvent, openMessage} from './handlers/message.ts';

export const onHomepage = (event: unknown) => answerTrigger(event, showHome);
export const onMessageOpen = (event: unknown) =>
  answerTrigger(event, openMessage);
export const onCompose = (event: unknown) => answerTrigger(event, openCompose);
export const onEventOpen = (event: unknown) => answerTrigger(event, openEvent);
export const onShowHome = (event: unknown) => answerMenu(event, showHome);
export const onSyncNow = (event: unknown) => answerMenu(event, syncFromMenu);
export const onAction = (event: unknown) => answerAction(event);
export const onSuggest = (event: unknown) => answerSuggest(event);
