import type {Language} from '../language.ts';

export const language: Language = {
  code: 'en',
  roles: {
    viewer: 'View only',
    editor: 'Editor',
    remover: 'Can delete',
    manager: 'Manager',
    owner: 'Owner',
  },
  home: {
    title: 'Shared Contacts',
    labels: 'My labels',
    contacts: count => (count === 1 ? '1 contact' : `${count} contacts`),
    noLabels: 'Nobody has shared a label with you yet.',
    refresh: 'Refresh',
  },
  faults: {
    CONSENT: {
      title: 'Allow Shared Contacts',
      what: 'Google has to know that you agree before your contacts can be shown here.',
    },
    NOT_SET_UP: {
      title: 'Not set up yet',
      what: 'This add-on does not know its service. Ask your administrator to finish the set-up.',
    },
    UNREACHABLE: {
      title: 'No answer',
      what: 'The service did not answer in time. Try again in a moment.',
    },
    SIGN_IN: {
      title: 'Not signed in',
      what: 'The service could not tell who you are. Try again; if it stays so, ask your administrator.',
    },
    NOT_ALLOWED: {
      title: 'No access',
      what: 'You have no account here, or may not do this. Ask whoever shares the label, or your administrator.',
    },
    NOT_FOUND: {
      title: 'Not there any more',
      what: 'It was removed, or is not shared with you any more.',
    },
    CHANGED: {
      title: 'Changed meanwhile',
      what: 'Somebody changed it at the same time. Look at it as it is now, then try again.',
    },
    BUSY: {
      title: 'Too busy',
      what: 'There were too many requests. Wait a minute, then try again.',
    },
    REFUSED: {
      title: 'Not accepted',
      what: 'Something you entered cannot be saved.',
    },
    BROKEN: {
      title: 'Something went wrong',
      what: 'Nothing of yours was lost. Try again; if it stays so, tell your administrator.',
    },
    OUTDATED: {
      title: 'Open it again',
      what: 'The add-on has a new version. Start again from here.',
    },
  },
  tryAgain: 'Try again',
  giveConsent: 'Allow',
};
