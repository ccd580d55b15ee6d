import {act, action, buttons, section} from '../card.ts';
import type {Card, Section, Widget} from '../card.ts';
import {definitionOf, withDefined, type Defined} from '../form/defined.ts';
import {FIELD_NAMES, SINGLE, type Form} from '../form/form.ts';
import type {Part} from '../form/parts.ts';
import {CHOSEN, inputName, removalName, typedText} from '../form/typed.ts';
import {shownParts} from '../form/parts.ts';
import type {Event} from '../ports.ts';
import type {Reader} from '../reader.ts';
import {lineOf, named} from './person.ts';
import {clip, oneOf, say, titleOf, footer} from './pieces.ts';

/** @param typed what stood in it, where it comes back; @param problem why it does */
export function formCard(
  given: Form,
  reader: Reader,
  {
    typed,
    problem,
  }: {
    readonly typed?: Event['inputs'] | undefined;
    readonly problem?: string | undefined;
  } = {},
): Card {
  const {language} = reader;
  const form = withBlanks(given);
  const {title, save} = language.form[form.mode];
  const state = JSON.stringify(form);
  return {
    header: {
      title,
      subtitle: form.mode === 'create' ? undefined : titleOf(reader, form.rows),
    },
    sections: [
      ...(problem === undefined ? [] : [section([say(problem)])]),
      ...labelSection(form, reader, typed),
      ...form.fields.map(field => fieldSection(form, field, reader, typed)),
      moreSection(reader, state),
    ],
    fixedFooter: footer([save, act('saveForm', {form: state})]),
  };
}

/** A field without an item asks for one. */
function withBlanks(form: Form): Form {
  const rows = form.fields.map(field => {
    const given = form.rows[field] ?? [];
    const items = field === 'userDefined' ? withDefined(form, given) : given;
    return [field, items.length > 0 ? items : [{}]];
  });
  return {...form, rows: Object.fromEntries(rows)};
}

export const LABEL_INPUT = 'label';
export const FIELD_INPUT = 'field';

function labelSection(
  {mode, labels}: Form,
  {language}: Reader,
  typed: Event['inputs'] | undefined,
): Section[] {
  if (mode !== 'create') return [];
  const chosen = typed?.[LABEL_INPUT]?.[0] ?? labels[0]?.[0];
  return [
    section([
      oneOf(
        {
          name: LABEL_INPUT,
          label: language.form.label,
          type: 'DROPDOWN',
          selected: chosen,
        },
        labels.map(([value = '', text = '']) => [value, clip(text, 60)]),
      ),
    ]),
  ];
}

function fieldSection(
  form: Form,
  field: string,
  reader: Reader,
  typed: Event['inputs'] | undefined,
): Section {
  const {language} = reader;
  const items = form.rows[field] ?? [];
  const inputs = items.flatMap((item, at) =>
    shownParts(reader, form, field, item).flatMap(part => {
      const name = inputName(field, at, part.name);
      const value =
        typed === undefined
          ? typedText(reader, part, item)
          : (typed[name]?.[0] ?? '');
      const definition = definitionOf(form, field, item);
      return definition === undefined
        ? [partInput({name, value, field, part}, reader)]
        : definedInputs({name, value, part, definition}, reader);
    }),
  );
  const there = items.flatMap((item, at) => {
    const text = clip(lineOf(reader, field, item), 60);
    const isAsked = definitionOf(form, field, item) !== undefined;
    return text === '' || (isAsked && !item['value'])
      ? []
      : [{text, value: String(at)}];
  });
  const removal: Widget[] =
    SINGLE.includes(field) || there.length === 0
      ? []
      : [
          {
            selectionInput: {
              name: removalName(field),
              label: language.form.remove,
              type: 'CHECK_BOX',
              items: there.map(item => ({
                ...item,
                selected:
                  typed?.[removalName(field)]?.includes(item.value) ||
                  undefined,
              })),
            },
          },
        ];
  return section([...inputs, ...removal], named(language.fields, field));
}

/** A defined field as its type is typed, with what people are told about it. */
function definedInputs(
  {
    name,
    value,
    part,
    definition: {key, type, choices, required, hint},
  }: {
    readonly name: string;
    readonly value: string;
    readonly part: Part;
    readonly definition: Defined;
  },
  {language}: Reader,
): Widget[] {
  const label = required ? `${key} *` : key;
  const told = hint || named(language.form.wrong, type);
  const beside = hint === '' ? [] : [say(hint)];
  if (part.kind === 'day') {
    const ms = /^-?\d+$/.test(value) ? Number(value) : Date.parse(value);
    const valueMsEpoch = value === '' ? undefined : String(ms);
    return [
      {dateTimePicker: {name, label, type: 'DATE_ONLY', valueMsEpoch}},
      ...beside,
    ];
  }
  if (type === 'choice') {
    // What stands there stays to be chosen, whatever may be.
    const known = choices.map(each => CHOSEN + each);
    const values = [...new Set([CHOSEN, value || CHOSEN, ...known])];
    const shown = values.map(
      each => [each, clip(each.slice(CHOSEN.length), 60) || '–'] as const,
    );
    const input = {name, label, selected: value || CHOSEN};
    return [oneOf({...input, type: 'DROPDOWN'}, shown), ...beside];
  }
  return [{textInput: {name, label, value, hintText: told}}];
}

function partInput(
  {
    name,
    value,
    field,
    part,
  }: {
    readonly name: string;
    readonly value: string;
    readonly field: string;
    readonly part: Part;
  },
  {language}: Reader,
): Widget {
  const label =
    (part.name === 'value' || part.name === 'date'
      ? named(language.fields, field)
      : undefined) ??
    named(language.parts, part.name) ??
    part.name;
  switch (part.kind) {
    case 'flag':
      return {
        selectionInput: {
          name,
          type: 'SWITCH',
          items: [{text: label, value: 'true', selected: value !== ''}],
        },
      };
    case 'note':
      return {textInput: {name, label, value, type: 'MULTIPLE_LINE'}};
    case 'date':
      return {
        textInput: {name, label, value, hintText: language.form.dateHint},
      };
    case 'type':
      return {
        textInput: {
          name,
          label,
          value,
          initialSuggestions: {
            items: Object.values(language.types).map(text => ({text})),
          },
        },
      };
    case 'day':
    case 'number':
    case 'choice':
    case 'text':
      // Some texts of one line have several in Google Contacts: a street.
      return {
        textInput: {
          name,
          label,
          value,
          type: value.includes('\n') ? 'MULTIPLE_LINE' : undefined,
        },
      };
  }
}

/** Another field, or another item of one. */
function moreSection({language}: Reader, state: string): Section {
  return section([
    oneOf(
      {
        name: FIELD_INPUT,
        label: language.form.more,
        type: 'DROPDOWN',
        selected: 'phoneNumbers',
      },
      Object.entries(language.fields).filter(([field]) =>
        FIELD_NAMES.includes(field),
      ),
    ),
    buttons({
      text: language.form.add,
      onClick: {action: action('addField', {form: state})},
    }),
  ]);
}
