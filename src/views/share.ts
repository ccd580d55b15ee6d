import type {Delivery} from '../../server/contract/delivery.ts';
import type {Grant} from '../../server/contract/grant.ts';
import type {Label} from '../../server/contract/label.ts';
import type {GrantPreview} from '../../server/contract/preview.ts';
import {act, buttons, section} from '../card.ts';
import type {Card, Section, Widget} from '../card.ts';
import type {Event} from '../ports.ts';
import type {Reader} from '../reader.ts';
import {deliveryRows} from './delivery.ts';
import {labelTitle} from './label.ts';
import {joined} from './person.ts';
import {
  button,
  nextPage,
  noteSections,
  oneOf,
  row,
  say,
  type Note,
  footer,
  pageCard,
} from './pieces.ts';

export interface PeopleShown {
  readonly label: Label;
  readonly grants: readonly Grant[];
  readonly nextPageToken?: string | undefined;
  /** From manager up. */
  readonly delivery?: Delivery | undefined;
}

const MANAGING: readonly (string | undefined)[] = ['manager', 'owner'];

export const mayShare = ({role}: Label) => MANAGING.includes(role);

const principalText = ({principal}: Grant) =>
  principal.email ?? principal.domain ?? '';

/** With whom a label is shared, and what has reached them. */
export function peopleCard(
  {label, grants, nextPageToken, delivery}: PeopleShown,
  reader: Reader,
  note?: Note,
): Card {
  const {share, refresh} = reader.language;
  const {name} = label;
  const isManaging = mayShare(label);
  const rows = grants.map(grant => grantRow(grant, reader, isManaging));
  return pageCard(
    reader,
    {title: labelTitle(label), subtitle: share.with},
    [
      ...noteSections(reader, note, `${name}/grants`),
      section([
        ...(rows.length === 0 ? [say(share.nobody)] : rows),
        ...nextPage(reader, nextPageToken, pageToken =>
          act('showPeople', {label: name, pageToken}),
        ),
      ]),
      ...(isManaging
        ? deliverySection(delivery, reader)
        : [section([say(share.onlyManagers)])]),
      section([buttons(button(refresh, act('refreshPeople', {label: name})))]),
    ],
    isManaging
      ? footer([share.share, act('shareForm', {label: name})])
      : undefined,
  );
}

function grantRow(grant: Grant, reader: Reader, isManaging: boolean): Widget {
  const {language} = reader;
  const {principal, role, hiddenFields} = grant;
  return row(principalText(grant), {
    icon: principal.type === 'user' ? 'person' : 'group',
    top: language.share.types[principal.type],
    bottom: joined([
      language.roles[role],
      hiddenFields.length > 0 && language.share.hides(hiddenFields.length),
    ]),
    onClick:
      isManaging && role !== 'owner'
        ? act('grantForm', {grant: grant.name})
        : undefined,
  });
}

function deliverySection(
  delivery: Delivery | undefined,
  reader: Reader,
): Section[] {
  const {share} = reader.language;
  if (delivery === undefined) return [section([say(share.noDelivery)])];
  const widgets = deliveryRows(delivery, reader, ({upToDate, waiting}) =>
    waiting === 0 ? share.arrived(upToDate) : share.waiting(upToDate, waiting),
  );
  return widgets.length === 0 ? [] : [section(widgets, share.delivery)];
}

/** What is asked of a grant, and below what it hides; of a new one to whom as well. */
function grantSections(
  {label, grant}: {readonly label: Label; readonly grant?: Grant | undefined},
  {language}: Reader,
  typed: Event['inputs'],
  {before = [], after}: {readonly before?: Widget[]; readonly after: Widget},
): Section[] {
  const role = typed['role']?.[0] ?? grant?.role ?? 'viewer';
  // Where nothing is ticked a host sends no input at all.
  const isTyped = Object.keys(typed).length > 0;
  const hidden = isTyped
    ? (typed['hiddenFields'] ?? [])
    : (grant?.hiddenFields ?? label.defaultHiddenFields);
  const isOnPhones = isTyped
    ? typed['showOnPhones'] !== undefined
    : (grant?.showOnPhones ?? true);
  const first = section([
    ...before,
    oneOf(
      {
        name: 'role',
        label: language.share.role,
        type: 'DROPDOWN',
        selected: role,
      },
      GRANTED.map(value => [value, language.roles[value]]),
    ),
    {
      selectionInput: {
        name: 'showOnPhones',
        type: 'SWITCH',
        items: [
          {
            value: 'true',
            text: language.share.onPhones,
            selected: isOnPhones,
          },
        ],
      },
    },
    after,
  ]);
  if (label.role !== 'owner') {
    return [first, section([say(language.share.onlyOwnerHides)])];
  }
  const items = Object.entries(language.fields).map(([value, text]) => ({
    ...{value, text},
    selected: hidden.includes(value),
  }));
  const choice: Widget = {
    selectionInput: {name: 'hiddenFields', type: 'CHECK_BOX', items},
  };
  // Never folded: nobody knows whether a host sends what stands in a folded section.
  return [first, section([choice], language.share.hide)];
}

const GRANTED = ['viewer', 'editor', 'remover', 'manager'] as const;
const TYPES = ['user', 'group', 'domain'] as const;

export interface ShareState {
  readonly typed?: Event['inputs'] | undefined;
  readonly problem?: string | undefined;
  readonly preview?: GrantPreview | undefined;
}

/** Whom to share a label with, and how. */
export function shareCard(
  label: Label,
  reader: Reader,
  {typed = {}, problem, preview}: ShareState = {},
): Card {
  const {share} = reader.language;
  const {name} = label;
  const type = typed['type']?.[0] ?? 'user';
  const needed = {requiredWidgets: ['principal']};
  return pageCard(
    reader,
    {title: share.share, subtitle: labelTitle(label)},
    [
      ...(problem === undefined ? [] : [section([say(problem)])]),
      ...(preview === undefined ? [] : [previewSection(preview, reader)]),
      ...grantSections({label}, reader, typed, {
        before: [
          oneOf(
            {name: 'type', type: 'RADIO_BUTTON', selected: type},
            TYPES.map(value => [value, share.types[value]]),
          ),
          {
            textInput: {
              name: 'principal',
              label: share.principal,
              hintText: share.principalHint,
              value: typed['principal']?.[0],
            },
          },
        ],
        after: buttons(
          button(share.preview, act('previewShare', {label: name}, needed)),
        ),
      }),
    ],
    footer([share.share, act('share', {label: name}, needed)]),
  );
}

const PREVIEW_ROWS_MAX = 20;

function previewSection({accounts}: GrantPreview, {language}: Reader): Section {
  const {share, more} = language;
  const rows = accounts
    .slice(0, PREVIEW_ROWS_MAX)
    .map(({email, arrive, doesNotFit, create = 0, link = 0, merge = 0}) => {
      const join = link + merge;
      return row(email, {
        bottom: joined([
          share.arrives(arrive),
          doesNotFit > 0 && share.doesNotFit(doesNotFit),
          join > 0 && share.how(create, join),
        ]),
      });
    });
  return section(
    rows.length === 0
      ? [say(share.reachesNobody)]
      : [
          ...rows,
          ...(accounts.length > rows.length
            ? [say(more(accounts.length - rows.length))]
            : []),
        ],
    share.willHappen,
  );
}

/** A grant, to be changed or ended. */
export function grantCard(
  {label, grant}: {readonly label: Label; readonly grant: Grant},
  reader: Reader,
  {typed = {}, problem}: ShareState = {},
): Card {
  const {share, form} = reader.language;
  const {name, etag} = grant;
  return pageCard(
    reader,
    {
      title: principalText(grant),
      subtitle: share.types[grant.principal.type],
    },
    [
      ...(problem === undefined ? [] : [section([say(problem)])]),
      ...grantSections({label, grant}, reader, typed, {
        after: buttons(button(share.end, act('endGrant', {grant: name}))),
      }),
    ],
    footer([form.edit.save, act('saveGrant', {grant: name, etag})]),
  );
}
