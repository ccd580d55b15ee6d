/**
 * From the platform's event to a handler, and back to what the platform takes.
 * Whatever breaks on the way ends in a card: no host ever sees an exception.
 */
import {ACTIONS, SUGGESTIONS} from './actions.ts';
import {ACTS, SUGGESTS} from './acts.ts';
import type {
  ActName,
  ActParameters,
  SuggestName,
  SuggestParameters,
} from './acts.ts';
import {act, cards} from './card.ts';
import type {CardsResponse, SuggestionsResponse} from './card.ts';
import {
  buildCards,
  buildMenuResponse,
  buildResponse,
  buildSuggestions,
} from './cards.ts';
import type {Fault} from './language.ts';
import {pickLanguage} from './languages.ts';
import type {Ports, TriggerHandler} from './ports.ts';
import {openSession, reportFault} from './session.ts';
import type {Session} from './session.ts';
import {faultCard} from './views/fault.ts';

/** A trigger's cards. @param raw the platform's event, here and below */
export function answerTrigger(raw: unknown, handler: TriggerHandler) {
  return guarded(
    raw,
    ({ports}) => buildCards(handler(ports)),
    fault => buildCards(fault),
  );
}

/** An entry of the add-on's menu. */
export function answerMenu(raw: unknown, handler: TriggerHandler) {
  return guarded(
    raw,
    ({ports}) => buildMenuResponse(handler(ports)),
    fault => buildMenuResponse(fault),
  );
}

/** A click, or a change of an input: the parameter `act` says of which. */
export function answerAction(raw: unknown) {
  return guarded(
    raw,
    ({ports, parameters}) => {
      const {act = '', ...rest} = parameters;
      return buildResponse(
        (isActName(act) ? run(act, ports, rest) : undefined) ??
          faultCards('OUTDATED', ports.event.locale),
      );
    },
    fault => buildResponse(fault),
  );
}

/** What an input offers after a pause in typing; nothing where that fails. */
export function answerSuggest(raw: unknown) {
  return guarded(
    raw,
    ({ports, parameters}) => {
      const {act = '', ...rest} = parameters;
      return buildSuggestions(
        (isSuggestName(act) ? offer(act, ports, rest) : undefined) ??
          NO_SUGGESTIONS,
      );
    },
    () => buildSuggestions(NO_SUGGESTIONS),
  );
}

const NO_SUGGESTIONS: SuggestionsResponse = {kind: 'suggestions', texts: []};

function guarded<Built>(
  raw: unknown,
  answer: (session: Session) => Built,
  apologise: (fault: CardsResponse) => Built,
): Built {
  let locale = '';
  try {
    const session = openSession(raw);
    locale = session.ports.event.locale;
    return answer(session);
  } catch (error) {
    reportFault(error);
    return apologise(faultCards('BROKEN', locale));
  }
}

function faultCards(fault: Fault, locale: string): CardsResponse {
  return cards(faultCard(fault, pickLanguage(locale)));
}

type Texts = Readonly<Record<string, string>>;

function isActName(text: string): text is ActName {
  return Object.keys(ACTS).includes(text);
}

function isSuggestName(text: string): text is SuggestName {
  return Object.keys(SUGGESTS).includes(text);
}

/** `undefined` where a parameter is missing: the card is of another version. */
function run<Name extends ActName>(name: Name, ports: Ports, given: Texts) {
  return isForAct(name, given)
    ? ACTIONS[name]({...ports, again: act(name, given)}, given)
    : undefined;
}

function offer<Name extends SuggestName>(
  name: Name,
  ports: Ports,
  given: Texts,
) {
  return isForSuggest(name, given)
    ? SUGGESTIONS[name](ports, given)
    : undefined;
}

function isForAct<Name extends ActName>(
  name: Name,
  given: object,
): given is ActParameters<Name> {
  return hasAll(ACTS[name], given);
}

function isForSuggest<Name extends SuggestName>(
  name: Name,
  given: object,
): given is SuggestParameters<Name> {
  return hasAll(SUGGESTS[name], given);
}

function hasAll(names: readonly string[], given: object): boolean {
  return names.every(name => name.endsWith('?') || name in given);
}
