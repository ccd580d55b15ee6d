import type {Account} from '../../server/contract/account.ts';
import type {Contact} from '../../server/contract/contact.ts';
import type {Label} from '../../server/contract/label.ts';
import {act, buttons, section, suggest} from '../card.ts';
import type {Card, Section, Widget} from '../card.ts';
import {formatTime, type Reader} from '../reader.ts';
import {contactRow, recentRow, type Shown} from './contact-rows.ts';
import {labelWidgets} from './label.ts';
import {joined} from './person.ts';
import {
  button,
  nextPage,
  noteSections,
  row,
  say,
  type Note,
  pageCard,
} from './pieces.ts';

export interface Home {
  readonly account: Account;
  readonly labels: readonly Label[];
  /** Of the labels. */
  readonly nextPageToken?: string | undefined;
  /** Suggestions and held removals that wait for the person. */
  readonly waiting: number;
  /** Unread notices of all else. */
  readonly news: number;
  /** Contacts that changed last. */
  readonly recent: readonly Shown[];
}

/** @param query what is typed into the search */
export function homepage(
  home: Home,
  reader: Reader,
  {
    note,
    query,
  }: {
    readonly note?: Note | undefined;
    readonly query?: string | undefined;
  } = {},
): Card {
  const {waiting, news, recent} = home;
  const {language} = reader;
  return {
    header: {title: language.home.title},
    sections: [
      ...noteSections(reader, note, 'home'),
      ...stateSection(home, reader),
      section(searchWidgets(reader, query)),
      ...(waiting + news > 0
        ? [
            section([
              row(
                joined([
                  waiting > 0 && language.home.waiting(waiting),
                  news > 0 && `${language.inbox.news}: ${news}`,
                ]),
                {icon: 'inbox', onClick: act('showInbox', {})},
              ),
            ]),
          ]
        : []),
      section(
        [
          ...ownLabels(home, reader),
          buttons(button(language.label.create, act('newLabel', {}))),
        ],
        language.home.labels,
      ),
      ...(recent.length > 0
        ? [
            section(
              recent.map(shown => recentRow(shown, reader)),
              language.home.recent,
            ),
          ]
        : []),
      syncSection(home, reader),
    ],
    cardActions: [
      {actionLabel: language.refresh, onClick: act('showHome', {})},
      {actionLabel: language.inbox.open, onClick: act('showInbox', {})},
      {actionLabel: language.trash.open, onClick: act('showTrash', {})},
      {actionLabel: language.settings.open, onClick: act('showSettings', {})},
    ],
  };
}

/** What keeps the account from being synced, and what to do. */
function stateSection({account}: Home, {language}: Reader): Section[] {
  if (account.state === 'PERMISSION_LOST') {
    return [section([say(language.home.lost)])];
  }
  return account.paused
    ? [
        section([
          say(language.home.paused),
          buttons(button(language.home.resume, act('resume', {}))),
        ]),
      ]
    : [];
}

function searchWidgets({language}: Reader, query?: string): Widget[] {
  return [
    {
      textInput: {
        name: 'query',
        label: language.home.search,
        hintText: language.home.searchHint,
        value: query,
        autoCompleteAction: suggest('suggestContacts', {}),
      },
    },
    buttons(
      button(
        language.home.find,
        act('search', {}, {requiredWidgets: ['query']}),
      ),
      button(language.others.open, act('showOthers', {})),
    ),
  ];
}

function syncSection({account}: Home, reader: Reader): Section {
  const {home} = reader.language;
  const {lastSyncTime, pendingWrites} = account;
  return section([
    row(
      lastSyncTime === undefined
        ? home.neverSynced
        : home.synced(formatTime(reader, lastSyncTime)),
      {
        icon: 'schedule',
        bottom: pendingWrites > 0 ? home.pending(pendingWrites) : undefined,
        button: button(home.syncNow, act('syncNow', {})),
      },
    ),
  ]);
}

type Labels = Pick<Home, 'labels' | 'nextPageToken'>;

const ownLabels = (list: Labels, reader: Reader) =>
  labelWidgets(
    list,
    reader,
    label => act('showLabel', {label}),
    pageToken => act('showLabels', {pageToken}),
  );

/** More labels than the homepage has room for. */
export const labelsCard = (list: Labels, reader: Reader): Card =>
  pageCard(reader, {title: reader.language.home.labels}, [
    section(ownLabels(list, reader)),
  ]);

/** What a search found. */
export function resultsCard(
  {
    query,
    contacts,
    nextPageToken,
  }: {
    readonly query: string;
    readonly contacts: readonly Contact[];
    readonly nextPageToken?: string | undefined;
  },
  reader: Reader,
): Card {
  const {language} = reader;
  const rows = contacts.map(contact => contactRow(contact, reader));
  return pageCard(reader, {title: language.home.search}, [
    section(searchWidgets(reader, query)),
    section([
      ...(rows.length === 0 ? [say(language.home.nothingFound)] : rows),
      ...nextPage(reader, nextPageToken, pageToken =>
        act('search', {query, pageToken}),
      ),
    ]),
  ]);
}
