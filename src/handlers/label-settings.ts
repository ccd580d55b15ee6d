import {Label} from '../../server/contract/label.ts';
import {Membership} from '../../server/contract/membership.ts';
import {Empty} from '../../server/contract/query.ts';
import {act, push, update} from '../card.ts';
import type {Card} from '../card.ts';
import {
  ask,
  askBoth,
  get,
  patch,
  post,
  remove,
  tell,
  type Answer,
} from '../client.ts';
import type {Handler, Ports} from '../ports.ts';
import {readerOf} from '../reader.ts';
import {
  confirmCard,
  labelSettingsCard,
  type LabelSettings,
} from '../views/label-settings.ts';
import {labelTitle} from '../views/label.ts';
import {failureText, type Note} from '../views/pieces.ts';
import {back, changed, failed, noted, notDone, shown} from './answers.ts';
import {homeCardOf} from './homepage.ts';
import {labelCardOf} from './label.ts';

const membershipOf = (label: string) => `${label}/membership`;

function loadSettings(ports: Ports, name: string): Answer<LabelSettings> {
  return askBoth(
    ports,
    [get(name), Label],
    [get(membershipOf(name)), Membership],
    (label, membership) => ({label, membership}),
  );
}

/** The label's settings as they are now, and what is typed there; where they cannot be read, what was done. */
export function labelSettingsCardOf(
  ports: Ports,
  label: string,
  note: Note,
): Card {
  return noted(ports, loadSettings(ports, label), note, label, (now, reader) =>
    labelSettingsCard(now, reader, {note, typed: ports.event.inputs}),
  );
}

export const labelSettings: Handler<'labelSettings'> = (ports, {label}) =>
  shown(ports, loadSettings(ports, label), labelSettingsCard);

/** Of this person's own phone, whatever the label's grants say. */
export const choosePhones: Handler<'choosePhones'> = (ports, {label, show}) => {
  const before = loadSettings(ports, label);
  if (before.kind === 'fault') return notDone(ports, before);
  const {showOnPhones, isOwnChoice} = before.value.membership;
  const path = membershipOf(label);
  const answer = tell(
    ports,
    Membership,
    patch(path, {showOnPhones: show !== undefined}),
  );
  if (answer.kind === 'fault') return notDone(ports, answer);
  return changed(
    labelSettingsCardOf(ports, label, {
      text: readerOf(ports).language.form.edit.done,
      undo: patch(path, {showOnPhones: isOwnChoice ? showOnPhones : null}),
    }),
  );
};

export const saveLabel: Handler<'saveLabel'> = (ports, {label}) => {
  const reader = readerOf(ports);
  const {inputs} = ports.event;
  const [displayName = ''] = inputs['displayName'] ?? [];
  const [region = ''] = inputs['regionCode'] ?? [];
  const before = loadSettings(ports, label);
  if (before.kind === 'fault') return notDone(ports, before);
  const {etag, displayName: oldName, regionCode: old = ''} = before.value.label;
  const regionCode = region.trim().toUpperCase();
  const answer = tell(
    ports,
    Label,
    patch(label, {displayName, regionCode, etag}),
  );
  if (answer.kind === 'fault') {
    return update(
      labelSettingsCard(before.value, reader, {
        note: {text: failureText(reader, answer)},
        typed: inputs,
      }),
    );
  }
  return back(
    labelCardOf(ports, label, {
      text: reader.language.label.changed,
      undo: patch(label, {displayName: oldName, regionCode: old}),
    }),
  );
};

/** Nobody but the new owner can give it back: it is asked once more. */
export const transfer: Handler<'transfer'> = (ports, {label}) => {
  const reader = readerOf(ports);
  const {label: texts} = reader.language;
  const [email = ''] = ports.event.inputs['email'] ?? [];
  return push(
    confirmCard(
      {
        title: texts.transfer,
        text: texts.confirmTransfer(email),
        confirm: {
          actionLabel: texts.transfer,
          onClick: act('transferNow', {label, email}),
        },
      },
      reader,
    ),
  );
};

export const transferNow: Handler<'transferNow'> = (ports, {label, email}) => {
  const reader = readerOf(ports);
  const answer = tell(
    ports,
    Label,
    post(`${label}:transferOwnership`, {email}),
  );
  if (answer.kind === 'fault') {
    const now = loadSettings(ports, label);
    if (now.kind === 'fault') return notDone(ports, answer);
    const note = {text: failureText(reader, answer)};
    const typed = {email: [email]};
    return back(labelSettingsCard(now.value, reader, {note, typed}));
  }
  const text = reader.language.label.transferred(email);
  return twiceBack(labelCardOf(ports, label, {text}));
};

export const stopSharing: Handler<'stopSharing'> = (ports, {label}) => {
  const keepCopies =
    ports.event.inputs['keepCopies'] === undefined ? undefined : 'true';
  return shown(ports, ask(ports, Label, get(label)), (now, reader) => {
    const {label: texts} = reader.language;
    return confirmCard(
      {
        title: texts.stop,
        subtitle: labelTitle(now),
        text: keepCopies ? texts.confirmKeep : texts.confirmStop,
        confirm: {
          actionLabel: texts.stop,
          onClick: act('stopNow', {label, keepCopies}),
        },
      },
      reader,
    );
  });
};

export const stopNow: Handler<'stopNow'> = (ports, {label, keepCopies}) => {
  const {language} = readerOf(ports);
  const answer = tell(ports, Empty, remove(label, {keepCopies}));
  if (answer.kind === 'fault') return failed(ports, answer);
  return home(
    homeCardOf(ports, {
      text: language.label.stopped,
      undo: post(`${label}:undelete`),
    }),
  );
};

export const leave: Handler<'leave'> = (ports, {label}) => {
  const {language} = readerOf(ports);
  const answer = tell(ports, Empty, post(`${label}:leave`));
  if (answer.kind === 'fault') return failed(ports, answer);
  return home(
    homeCardOf(ports, {
      text: language.label.left,
      undo: post(`${label}:rejoin`),
    }),
  );
};

/** What stood on top is gone with it. */
const home = (card: Card) =>
  ({
    kind: 'action',
    navigations: [{popToRoot: true}, {updateCard: card}],
    stateChanged: true,
  }) as const;

const twiceBack = (card: Card) =>
  ({
    kind: 'action',
    navigations: [{pop: true}, {pop: true}, {updateCard: card}],
    stateChanged: true,
  }) as const;
