/**
 * CardService, stricter than its published types: a class has the methods that
 * Google's types name and no others, an argument is of the class they say, a
 * child is copied as it is added, `build` checks by `card-rules.ts`, and
 * `printJson` gives card.v1. What Google's own prints in detail only an account
 * can tell: src/DEPLOY.md has the comparison.
 */
import {actionProblems, cardProblems} from './card-rules.ts';
import type {CardRules} from './card-rules.ts';
import {readCardServiceTypes} from './card-service-types.ts';
import type {Parameter, Signatures} from './card-service-types.ts';

type Json = Readonly<Record<string, unknown>>;

/** What was called on a builder: by method, each call's arguments, children as JSON. */
type Calls = ReadonlyMap<string, readonly (readonly unknown[])[]>;

/** What stands behind one of its objects. */
class Made {
  readonly className: string;
  readonly calls: Map<string, unknown[][]>;
  constructor(className: string, calls: Map<string, unknown[][]>) {
    this.className = className;
    this.calls = calls;
  }
}

class EnumMember {
  readonly enumName: string;
  readonly name: string;
  constructor(enumName: string, name: string) {
    this.enumName = enumName;
    this.name = name;
    Object.freeze(this);
  }
}

const TYPES = readCardServiceTypes();

/** Widgets that a host of Gmail and Calendar draws; `Widget` itself has no members to tell them by. */
const WIDGETS = [
  'TextParagraph',
  'DecoratedText',
  'Image',
  'ButtonSet',
  'TextInput',
  'SelectionInput',
  'DatePicker',
  'TimePicker',
  'DateTimePicker',
  'Divider',
  'Grid',
];

/** What may be given where a class is asked for. */
const SUBCLASSES: Readonly<Record<string, readonly string[]>> = {
  Widget: WIDGETS,
  Button: ['TextButton', 'ImageButton'],
};

/** The global `CardService`, and what a function of the manifest returned as JSON. */
export interface CardServiceFake {
  readonly CardService: object;
  /** @throws Error for what no function of an add-on may return */
  printed(built: unknown): PrintedResponse;
  /** Why something was refused, since the last look: the add-on may have caught it. */
  takeRefusals(): readonly string[];
}

export interface PrintedResponse {
  readonly className: string;
  readonly json: Json;
}

export function createCardService(rules: CardRules): CardServiceFake {
  const mades = new WeakMap<object, Made>();
  const context: PrintContext = {rules};
  let refusals: string[] = [];

  function make(className: string, calls: Made['calls'] = new Map()): object {
    const made = new Made(className, calls);
    const target = {};
    const proxy: object = new Proxy(target, {
      get(_target, property) {
        // What a promise or a printer would ask for.
        if (typeof property === 'symbol') return undefined;
        const signatures = methodsOf(className).get(property);
        if (signatures === undefined) {
          throw new TypeError(`${className}.${property} is not a function`);
        }
        return (...args: unknown[]) => {
          try {
            return call(made, proxy, property, signatures, args);
          } catch (error) {
            refusals.push(String(error));
            throw error;
          }
        };
      },
      set(_target, property) {
        throw new TypeError(`${className} has no field ${String(property)}`);
      },
      has: () => false,
    });
    mades.set(proxy, made);
    return proxy;
  }

  function call(
    made: Made,
    self: object,
    method: string,
    signatures: Signatures,
    args: readonly unknown[],
  ): unknown {
    const {className, calls} = made;
    const fits = signatures.some(parameters =>
      matches(parameters, args, mades),
    );
    if (!fits) {
      throw new TypeError(
        `The parameters (${args.map(kindOf).join(', ')}) don't match the method signature for ${className}.${method}`,
      );
    }
    if (method === 'printJson') return JSON.stringify(print(made, context));
    const returned = TYPES.returns.get(`${className}.${method}`);
    if (method === 'build') {
      print(made, context);
      return make(returned!, new Map([['built', [[copyOf(made)]]]]));
    }
    const copied = args.map(arg => copyArgument(arg));
    const add = (key: string, entry: unknown[]) =>
      calls.set(key, [...(calls.get(key) ?? []), entry]);
    add(method, copied);
    // Steps are carried out in their order, whatever they are.
    if (className === 'Navigation') add('step', [[method, ...copied]]);
    return self;
  }

  /** As it is now: what is done to it later is lost. */
  function copyArgument(arg: unknown): unknown {
    if (typeof arg !== 'object' || arg === null) return arg;
    const made = mades.get(arg);
    if (made === undefined) {
      if (arg instanceof EnumMember) return arg;
      return Array.isArray(arg) ? arg.map(copyArgument) : {...arg};
    }
    return copyOf(made);
  }

  const factories: Record<string, unknown> = {};
  for (const [name] of methodsOf('CardService')) {
    factories[name] = (...args: unknown[]) => {
      if (args.length > 0) throw new TypeError(`${name} takes no parameters`);
      return make(TYPES.returns.get(`CardService.${name}`)!);
    };
  }
  for (const [enumName, members] of TYPES.enums) {
    factories[enumName] = closed(
      enumName,
      Object.fromEntries(
        members.map(name => [name, new EnumMember(enumName, name)]),
      ),
    );
  }
  return {
    CardService: closed('CardService', factories),
    takeRefusals() {
      const taken = refusals;
      refusals = [];
      return taken;
    },
    printed(built) {
      const made =
        typeof built === 'object' && built !== null
          ? mades.get(built)
          : undefined;
      if (made === undefined || !made.calls.has('built')) {
        throw new TypeError(
          `The value returned has a type that cannot be used by the add-ons platform: ${kindOf(built)}`,
        );
      }
      return {className: made.className, json: print(made, context)};
    },
  };
}

function closed(name: string, members: Readonly<Record<string, unknown>>) {
  return new Proxy(Object.freeze({...members}), {
    get(target, property) {
      if (typeof property === 'symbol') return undefined;
      // As V8 has it: a member that is not there is undefined, and breaks where it is used.
      if (!(property in target) && name === 'CardService') {
        throw new TypeError(`CardService.${property} is not a function`);
      }
      return target[property];
    },
  });
}

function methodsOf(className: string): ReadonlyMap<string, Signatures> {
  const methods = TYPES.classes.get(className);
  if (methods === undefined) throw new Error(`No class ${className}`);
  return methods;
}

function copyOf({className, calls}: Made): Made {
  return new Made(
    className,
    new Map([...calls].map(([method, all]) => [method, [...all]])),
  );
}

function matches(
  parameters: readonly Parameter[],
  args: readonly unknown[],
  mades: WeakMap<object, Made>,
): boolean {
  return (
    parameters.length === args.length &&
    parameters.every(({type}, index) => isOf(type, args[index], mades))
  );
}

function isOf(
  type: string,
  arg: unknown,
  mades: WeakMap<object, Made>,
): boolean {
  if (type.endsWith('[]')) {
    return (
      Array.isArray(arg) &&
      arg.every(each => isOf(type.slice(0, -2), each, mades))
    );
  }
  switch (type) {
    case 'any':
      // Of SelectionInput.addItem alone, which has texts in Google's reference.
      return typeof arg === 'string';
    case 'string':
    case 'boolean':
      return typeof arg === type;
    case 'number':
      return Number.isFinite(arg);
    case 'Integer':
      return Number.isInteger(arg);
    case '{ [key: string]: string }':
      return (
        typeof arg === 'object' &&
        arg !== null &&
        !mades.has(arg) &&
        Object.values(arg).every(value => typeof value === 'string')
      );
  }
  if (typeof arg !== 'object' || arg === null) return false;
  if (TYPES.enums.has(type)) {
    return arg instanceof EnumMember && arg.enumName === type;
  }
  const className = mades.get(arg)?.className;
  return (
    className !== undefined && (SUBCLASSES[type] ?? [type]).includes(className)
  );
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(kindOf).join(', ')}]`;
  return typeof value;
}

interface PrintContext {
  readonly rules: CardRules;
}

/** Looks at what was called on one object. */
class Reader {
  readonly #calls: Calls;
  readonly #context: PrintContext;
  constructor(calls: Calls, context: PrintContext) {
    this.#calls = calls;
    this.#context = context;
  }
  /** The last call's only argument: a setter's. */
  value(method: string): unknown {
    return printArgument(this.#calls.get(method)?.at(-1)?.[0], this.#context);
  }
  /** Of every call, the arguments. */
  all(method: string): unknown[][] {
    return (this.#calls.get(method) ?? []).map(args =>
      args.map(arg => printArgument(arg, this.#context)),
    );
  }
  /** Of every call, the first argument; absent where nothing was called. */
  list(method: string): unknown[] | undefined {
    const all = this.all(method);
    return all.length === 0 ? undefined : all.map(([first]) => first);
  }
  json(fields: Readonly<Record<string, string>>): Json {
    return Object.fromEntries(
      Object.entries(fields).map(([field, method]) => [
        field,
        this.value(method),
      ]),
    );
  }
  /** Which of the ways to be pressed was set. */
  onClick(): Json | undefined {
    const ways = {
      action: this.value('setOnClickAction'),
      openLink: this.value('setOpenLink'),
      openDynamicLinkAction: this.value('setOnClickOpenLinkAction'),
    };
    const set = Object.entries(ways).filter(([, way]) => way !== undefined);
    if (set.length > 1) throw new Error('More than one click behaviour is set');
    return set.length === 0 ? undefined : Object.fromEntries(set);
  }
}

function printArgument(arg: unknown, context: PrintContext): unknown {
  if (Array.isArray(arg)) return arg.map(each => printArgument(each, context));
  if (arg instanceof EnumMember) return arg.name;
  return arg instanceof Made ? print(arg, context) : arg;
}

function print({className, calls}: Made, context: PrintContext): Json {
  const built = calls.get('built')?.[0]?.[0];
  if (built instanceof Made) return print(built, context);
  const printer = PRINTERS[className];
  if (printer === undefined) throw new Error(`${className} is not drawn here`);
  const json: unknown = JSON.parse(
    JSON.stringify(printer(new Reader(calls, context), context)),
  );
  return json as Json;
}

type Printer = (made: Reader, context: PrintContext) => Json;

const IMAGE_BUTTON_ICON = (made: Reader) => ({
  knownIcon: made.value('setIcon'),
  iconUrl: made.value('setIconUrl'),
  materialIcon: made.value('setMaterialIcon'),
});

const picker =
  (type: string): Printer =>
  made => ({
    dateTimePicker: {
      ...made.json({
        name: 'setFieldName',
        label: 'setTitle',
        onChangeAction: 'setOnChangeAction',
      }),
      type,
      valueMsEpoch: asText(made.value('setValueInMsSinceEpoch')),
    },
  });

const asText = (value: unknown) =>
  value === undefined ? undefined : String(value);

const recipients =
  (key: string, method: string): Printer =>
  made => ({
    [key]: ((made.value(method) ?? []) as string[]).map(email => ({email})),
  });

/** Each class as card.v1 has it. */
const PRINTERS: Readonly<Record<string, Printer>> = {
  Action: made => ({
    function: made.value('setFunctionName'),
    parameters: Object.entries(
      (made.value('setParameters') ?? {}) as Record<string, string>,
    ).map(([key, value]) => ({key, value})),
    loadIndicator: made.value('setLoadIndicator'),
    persistValues: made.value('setPersistValues'),
    requiredWidgets: made.list('addRequiredWidget'),
    allWidgetsAreRequired: made.value('setAllWidgetsAreRequired'),
  }),
  OpenLink: made =>
    made.json({url: 'setUrl', openAs: 'setOpenAs', onClose: 'setOnClose'}),
  MaterialIcon: made => made.json({name: 'setName', fill: 'setFill'}),
  IconImage: made => ({
    ...IMAGE_BUTTON_ICON(made),
    altText: made.value('setAltText'),
    imageType: made.value('setImageCropType'),
  }),
  TextButton: made => ({
    ...made.json({
      text: 'setText',
      altText: 'setAltText',
      disabled: 'setDisabled',
      type: 'setTextButtonStyle',
    }),
    onClick: made.onClick(),
  }),
  ImageButton: made => ({
    icon: IMAGE_BUTTON_ICON(made),
    altText: made.value('setAltText'),
    onClick: made.onClick(),
  }),
  ButtonSet: made => ({buttonList: {buttons: made.list('addButton') ?? []}}),
  TextParagraph: made => ({textParagraph: made.json({text: 'setText'})}),
  Divider: () => ({divider: {}}),
  Image: made => ({
    image: {
      ...made.json({imageUrl: 'setImageUrl', altText: 'setAltText'}),
      onClick: made.onClick(),
    },
  }),
  Switch: made =>
    made.json({
      name: 'setFieldName',
      value: 'setValue',
      selected: 'setSelected',
      onChangeAction: 'setOnChangeAction',
      controlType: 'setControlType',
    }),
  DecoratedText: made => ({
    decoratedText: {
      ...made.json({
        startIcon: 'setStartIcon',
        topLabel: 'setTopLabel',
        text: 'setText',
        wrapText: 'setWrapText',
        bottomLabel: 'setBottomLabel',
        button: 'setButton',
        switchControl: 'setSwitchControl',
        endIcon: 'setEndIcon',
      }),
      onClick: made.onClick(),
    },
  }),
  Suggestions: made => ({
    items: [
      ...((made.value('addSuggestions') ?? []) as string[]),
      ...((made.list('addSuggestion') ?? []) as string[]),
    ].map(text => ({text})),
  }),
  Validation: made =>
    made.json({characterLimit: 'setCharacterLimit', inputType: 'setInputType'}),
  TextInput: made => ({
    textInput: {
      ...made.json({
        name: 'setFieldName',
        label: 'setTitle',
        hintText: 'setHint',
        value: 'setValue',
        onChangeAction: 'setOnChangeAction',
        initialSuggestions: 'setSuggestions',
        autoCompleteAction: 'setSuggestionsAction',
        validation: 'setValidation',
      }),
      type: MULTILINE[String(made.value('setMultiline'))],
    },
  }),
  SelectionInput: made => ({
    selectionInput: {
      ...made.json({
        name: 'setFieldName',
        label: 'setTitle',
        type: 'setType',
        onChangeAction: 'setOnChangeAction',
        multiSelectMaxSelectedItems: 'setMultiSelectMaxSelectedItems',
      }),
      items: [
        ...made.all('addItem').map(([text, value, selected]) => ({
          ...{text, value},
          selected: selected === true ? true : undefined,
        })),
        ...made
          .all('addMultiSelectItem')
          .map(([text, value, selected, startIconUri, bottomText]) => ({
            ...{text, value},
            selected: selected === true ? true : undefined,
            startIconUri: startIconUri === '' ? undefined : startIconUri,
            bottomText: bottomText === '' ? undefined : bottomText,
          })),
      ],
    },
  }),
  DatePicker: picker('DATE_ONLY'),
  DateTimePicker: picker('DATE_AND_TIME'),
  TimePicker: made => {
    const hours = made.value('setHours');
    const ms = (Number(hours) * 60 + Number(made.value('setMinutes'))) * 60_000;
    return {
      dateTimePicker: {
        ...made.json({
          name: 'setFieldName',
          label: 'setTitle',
          onChangeAction: 'setOnChangeAction',
        }),
        type: 'TIME_ONLY',
        valueMsEpoch: hours === undefined ? undefined : String(ms),
      },
    };
  },
  ImageCropStyle: made => made.json({type: 'setImageCropType'}),
  ImageComponent: made =>
    made.json({
      imageUri: 'setImageUrl',
      altText: 'setAltText',
      cropStyle: 'setCropStyle',
    }),
  GridItem: made =>
    made.json({
      id: 'setIdentifier',
      image: 'setImage',
      title: 'setTitle',
      subtitle: 'setSubtitle',
    }),
  Grid: made => ({
    grid: {
      ...made.json({title: 'setTitle', columnCount: 'setNumColumns'}),
      items: made.list('addItem') ?? [],
      onClick: made.onClick(),
    },
  }),
  CardHeader: made =>
    made.json({
      title: 'setTitle',
      subtitle: 'setSubtitle',
      imageType: 'setImageStyle',
      imageUrl: 'setImageUrl',
      imageAltText: 'setImageAltText',
    }),
  CardSection: made => ({
    ...made.json({
      header: 'setHeader',
      collapsible: 'setCollapsible',
      uncollapsibleWidgetsCount: 'setNumUncollapsibleWidgets',
    }),
    widgets: made.list('addWidget') ?? [],
  }),
  CardAction: made => ({
    actionLabel: made.value('setText'),
    onClick: made.onClick(),
  }),
  FixedFooter: made =>
    made.json({
      primaryButton: 'setPrimaryButton',
      secondaryButton: 'setSecondaryButton',
    }),
  CardBuilder: (made, {rules}) => {
    const card = {
      ...made.json({
        name: 'setName',
        header: 'setHeader',
        fixedFooter: 'setFixedFooter',
      }),
      sections: made.list('addSection') ?? [],
      cardActions: made.list('addCardAction'),
    };
    refuse('Card', cardProblems(card, rules));
    return card;
  },
  Navigation: made => ({
    navigations: (made.list('step') as [string, unknown][]).map(
      ([method, argument]) => ({[STEPS[method]!]: argument ?? true}),
    ),
  }),
  Notification: made => made.json({text: 'setText'}),
  ActionResponseBuilder: (made, {rules}) => {
    const navigation = made.value('setNavigation') as Json | undefined;
    const action = {
      navigations: navigation?.['navigations'],
      notification: made.value('setNotification'),
      link: made.value('setOpenLink'),
      stateChanged: made.value('setStateChanged'),
    };
    const given = Object.fromEntries(
      Object.entries(action).filter(([, value]) => value !== undefined),
    );
    refuse('ActionResponse', actionProblems(given, rules));
    return given;
  },
  UniversalActionResponseBuilder: made => {
    const cards = (made.value('displayAddOnCards') ?? []) as unknown[];
    const link = made.value('setOpenLink');
    refuse(
      'UniversalActionResponse',
      cards.length > 0 === (link !== undefined)
        ? ['cards or a link, and not both']
        : [],
    );
    return {cards, link};
  },
  SuggestionsResponseBuilder: made => {
    const suggestions = made.value('setSuggestions') as Json | undefined;
    refuse(
      'SuggestionsResponse',
      suggestions === undefined ? ['no suggestions are set'] : [],
    );
    return {autoComplete: suggestions};
  },
  UpdateDraftToRecipientsAction: recipients('to', 'addUpdateToRecipients'),
  UpdateDraftCcRecipientsAction: recipients('cc', 'addUpdateCcRecipients'),
  UpdateDraftBccRecipientsAction: recipients('bcc', 'addUpdateBccRecipients'),
  UpdateDraftActionResponseBuilder: made => {
    const draft = {
      ...(made.value('setUpdateDraftToRecipientsAction') as Json | undefined),
      ...(made.value('setUpdateDraftCcRecipientsAction') as Json | undefined),
      ...(made.value('setUpdateDraftBccRecipientsAction') as Json | undefined),
    };
    refuse(
      'UpdateDraftActionResponse',
      Object.keys(draft).length === 0 ? ['nothing is put into the draft'] : [],
    );
    return {updateDraft: draft};
  },
};

const STEPS: Readonly<Record<string, string>> = {
  pushCard: 'pushCard',
  updateCard: 'updateCard',
  popCard: 'pop',
  popToRoot: 'popToRoot',
  popToNamedCard: 'popToCard',
};

const MULTILINE: Readonly<Record<string, string>> = {
  true: 'MULTIPLE_LINE',
  false: 'SINGLE_LINE',
};

function refuse(className: string, problems: readonly string[]): void {
  if (problems.length > 0) {
    throw new Error(`Invalid ${className}: ${problems.join('; ')}`);
  }
}
