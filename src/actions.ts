import type {ActName, SuggestName} from './acts.ts';
import {
  composeLabel,
  composeLabels,
  insert,
  insertAll,
  openCompose,
} from './handlers/compose.ts';
import {
  addComment,
  deleteComment,
  pickLabel,
  putOn,
  repair,
  restore,
  showComment,
  showComments,
  showContact,
  showDelivery,
  showHistory,
  showMore,
  suggestPeople,
  takeOff,
} from './handlers/contact.ts';
import {
  addField,
  addOther,
  addPerson,
  editContact,
  newContact,
  readSignature,
  saveForm,
} from './handlers/form.ts';
import {
  search,
  showHome,
  showLabels,
  suggestContacts,
  syncNow,
} from './handlers/homepage.ts';
import {decide, decideRemoval, markRead, showInbox} from './handlers/inbox.ts';
import {
  choosePhones,
  labelSettings,
  leave,
  saveLabel,
  stopNow,
  stopSharing,
  transfer,
  transferNow,
} from './handlers/label-settings.ts';
import {createLabel, newLabel, showLabel} from './handlers/label.ts';
import {openEvent, openMessage, showPerson} from './handlers/message.ts';
import {showOther, showOthers} from './handlers/others.ts';
import {
  pause,
  resume,
  saveSettings,
  showSettings,
} from './handlers/settings.ts';
import {
  endGrant,
  grantForm,
  previewShare,
  refreshPeople,
  saveGrant,
  share,
  shareForm,
  showPeople,
} from './handlers/share.ts';
import {bringBack, showTrash} from './handlers/trash.ts';
import {undo} from './handlers/undo.ts';
import type {Handler, SuggestHandler} from './ports.ts';

/** Who answers each act. */
export const ACTIONS: {readonly [Name in ActName]: Handler<Name>} = {
  showHome,
  showLabels,
  search,
  syncNow,
  showSettings,
  saveSettings,
  pause,
  resume,
  showInbox,
  markRead,
  decide,
  decideRemoval,
  showTrash,
  bringBack,
  showOthers,
  showOther,
  addOther,
  openMessage,
  openEvent,
  showPerson,
  addPerson,
  readSignature,
  editContact,
  newContact,
  addField,
  saveForm,
  showContact,
  showMore,
  pickLabel,
  putOn,
  takeOff,
  repair,
  showHistory,
  showDelivery,
  restore,
  showComments,
  showComment,
  addComment,
  deleteComment,
  showLabel,
  newLabel,
  createLabel,
  labelSettings,
  saveLabel,
  transfer,
  transferNow,
  stopSharing,
  stopNow,
  leave,
  choosePhones,
  showPeople,
  refreshPeople,
  shareForm,
  previewShare,
  share,
  grantForm,
  saveGrant,
  endGrant,
  openCompose,
  composeLabels,
  composeLabel,
  insert,
  insertAll,
  undo,
};

/** Who answers what inputs ask while somebody types. */
export const SUGGESTIONS: {
  readonly [Name in SuggestName]: SuggestHandler<Name>;
} = {suggestContacts, suggestPeople};
