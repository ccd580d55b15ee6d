/**
 * What a Workspace host takes: the part of `google.apps.card.v1` that we draw
 * with, field by field, and the rules that stand in its comments, in CardService's
 * reference, or that the platform was seen to apply. `card-rules.test.ts` holds
 * the fields against Google's own `card.proto`.
 */
import * as z from 'zod';
import {ACTS, SUGGESTS} from '../../../src/acts.ts';

/** CardBuilder's reference. */
const SECTIONS_MAX = 100;
/** Of a card by card.proto, of a section by CardSection's reference: what is beyond is ignored without a word. */
const WIDGETS_MAX = 100;
/** card.proto, SelectionInput. */
const ITEMS_MAX = 100;
/** card.proto, Grid: in a side panel. */
const COLUMNS_MAX = 2;
/** `multiSelectMaxSelectedItems` where it is absent. */
const MULTI_SELECT_DEFAULT = 3;
/** Google publishes none of these: ours, for a column 320 pixels wide. */
const TEXT_LENGTH_MAX = 4000;
const TITLE_LENGTH_MAX = 200;
const BUTTON_LENGTH_MAX = 60;
const NOTIFICATION_LENGTH_MAX = 200;
const CARD_BYTES_MAX = 100 * 1024;

const TAGS = /<(\/?)(b|i|u|s|font|a|time|br)((?: [a-z]+="[^"<>]*")*) ?\/?>/g;
const ENTITY = /&(?:amp|lt|gt|quot|nbsp|#\d{1,6});/g;
const ESCAPED = /&(?:amp|lt|gt|quot|#39);/;

const isBlank = (text: string) => text.trim() === '';

/** Text with a few tags, balanced, and everything else escaped. */
const Html = z
  .string()
  .max(TEXT_LENGTH_MAX)
  .superRefine((text, ctx) => {
    const open: string[] = [];
    for (const [, slash, tag] of text.matchAll(TAGS)) {
      if (tag === 'br') continue;
      if (slash === '') open.push(tag!);
      else if (open.pop() !== tag) ctx.addIssue(`</${tag}> closes nothing`);
    }
    if (open.length > 0) ctx.addIssue(`<${open.at(-1)}> stays open`);
    const rest = text.replaceAll(TAGS, '').replaceAll(ENTITY, '');
    if (/[<>&]/.test(rest)) ctx.addIssue(`not escaped: ${rest}`);
  });

/** Shown as it stands. */
const plain = (max: number) =>
  z
    .string()
    .max(max)
    .refine(text => !isBlank(text), 'says nothing')
    .refine(text => !ESCAPED.test(text), 'is escaped, and will show so');

const Title = plain(TITLE_LENGTH_MAX);
const Name = z.string().regex(/^\S(?:.*\S)?$/);
const ImageType = z.enum(['SQUARE', 'CIRCLE']);

const isHttps = (text: string) => URL.parse(text)?.protocol === 'https:';
const isSvg = (text: string) =>
  (URL.parse(text)?.pathname ?? '').toLowerCase().endsWith('.svg');

const IconUrl = z
  .string()
  .refine(url => isHttps(url) && !isSvg(url), 'an https image, and no SVG');
/** Images and card headers take data as well. */
const ImageUrl = z
  .string()
  .refine(
    url =>
      /^data:image\/(?:png|jpeg|gif);base64,[\w+/]+=*$/.test(url) ||
      (isHttps(url) && !isSvg(url)),
    'an https image or data of one, and no SVG',
  );

const Action = z
  .strictObject({
    function: z.enum(['onAction', 'onSuggest']),
    parameters: z.array(
      z.strictObject({key: z.string().min(1), value: z.string()}),
    ),
    loadIndicator: z.enum(['SPINNER', 'NONE']).optional(),
    persistValues: z.boolean().optional(),
    requiredWidgets: z.array(Name).optional(),
    allWidgetsAreRequired: z.boolean().optional(),
  })
  .superRefine(({function: called, parameters}, ctx) => {
    const given = Object.fromEntries(
      parameters.map(({key, value}) => [key, value]),
    );
    if (Object.keys(given).length < parameters.length) {
      ctx.addIssue('a parameter stands twice');
    }
    const acts: Readonly<Record<string, readonly string[]>> =
      called === 'onAction' ? ACTS : SUGGESTS;
    const needed = acts[given['act'] ?? ''];
    if (needed === undefined) return ctx.addIssue('no act of acts.ts');
    for (const name of needed) {
      if (!name.endsWith('?') && !(name in given)) {
        ctx.addIssue(`${given['act']} needs ${name}`);
      }
    }
  });

const OpenLink = z.strictObject({
  url: z
    .string()
    .refine(
      url => /^(?:https|mailto|tel):$/.test(URL.parse(url)?.protocol ?? ''),
      'https, mailto or tel',
    ),
  openAs: z.enum(['FULL_SIZE', 'OVERLAY']).optional(),
  onClose: z.enum(['NOTHING', 'RELOAD']).optional(),
});

/** Of a click. */
const Clicked = Action.refine(
  action => action.function === 'onAction',
  'a click is answered by onAction',
);

const OnClick = z.union([
  z.strictObject({action: Clicked}),
  z.strictObject({openLink: OpenLink}),
  z.strictObject({openDynamicLinkAction: Clicked}),
]);

const IconExtras = {
  altText: z.string().optional(),
  imageType: ImageType.optional(),
};
const Icon = z.union([
  z.strictObject({
    ...IconExtras,
    knownIcon: z.string().regex(/^[A-Z][A-Z_]+$/),
  }),
  z.strictObject({...IconExtras, iconUrl: IconUrl}),
  z.strictObject({
    ...IconExtras,
    materialIcon: z.strictObject({
      name: z.string().regex(/^[a-z0-9_]+$/),
      fill: z.boolean().optional(),
    }),
  }),
]);

const TextButton = z.strictObject({
  text: plain(BUTTON_LENGTH_MAX),
  onClick: OnClick,
  altText: Title.optional(),
  disabled: z.boolean().optional(),
  type: z.enum(['OUTLINED', 'FILLED', 'FILLED_TONAL', 'BORDERLESS']).optional(),
});
const IconButton = z.strictObject({
  icon: Icon,
  altText: Title,
  onClick: OnClick,
});
const Button = z.union([TextButton, IconButton]);

const SwitchControl = z.strictObject({
  name: Name,
  value: z.string().min(1),
  selected: z.boolean().optional(),
  onChangeAction: Clicked.optional(),
  controlType: z.enum(['SWITCH', 'CHECK_BOX']).optional(),
});

const DecoratedText = z
  .strictObject({
    startIcon: Icon.optional(),
    topLabel: plain(TEXT_LENGTH_MAX).optional(),
    text: Html.refine(text => !isBlank(text), 'says nothing'),
    wrapText: z.boolean().optional(),
    bottomLabel: plain(TEXT_LENGTH_MAX).optional(),
    onClick: OnClick.optional(),
    button: Button.optional(),
    switchControl: SwitchControl.optional(),
    endIcon: Icon.optional(),
  })
  .refine(
    ({button, switchControl, endIcon}) =>
      [button, switchControl, endIcon].filter(Boolean).length <= 1,
    'at most one of button, switchControl and endIcon',
  );

const TextInput = z
  .strictObject({
    name: Name,
    label: Title.optional(),
    hintText: plain(TEXT_LENGTH_MAX).optional(),
    value: z.string().optional(),
    type: z.enum(['SINGLE_LINE', 'MULTIPLE_LINE']).optional(),
    onChangeAction: Clicked.optional(),
    initialSuggestions: z
      .strictObject({
        items: z.array(z.strictObject({text: plain(TITLE_LENGTH_MAX)})).min(1),
      })
      .optional(),
    autoCompleteAction: Action.refine(
      action => action.function === 'onSuggest',
      'suggestions come from onSuggest',
    ).optional(),
    validation: z
      .strictObject({
        characterLimit: z.int().positive().optional(),
        inputType: z.enum(['TEXT', 'INTEGER', 'FLOAT', 'EMAIL']).optional(),
      })
      .optional(),
  })
  .refine(
    ({label, hintText}) => label !== undefined || hintText !== undefined,
    'a label or a hint has to be there',
  )
  .refine(
    ({type, initialSuggestions, autoCompleteAction}) =>
      type !== 'MULTIPLE_LINE' ||
      (initialSuggestions === undefined && autoCompleteAction === undefined),
    'suggestions are for single lines',
  );

const SelectionInput = z
  .strictObject({
    name: Name,
    label: Title.optional(),
    type: z.enum([
      'CHECK_BOX',
      'RADIO_BUTTON',
      'SWITCH',
      'DROPDOWN',
      'MULTI_SELECT',
    ]),
    items: z
      .array(
        z.strictObject({
          text: plain(TITLE_LENGTH_MAX),
          value: z.string().min(1),
          selected: z.boolean().optional(),
          startIconUri: IconUrl.optional(),
          bottomText: plain(TITLE_LENGTH_MAX).optional(),
        }),
      )
      .min(1)
      .max(ITEMS_MAX),
    onChangeAction: Clicked.optional(),
    multiSelectMaxSelectedItems: z.int().positive().optional(),
  })
  .superRefine((input, ctx) => {
    const selected = input.items.filter(item => item.selected).length;
    const isMulti = input.type === 'MULTI_SELECT';
    const atMost = isMulti
      ? (input.multiSelectMaxSelectedItems ?? MULTI_SELECT_DEFAULT)
      : /RADIO|DROPDOWN/.test(input.type)
        ? 1
        : ITEMS_MAX;
    if (selected > atMost) ctx.addIssue(`at most ${atMost} selected`);
    const values = new Set(input.items.map(({value}) => value));
    if (values.size < input.items.length) ctx.addIssue('a value stands twice');
    if (isMulti) return;
    if (input.multiSelectMaxSelectedItems !== undefined) {
      ctx.addIssue('multiSelectMaxSelectedItems is of MULTI_SELECT');
    }
    if (input.items.some(item => item.startIconUri ?? item.bottomText)) {
      ctx.addIssue('startIconUri and bottomText are of MULTI_SELECT');
    }
  });

const DateTimePicker = z.strictObject({
  name: Name,
  label: Title.optional(),
  type: z.enum(['DATE_AND_TIME', 'DATE_ONLY', 'TIME_ONLY']),
  valueMsEpoch: z
    .string()
    .regex(/^-?\d+$/)
    .optional(),
  onChangeAction: Clicked.optional(),
});

const Grid = z.strictObject({
  title: Title.optional(),
  items: z
    .array(
      z.strictObject({
        id: z.string().optional(),
        image: z
          .strictObject({
            imageUri: IconUrl,
            altText: Title,
            cropStyle: z.strictObject({type: ImageType}).optional(),
          })
          .optional(),
        title: Title.optional(),
        subtitle: Title.optional(),
      }),
    )
    .min(1),
  columnCount: z.int().min(1).max(COLUMNS_MAX).optional(),
  onClick: OnClick.optional(),
});

const Widget = z.union([
  z.strictObject({
    textParagraph: z.strictObject({
      text: Html.refine(text => !isBlank(text), 'says nothing'),
    }),
  }),
  z.strictObject({decoratedText: DecoratedText}),
  z.strictObject({
    image: z.strictObject({
      imageUrl: ImageUrl,
      altText: Title,
      onClick: OnClick.optional(),
    }),
  }),
  z.strictObject({
    buttonList: z.strictObject({buttons: z.array(Button).min(1)}),
  }),
  z.strictObject({textInput: TextInput}),
  z.strictObject({selectionInput: SelectionInput}),
  z.strictObject({dateTimePicker: DateTimePicker}),
  z.strictObject({divider: z.strictObject({})}),
  z.strictObject({grid: Grid}),
]);

const Section = z
  .strictObject({
    header: Html.refine(text => !isBlank(text), 'says nothing').optional(),
    widgets: z.array(Widget).min(1),
    collapsible: z.boolean().optional(),
    uncollapsibleWidgetsCount: z.int().positive().optional(),
  })
  .refine(
    ({collapsible, uncollapsibleWidgetsCount}) =>
      collapsible === true || uncollapsibleWidgetsCount === undefined,
    'uncollapsibleWidgetsCount is of a collapsible section',
  );

const Card = z
  .strictObject({
    name: Name.optional(),
    header: z
      .strictObject({
        title: Title,
        subtitle: Title.optional(),
        imageType: ImageType.optional(),
        imageUrl: ImageUrl.optional(),
        imageAltText: Title.optional(),
      })
      .refine(
        ({imageUrl, imageAltText}) =>
          imageUrl === undefined || imageAltText !== undefined,
        'an image needs imageAltText',
      )
      .optional(),
    sections: z.array(Section).min(1).max(SECTIONS_MAX),
    cardActions: z
      .array(
        z.strictObject({
          actionLabel: plain(BUTTON_LENGTH_MAX),
          onClick: OnClick,
        }),
      )
      .min(1)
      .optional(),
    fixedFooter: z
      .strictObject({
        primaryButton: TextButton.refine(
          ({type}) => type === 'FILLED',
          'the primary button is FILLED',
        ),
        secondaryButton: TextButton.refine(
          ({type}) => type === 'OUTLINED',
          'the secondary button is OUTLINED',
        ).optional(),
      })
      .optional(),
  })
  .superRefine((card, ctx) => {
    const count = card.sections.reduce(
      (sum, {widgets}) => sum + widgets.length,
      0,
    );
    if (count > WIDGETS_MAX) ctx.addIssue(`${count} widgets`);
    const bytes = Buffer.byteLength(JSON.stringify(card));
    if (bytes > CARD_BYTES_MAX) ctx.addIssue(`${bytes} bytes`);
    const {inputs, switches} = inputNames(card);
    const names = [...inputs, ...new Set(switches)];
    if (new Set(names).size < names.length) {
      ctx.addIssue('two inputs have one name');
    }
    for (const required of everyValue(card, 'requiredWidgets').flat()) {
      if (!names.includes(String(required))) {
        ctx.addIssue(`no input is named ${required}`);
      }
    }
  });

/** Of several switches with one name, the form gets a list. */
function inputNames(card: object) {
  const named = (key: string) =>
    everyValue(card, key).map(input => String((input as Named).name));
  return {
    inputs: ['textInput', 'selectionInput', 'dateTimePicker'].flatMap(named),
    switches: named('switchControl'),
  };
}

interface Named {
  readonly name?: unknown;
}

/** The values of all fields of that name, however deep. */
export function everyValue(value: unknown, name: string): unknown[] {
  const found: unknown[] = [];
  const look = (within: unknown) => {
    if (typeof within !== 'object' || within === null) return;
    for (const [key, child] of Object.entries(within)) {
      if (key === name) found.push(child);
      look(child);
    }
  };
  look(value);
  return found;
}

/** As it travels: without what is `undefined`. */
export function asJson(model: unknown): unknown {
  return JSON.parse(JSON.stringify(model));
}

export interface CardRules {
  /** `openLinkUrlPrefixes` of the manifest. */
  readonly linkPrefixes: readonly string[];
}

/** What a host would refuse, or show otherwise than meant; nothing where all is well. */
export function cardProblems(model: unknown, rules: CardRules): string[] {
  const card = asJson(model);
  const parsed = Card.safeParse(card);
  if (!parsed.success) return problemsOf(parsed.error);
  return everyValue(card, 'openLink')
    .map(link => String((link as {url?: unknown}).url))
    .filter(
      url =>
        url.startsWith('https:') &&
        !rules.linkPrefixes.some(prefix => url.startsWith(prefix)),
    )
    .map(url => `openLink: ${url} is not within openLinkUrlPrefixes`);
}

/** With the branch of each union that came furthest. */
function problemsOf(error: z.ZodError): string[] {
  return error.issues.flatMap(issue => describe(issue, []));
}

function describe(
  issue: z.core.$ZodIssue,
  above: readonly PropertyKey[],
): string[] {
  const path = [...above, ...issue.path];
  if (issue.code !== 'invalid_union') {
    return [`${path.map(String).join('.')}: ${issue.message}`];
  }
  const branches = issue.errors.map(issues =>
    issues.flatMap(each => describe(each, path)),
  );
  const deepest = branches.toSorted((a, b) => reach(b) - reach(a))[0] ?? [];
  return deepest.length > 0
    ? deepest
    : [`${path.map(String).join('.')}: no such`];
}

/** Whoever fails deep inside fails for what is inside. */
function reach(problems: readonly string[]): number {
  return Math.min(
    ...problems.map(text => text.split(':')[0]!.split('.').length),
  );
}

const NAVIGATION_KEYS = [
  'pushCard',
  'updateCard',
  'pop',
  'popToRoot',
  'popToCard',
];

/** Of an act's answer, as `{navigations?, notification?, link?, stateChanged?}`. */
export function actionProblems(
  answer: Readonly<Record<string, unknown>>,
  rules: CardRules,
): string[] {
  const {navigations, notification, link, stateChanged, ...others} = answer;
  const problems = Object.keys(others).map(key => `${key} is not known`);
  if (
    navigations === undefined &&
    notification === undefined &&
    link === undefined
  ) {
    problems.push('nothing happens: such an act answers nothing at all');
  }
  if (navigations !== undefined && link !== undefined) {
    problems.push('a link is opened or a card shown, not both');
  }
  if (stateChanged !== undefined && typeof stateChanged !== 'boolean') {
    problems.push('stateChanged is no boolean');
  }
  if (notification !== undefined) {
    const parsed = plain(NOTIFICATION_LENGTH_MAX).safeParse(
      (notification as {text?: unknown}).text,
    );
    if (!parsed.success) problems.push(...problemsOf(parsed.error));
  }
  if (link !== undefined && !OpenLink.safeParse(link).success) {
    problems.push('link: no OpenLink');
  }
  for (const step of (navigations ?? []) as readonly object[]) {
    const [[kind, card] = ['nothing', undefined], ...rest] =
      Object.entries(step);
    if (rest.length > 0 || !NAVIGATION_KEYS.includes(kind)) {
      problems.push(`${kind} is no navigation`);
    } else if (kind === 'pushCard' || kind === 'updateCard') {
      problems.push(...cardProblems(card, rules));
    }
  }
  return problems;
}
