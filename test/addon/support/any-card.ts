/** Cards of all kinds that the rules allow, for laws about every card. */
import fc from 'fast-check';
import {html} from '../../../src/card.ts';
import type {
  Action,
  Button,
  Card,
  Icon,
  KnownIcon,
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
  loadIndicator: optional(fc.constantFrom('SPINNER' as const, 'NONE' as const)),
  persistValues: optional(fc.boolean()),
  allWidgetsAreRequired: optional(fc.boolean()),
});

const onClick: fc.Arbitrary<OnClick> = fc.oneof(
  onAction.map(action => ({action})),
  onAction.map(openDynamicLinkAction => ({openDynamicLinkAction})),
  fc
    .record({
      url: fc.constantFrom(
        `${LINK_PREFIX}search/?api=1`,
        'tel:+81312345678',
        'mailto:a@b.example',
      ),
      openAs: optional(
        fc.constantFrom('FULL_SIZE' as const, 'OVERLAY' as const),
      ),
      onClose: optional(fc.constantFrom('NOTHING' as const, 'RELOAD' as const)),
    })
    .map(openLink => ({openLink})),
);

const KNOWN_ICONS: readonly KnownIcon[] = ['EMAIL', 'PHONE', 'MAP_PIN'];
const imageType = fc.constantFrom('SQUARE' as const, 'CIRCLE' as const);
const picture = fc.oneof(
  fc.constantFrom(...KNOWN_ICONS).map(knownIcon => ({knownIcon})),
  imageUrl.map(iconUrl => ({iconUrl})),
  fc
    .record({name: fc.constant('call'), fill: optional(fc.boolean())})
    .map(materialIcon => ({materialIcon})),
);
const icon: fc.Arbitrary<Icon> = fc
  .tuple(
    picture,
    fc.record({altText: optional(plain), imageType: optional(imageType)}),
  )
  .map(([drawn, extras]) => ({...drawn, ...extras}));

const textButton: fc.Arbitrary<TextButton> = fc.record({
  text: plain,
  onClick,
  altText: optional(plain),
  disabled: optional(fc.boolean()),
  type: optional(
    fc.constantFrom(
      'OUTLINED' as const,
      'FILLED' as const,
      'FILLED_TONAL' as const,
      'BORDERLESS' as const,
    ),
  ),
});
const button: fc.Arbitrary<Button> = fc.oneof(
  textButton,
  // The icon's own text is the button's.
  fc.record({icon: picture, altText: plain, onClick}),
);

const suggestion: Action = {
  function: 'onAction',
  parameters: [{key: 'act', value: 'showHome'}],
};

/** Names are given when the card is put together. */
const NAME = 'name';

const control = fc.oneof(
  fc.constant({}),
  button.map(each => ({button: each})),
  icon.map(endIcon => ({endIcon})),
  fc
    .record({
      name: fc.constant(NAME),
      value: fc.constant('on'),
      selected: optional(fc.boolean()),
      onChangeAction: optional(onAction),
      controlType: optional(
        fc.constantFrom('SWITCH' as const, 'CHECK_BOX' as const),
      ),
    })
    .map(switchControl => ({switchControl})),
);

const decoratedText: fc.Arbitrary<Widget> = fc
  .tuple(
    fc.record({
      startIcon: optional(icon),
      topLabel: optional(plain),
      text: htmlText,
      wrapText: optional(fc.boolean()),
      bottomLabel: optional(plain),
      onClick: optional(onClick),
    }),
    control,
  )
  .map(([text, end]) => ({decoratedText: {...text, ...end}}));

const textInput: fc.Arbitrary<Widget> = fc
  .record({
    name: fc.constant(NAME),
    label: plain,
    hintText: optional(plain),
    value: optional(plain),
    onChangeAction: optional(fc.constant(suggestion)),
    validation: optional(
      fc.record({
        characterLimit: optional(fc.integer({min: 1, max: 1000})),
        inputType: optional(
          fc.constantFrom(
            'TEXT' as const,
            'INTEGER' as const,
            'EMAIL' as const,
          ),
        ),
      }),
    ),
    more: fc.oneof(
      fc.constant({}),
      fc.constant({type: 'MULTIPLE_LINE' as const}),
      fc.array(plain, {minLength: 1, maxLength: 3}).map(texts => ({
        type: 'SINGLE_LINE' as const,
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
      'MULTI_SELECT' as const,
    ),
    texts: fc.array(plain, {minLength: 1, maxLength: 5}),
    selected: fc.nat({max: 5}),
    onChangeAction: optional(onAction),
    bottomText: optional(plain),
    startIconUri: optional(imageUrl),
    multiSelectMaxSelectedItems: optional(fc.integer({min: 1, max: 9})),
  })
  .map(
    ({
      texts,
      selected,
      bottomText,
      startIconUri,
      multiSelectMaxSelectedItems,
      ...input
    }) => {
      const isMulti = input.type === 'MULTI_SELECT';
      return {
        selectionInput: {
          ...input,
          ...(isMulti && {multiSelectMaxSelectedItems}),
          items: texts.map((text, index) => ({
            ...{text, value: `value ${index}`},
            ...(index === selected && {selected: true}),
            ...(isMulti && {bottomText, startIconUri}),
          })),
        },
      };
    },
  );

const DAY_MS = 86_400_000;
const dateTimePicker: fc.Arbitrary<Widget> = fc
  .record({
    name: fc.constant(NAME),
    label: optional(plain),
    type: fc.constantFrom(
      'DATE_AND_TIME' as const,
      'DATE_ONLY' as const,
      'TIME_ONLY' as const,
    ),
    minutes: optional(fc.integer({min: 0, max: 1439})),
    onChangeAction: optional(onAction),
  })
  .map(({minutes, ...picker}) => ({
    dateTimePicker: {
      ...picker,
      valueMsEpoch:
        minutes === undefined
          ? undefined
          : String(
              picker.type === 'TIME_ONLY' ? minutes * 60_000 : minutes * DAY_MS,
            ),
    },
  }));

const grid: fc.Arbitrary<Widget> = fc
  .record({
    title: optional(plain),
    items: fc.array(
      fc.record({
        id: optional(fc.constant('item/1')),
        image: optional(
          fc.record({
            imageUri: imageUrl,
            altText: plain,
            cropStyle: optional(fc.record({type: imageType})),
          }),
        ),
        title: optional(plain),
        subtitle: optional(plain),
      }),
      {minLength: 1, maxLength: 4},
    ),
    columnCount: optional(fc.integer({min: 1, max: 2})),
    onClick: optional(onClick),
  })
  .map(each => ({grid: each}));

const widget: fc.Arbitrary<Widget> = fc.oneof(
  htmlText.map(text => ({textParagraph: {text}})),
  decoratedText,
  fc
    .record({imageUrl, altText: plain, onClick: optional(onClick)})
    .map(image => ({image})),
  fc
    .array(button, {minLength: 1, maxLength: 3})
    .map(buttons => ({buttonList: {buttons}})),
  textInput,
  selectionInput,
  dateTimePicker,
  fc.constant({divider: {}}),
  grid,
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
    name: optional(fc.constant('home')),
    header: optional(
      fc
        .record({
          title: plain,
          subtitle: optional(plain),
          imageType: optional(imageType),
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
