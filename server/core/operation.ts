import type {Content, SharedField} from './content.ts';
import type {ObservedPerson} from './google.ts';

export type HoldReason =
  | 'LABEL_GROUP_MISSING'
  | 'COPY_NOT_FOUND'
  | 'REFUSED_BY_GOOGLE'
  /** Google answers others and never a write of this one: it is tried again later. */
  | 'UNANSWERED'
  /** It does not fit into the account: it is made as soon as there is room. */
  | 'FULL'
  /** Google says that it changed, and no read by name shows how: the next list does. */
  | 'CHANGED_MEANWHILE'
  /** A picture stands there that could not be fetched: nothing is put over it. */
  | 'PHOTO_UNREAD';

export type Operation =
  | {
      readonly kind: 'createCopy';
      readonly content: Content;
      readonly labelIds: readonly string[];
      readonly reason: 'contactArrived';
    }
  /** The account has the person already: its own contact becomes the copy. */
  | {
      readonly kind: 'linkCopy';
      readonly person: ObservedPerson;
      readonly reason: 'ownContactMatches' | 'formerCopyStands';
    }
  | {
      readonly kind: 'updateCopy';
      readonly fields: readonly SharedField[];
      readonly content: Content;
      readonly reason: 'contactEdited';
    }
  /** The photo of `content`, or that there is none: it goes by calls of its own. */
  | {
      readonly kind: 'setPhoto';
      readonly content: Content;
      readonly reason: 'photoChanged';
    }
  | {
      readonly kind: 'pullEdit';
      readonly base: Content;
      readonly observed: Content;
      readonly reason: 'copyEdited' | 'bothEdited';
    }
  /** A copy with others merged into it in the account: so are the contacts, for everybody. */
  | {
      readonly kind: 'mergeContacts';
      readonly base: Content;
      readonly observed: Content;
      readonly absorbedIds: readonly string[];
      readonly reason: 'copiesMerged';
    }
  /** What was typed is kept for those who may decide; the copy is put back. */
  | {
      readonly kind: 'suggestEdit';
      readonly base: Content;
      readonly observed: Content;
      readonly reason:
        'editNotAllowed' | 'hiddenFieldTyped' | 'mergeNotAllowed';
    }
  | {
      readonly kind: 'attachLabel';
      readonly labelId: string;
      readonly reason: 'labelAdded' | 'labelPutBack';
    }
  | {
      readonly kind: 'detachLabel';
      readonly labelId: string;
      readonly reason: 'labelEnded' | 'addNotAllowed';
    }
  /** The contact leaves labels for everybody. */
  | {
      readonly kind: 'removeFromLabels';
      readonly labelIds: readonly string[];
      readonly reason: 'labelTakenOff' | 'copyDeleted';
    }
  /** The contact joins a label for everybody. */
  | {
      readonly kind: 'addToLabel';
      readonly labelId: string;
      readonly reason: 'labelPutOn';
    }
  | {
      readonly kind: 'suggestLabel';
      readonly labelId: string;
      readonly reason: 'addNotAllowed';
    }
  /** A copy its account deleted is made again. */
  | {
      readonly kind: 'restoreCopy';
      readonly reason: 'removalNotAllowed' | 'labelRebuilt';
    }
  | {readonly kind: 'leaveAway'; readonly reason: 'removedAgainAndAgain'}
  | {
      readonly kind: 'setOnPhones';
      readonly onPhones: boolean;
      readonly reason: 'settingChanged';
    }
  | {readonly kind: 'deleteCopy'; readonly reason: 'accessEnded'}
  /** The account's own contact stays; only the link and the labels go. */
  | {readonly kind: 'releaseCopy'; readonly reason: 'accessEnded'}
  /** Nothing stands there and nothing should: the row goes. */
  | {readonly kind: 'forgetCopy'; readonly reason: 'accessEnded'}
  /** Both sides say the same: record it as agreed. */
  | {readonly kind: 'agree'; readonly reason: 'sidesEqual'}
  | {readonly kind: 'awaitConfirmation'; readonly reason: 'createUnconfirmed'}
  | {readonly kind: 'awaitNextList'; readonly reason: 'mayBeMerged'};
