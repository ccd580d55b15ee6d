/** Cards of all kinds that the rules allow, for laws about every card. */
import fc from 'fast-check';
import {html} from '../../../src/card.ts';
import type {
  Action,
  Button,
  Card,
  Icon,
  OnClick,
  Section,
  TextButton,
  Widget,
} from '../../../src/card.ts';

export const LINK_PREFIX = 'https://www.google.com/maps/';

const optional = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.option(arbitrary, {nil: undefined});

/** What people type, HTML and Japanese among it. */
const words = fc.constantFrom(
  'Ken',
  '<b>&"\'',
  '佐藤 健',
  'O’Neill & Söhne',
  'a@b.example',
  'さとう',
  '😀',
);
const plain = fc
  .array(words, {minLength: 1, maxLength: 3})
  .map(list => list.join(' '));
const htmlText = plain.chain(text =>
  fc.constantFrom(html(text), `<b>${html(text)}</b><br>${html(text)}`),
);
const imageUrl = fc.constantFrom(
  'https://lh3.googleusercontent.com/a/x=s100',
  'https://contacts.example.com/v1/photos/p.png',
);

const onAction: fc.Arbitrary<Action> = fc.record({
  function: fc.constant('onAction' as const),
  parameters: fc
    .uniqueArray(fc.constantFrom('label', 'contact', 'page'), {maxLength: 3})
    .map(keys => [
      {key: 'act', value: 'showHome'},
      ...keys.map(key => ({key, value: `${key}/1`})),
    ]),
});

const onClick: fc.Arbitrary<OnClick> = fc.oneof(
  onAction.map(action => ({action})),
  fc
    .record({
      url: fc.constantFrom(
        `${LINK_PREFIX}search/?api=1`,
        'tel:+81312345678',
        'mailto:a@b.example',
      ),
      onClose: optional(fc.constant('RELOAD' as const)),
    })
    .map(openLink => ({openLink})),
);

const icon: fc.Arbitrary<Icon> = fc
  .constantFrom('call', 'content_copy')
  .map(name => ({materialIcon: {name}}));

const textButton: fc.Arbitrary<TextButton> = fc.record({
  text: plain,
  onClick,
  type: optional(fc.constantFrom('OUTLINED' as const, 'FILLED' as const)),
});
const button: fc.Arbitrary<Button> = fc.oneof(
  textButton,
  fc.record({icon, altText: plain, onClick}),
);

/** Names are given when the card is put together. */
const NAME = 'name';

const decoratedText: fc.Arbitrary<Widget> = fc
  .record({
    startIcon: optional(icon),
    topLabel: optional(plain),
    text: htmlText,
    wrapText: optional(fc.boolean()),
    bottomLabel: optional(plain),
    onClick: optional(onClick),
    button: optional(button),
  })
  .map(text => ({decoratedText: text}));

const textInput: fc.Arbitrary<Widget> = fc
  .record({
    name: fc.constant(NAME),
    label: plain,
    hintText: optional(plain),
    value: optional(plain),
    validation: optional(fc.constant({inputType: 'EMAIL' as const})),
    more: fc.oneof(
      fc.constant({}),
      fc.constant({type: 'MULTIPLE_LINE' as const}),
      fc.array(plain, {minLength: 1, maxLength: 3}).map(texts => ({
        initialSuggestions: {items: texts.map(text => ({text}))},
      })),
    ),
  })
  .map(({more, ...input}) => ({textInput: {...input, ...more}}));

const selectionInput: fc.Arbitrary<Widget> = fc
  .record({
    name: fc.constant(NAME),
    label: optional(plain),
    type: fc.constantFrom(
      'CHECK_BOX' as const,
      'RADIO_BUTTON' as const,
      'SWITCH' as const,
      'DROPDOWN' as const,
    ),
    texts: fc.array(plain, {minLength: 1, maxLength: 5}),
    selected: fc.nat({max: 5}),
  })
  .map(({texts, selected, ...input}) => ({
    selectionInput: {
      ...input,
      items: texts.map((text, index) => ({
        ...{text, value: `value ${index}`},
        ...(index === selected && {selected: true}),
      })),
    },
  }));

const DAY_MS = 86_400_000;
const dateTimePicker: fc.Arbitrary<Widget> = fc
  .record({
    name: fc.constant(NAME),
    label: optional(plain),
    type: fc.constant('DATE_ONLY' as const),
    valueMsEpoch: optional(fc.nat().map(day => String(day * DAY_MS))),
  })
  .map(picker => ({dateTimePicker: picker}));

const widget: fc.Arbitrary<Widget> = fc.oneof(
  htmlText.map(text => ({textParagraph: {text}})),
  decoratedText,
  fc
    .array(button, {minLength: 1, maxLength: 3})
    .map(buttons => ({buttonList: {buttons}})),
  textInput,
  selectionInput,
  dateTimePicker,
);

const section: fc.Arbitrary<Section> = fc
  .record({
    header: optional(htmlText),
    widgets: fc.array(widget, {minLength: 1, maxLength: 5}),
    fold: fc.oneof(
      fc.constant({}),
      fc.record({
        collapsible: fc.constant(true),
        uncollapsibleWidgetsCount: optional(fc.integer({min: 1, max: 5})),
      }),
    ),
  })
  .map(({fold, ...each}) => ({...each, ...fold}));

/** Whatever `src/card.ts` can say and a host takes. */
export const anyCard: fc.Arbitrary<Card> = fc
  .record({
    header: optional(
      fc
        .record({
          title: plain,
          subtitle: optional(plain),
          imageType: optional(fc.constant('CIRCLE' as const)),
          imageUrl: optional(imageUrl),
        })
        .map(header => ({
          ...header,
          ...(header.imageUrl !== undefined && {imageAltText: 'Photo'}),
        })),
    ),
    sections: fc.array(section, {minLength: 1, maxLength: 4}),
    cardActions: optional(
      fc.array(fc.record({actionLabel: plain, onClick}), {
        minLength: 1,
        maxLength: 2,
      }),
    ),
    fixedFooter: optional(
      fc.record({
        primaryButton: textButton.map(each => ({
          ...each,
          type: 'FILLED' as const,
        })),
        secondaryButton: optional(
          textButton.map(each => ({...each, type: 'OUTLINED' as const})),
        ),
      }),
    ),
  })
  .map(withOwnNames);

/** An input's name stands once in a card. */
function withOwnNames(card: Card): Card {
  let count = 0;
  const named = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map(each => named(each, key));
    if (typeof value !== 'object' || value === null) {
      return key === 'name' && value === NAME ? `name${++count}` : value;
    }
    return Object.fromEntries(
      Object.entries(value).map(([childKey, child]) => [
        childKey,
        named(child, childKey),
      ]),
    );
  };
  return named(card, '') as Card;
}
