import {Contact} from '../../server/contract/contact.ts';
import {LabelList} from '../../server/contract/label.ts';
import {OtherContact} from '../../server/contract/other-contact.ts';
import {Suggestion} from '../../server/contract/suggestion.ts';
import {act, push, update} from '../card.ts';
import type {ActionResponse} from '../card.ts';
import {
  ALL_LABELS,
  ask,
  create,
  get,
  patch,
  post,
  tell,
  type Answer,
  type Failure,
} from '../client.ts';
import {CustomFieldList} from '../../server/contract/custom-field.ts';
import {definedOf, findWrong, type Defined} from '../form/defined.ts';
import {openForm, parseForm, withWanted, type Form} from '../form/form.ts';
import {readTyped} from '../form/typed.ts';
import {guessFromBody, guessPerson} from '../guess.ts';
import type {Handler, Ports} from '../ports.ts';
import {readerOf} from '../reader.ts';
import {faultCard} from '../views/fault.ts';
import {FIELD_INPUT, formCard, LABEL_INPUT} from '../views/form.ts';
import {changeText} from '../views/history.ts';
import {noLabelCard} from '../views/label.ts';
import {parsePlace} from '../views/others.ts';
import {joined, type Person, named} from '../views/person.ts';
import {failureText} from '../views/pieces.ts';
import {back, failed, redrawn, shown} from './answers.ts';
import {comesTo, contactCardOf, isLast, undoOfLast} from './contact.ts';
import {othersCardOf} from './others.ts';

export const editContact: Handler<'editContact'> = (ports, {contact}) =>
  shown(
    ports,
    ask(ports, Contact, get(contact)),
    ({name, etag, person, role, customFields}, reader) =>
      formCard(
        openForm(
          reader,
          {
            mode: role === 'viewer' ? 'suggest' : 'edit',
            name,
            etag,
            labels: [],
            defined: [...definedOf(reader, customFields)],
            of: '',
          },
          person,
        ),
        reader,
      ),
  );

export const addPerson: Handler<'addPerson'> = (ports, {email, name}) =>
  newForm(ports, guessPerson({email, displayName: name}));

/** Reads the open message, for the person asks for it. */
export const readSignature: Handler<'readSignature'> = (
  ports,
  {email, name},
) => {
  const {language} = readerOf(ports);
  const body = ports.messageBody();
  if (body.kind !== 'text') {
    return push(
      faultCard('CONSENT', language, {
        consentUrl: ports.consentUrl(),
        retry: act('addPerson', {email, name}),
        text: language.message.noBody,
      }),
    );
  }
  return newForm(
    ports,
    guessFromBody(guessPerson({email, displayName: name}), body.text),
  );
};

export const newContact: Handler<'newContact'> = (ports, {label}) =>
  newForm(ports, {}, {label});

/** Somebody the person wrote to and never saved. */
export const addOther: Handler<'addOther'> = (
  ports,
  {other, place, checked},
) => {
  const {person} = OtherContact.parse(JSON.parse(other));
  return newForm(ports, person, {
    ...{label: parsePlace(place)?.label, place},
    answer: checked === undefined ? shown : redrawn,
  });
};

function newForm(
  ports: Ports,
  person: Person,
  {
    label: first,
    place,
    answer = shown,
  }: {
    readonly label?: string | undefined;
    readonly place?: string | undefined;
    readonly answer?: typeof shown;
  } = {},
): ActionResponse {
  const list = ask(ports, LabelList, ALL_LABELS);
  return answer(ports, list, ({labels}, reader) => {
    const open = labels
      .filter(({role}) => role !== undefined && role !== 'viewer')
      .sort(
        (one, other) =>
          Number(other.name === first) - Number(one.name === first),
      )
      .slice(0, LABELS_MAX)
      .map(({name, displayName}) => [name, displayName]);
    if (open.length === 0) return noLabelCard(reader);
    const [[of = ''] = []] = open;
    const defined = definedIn(ports, of);
    const form = openForm(
      reader,
      {mode: 'create', name: '', labels: open, defined, of, place},
      person,
    );
    // What was guessed is all typed: none of it is there yet.
    return formCard({...form, dirty: Object.keys(person)}, reader);
  });
}

/** A form without them is better than none: the service says what is missing. */
function definedIn(ports: Ports, label: string): Defined[] {
  const answer = ask(ports, CustomFieldList, get(`${label}/customFields`));
  return answer.kind === 'fault'
    ? []
    : [...definedOf(readerOf(ports), answer.value.customFields)];
}

/** A host takes 100 items. */
const LABELS_MAX = 100;

export const addField: Handler<'addField'> = (ports, {form: text}) => {
  const form = parseForm(text);
  if (form === undefined) return outdated(ports);
  const reader = readerOf(ports);
  const {inputs} = ports.event;
  const typed = readTyped(reader, form, inputs);
  if (typed.kind === 'badDate') return badDate(ports, form, typed.field);
  const now = {...form, rows: typed.rows, dirty: [...typed.dirty]};
  const [field = ''] = inputs[FIELD_INPUT] ?? [];
  if (form.fields.includes(field) || form.mode === 'create') {
    const next = withWanted(reader, now, field, typed.rows);
    return next === undefined
      ? again(ports, form, reader.language.form.tooMuch)
      : update(withLabel(ports, next));
  }
  // What it says so far is not in this form yet.
  const answer = ask(ports, Contact, get(form.name));
  if (answer.kind === 'fault')
    return again(ports, form, failureText(reader, answer));
  if (answer.value.etag !== form.etag) return refreshed(ports, now, answer);
  const next = withWanted(reader, now, field, answer.value.person);
  if (next !== undefined) return update(withLabel(ports, next));
  if (now.dirty.length > 0) {
    return again(ports, form, reader.language.form.tooMuch);
  }
  // Alone there is more room.
  const {mode, name, etag, defined, of} = form;
  const alone = openForm(
    reader,
    {mode, name, etag, labels: [], defined, of},
    answer.value.person,
    field,
  );
  return alone.fields.length === 0
    ? again(ports, form, reader.language.form.tooMuch)
    : push(formCard(alone, reader));
};

/** The label that was chosen stays so: it is the first now. */
function withLabel(ports: Ports, form: Form, problem?: string) {
  const chosen = ports.event.inputs[LABEL_INPUT]?.[0];
  const labels = [...form.labels].sort(
    ([one], [other]) => Number(other === chosen) - Number(one === chosen),
  );
  return formCard({...form, labels}, readerOf(ports), {problem});
}

export const saveForm: Handler<'saveForm'> = (ports, {form: text}) => {
  const form = parseForm(text);
  if (form === undefined) return outdated(ports);
  const reader = readerOf(ports);
  const typed = readTyped(reader, form, ports.event.inputs);
  if (typed.kind === 'badDate') return badDate(ports, form, typed.field);
  if (typed.dirty.length === 0) {
    return again(ports, form, reader.language.form.nothing);
  }
  const chosen = withChosen(ports, form);
  const now = {...chosen, rows: typed.rows, dirty: [...typed.dirty]};
  const wrong = findWrong(chosen, typed.rows);
  if (wrong !== undefined) {
    const why = named(reader.language.form.wrong, wrong.why) ?? '';
    return update(withLabel(ports, now, `${wrong.key}: ${why}`));
  }
  const person = Object.fromEntries(
    now.dirty.map(field => [field, now.rows[field] ?? []]),
  );
  switch (form.mode) {
    case 'edit':
      return saved(ports, now, edit(ports, now, person));
    case 'suggest':
      return suggested(ports, now, person);
    case 'create':
      return created(ports, now, person);
  }
};

/** With the fields of the label that was chosen for a new contact. */
function withChosen(ports: Ports, form: Form): Form {
  const [of = form.of] = ports.event.inputs[LABEL_INPUT] ?? [];
  if (form.mode !== 'create' || of === form.of) return form;
  const defined = definedIn(ports, of);
  const isAsked = defined.length > 0 && !form.fields.includes('userDefined');
  const fields = isAsked ? [...form.fields, 'userDefined'] : form.fields;
  return {...form, of, defined, fields};
}

function edit(ports: Ports, {name, etag, dirty}: Form, person: Person) {
  return tell(
    ports,
    Contact,
    patch(name, {person, etag}, {updateMask: dirty.join(',')}),
  );
}

function saved(
  ports: Ports,
  form: Form,
  answer: Answer<Contact>,
): ActionResponse {
  const {language} = readerOf(ports);
  if (answer.kind === 'fault' && answer.isDone !== true) {
    return refused(ports, form, answer);
  }
  return back(
    contactCardOf(ports, form.name, {
      text: language.form.edit.done,
      undoes: isLast,
    }),
  );
}

/** The service writes both times of a new suggestion one after the other. */
const NEW_MS_MAX = 1000;

function suggested(ports: Ports, form: Form, person: Person): ActionResponse {
  const {name, etag, dirty} = form;
  const answer = tell(
    ports,
    Suggestion,
    create(
      `${name}/suggestions`,
      {person, etag, updateMask: dirty.join(',')},
      form.id + JSON.stringify(person),
    ),
  );
  if (answer.kind === 'fault') return refused(ports, form, answer);
  const {name: suggestion, createTime, updateTime} = answer.value;
  // What it joined would be withdrawn with it.
  const isNew = Date.parse(updateTime) - Date.parse(createTime) < NEW_MS_MAX;
  return back(
    contactCardOf(ports, name, {
      text: readerOf(ports).language.form.suggest.done,
      undo: isNew ? post(`${suggestion}:withdraw`) : undefined,
    }),
  );
}

function created(ports: Ports, form: Form, person: Person): ActionResponse {
  const {language} = readerOf(ports);
  const [label = form.labels[0]?.[0] ?? ''] =
    ports.event.inputs[LABEL_INPUT] ?? [];
  const filled = Object.fromEntries(
    Object.entries(person).filter(([, items = []]) => items.length > 0),
  );
  const answer = tell(
    ports,
    Contact,
    create(`${label}/contacts`, {person: filled}, form.id),
  );
  if (answer.kind === 'fault') return refused(ports, form, answer);
  const {name} = answer.value;
  const text = language.form.create.done;
  const place = parsePlace(form.place ?? '');
  return back(
    place === undefined
      ? contactCardOf(ports, name, {text, undoes: comesTo(label)})
      : othersCardOf(ports, place, {
          text,
          undo: undoOfLast(ports, name, comesTo(label)),
        }),
  );
}

/** The form comes back as it was typed, and says why. */
function refused(ports: Ports, form: Form, failure: Failure): ActionResponse {
  if (failure.fault === 'CHANGED' && form.mode !== 'create') {
    return refreshed(ports, form, ask(ports, Contact, get(form.name)));
  }
  const reader = readerOf(ports);
  const isThere = failure.violations.some(({field}) => field === 'requestId');
  const text = isThere
    ? reader.language.form.sent
    : failureText(reader, failure);
  const mayNot = failure.fault === 'NOT_ALLOWED' && form.mode === 'edit';
  // Whoever may edit no more can suggest what they typed.
  const now: Form = mayNot ? {...form, mode: 'suggest'} : form;
  return update(withLabel(ports, now, text));
}

/** What was typed, over the contact as it is now. */
function refreshed(
  ports: Ports,
  form: Form,
  answer: Answer<Contact>,
): ActionResponse {
  const reader = readerOf(ports);
  if (answer.kind === 'fault') {
    return update(withLabel(ports, form, failureText(reader, answer)));
  }
  const {etag, person} = answer.value;
  const replaced = form.dirty.map(field =>
    changeText(reader, {field, old: person[field], new: form.rows[field]}),
  );
  const fresh = form.fields.map(field => [
    field,
    form.dirty.includes(field)
      ? (form.rows[field] ?? [])
      : (person[field] ?? []),
  ]);
  return update(
    withLabel(
      ports,
      {...form, etag, rows: Object.fromEntries(fresh)},
      joined([reader.language.faults.CHANGED.what, ...replaced], '\n'),
    ),
  );
}

/** The same form with what stands in it now. */
function again(ports: Ports, form: Form, problem: string): ActionResponse {
  return update(
    formCard(form, readerOf(ports), {typed: ports.event.inputs, problem}),
  );
}

function badDate(ports: Ports, form: Form, field: string): ActionResponse {
  const {fields, form: texts} = readerOf(ports).language;
  return again(
    ports,
    form,
    `${named(fields, field) ?? field}: ${texts.dateHint}`,
  );
}

function outdated(ports: Ports): ActionResponse {
  return failed(
    ports,
    {kind: 'fault', fault: 'OUTDATED', violations: []},
    act('showHome', {}),
  );
}
