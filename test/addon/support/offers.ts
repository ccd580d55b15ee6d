/** What an answer shows, and what its card offers. */
import type {Card, Response} from '../../../src/card.ts';
import type {Reply} from '../../../src/ports.ts';
import {asJson, everyValue} from './card-rules.ts';

/** The card that an answer leaves on top. */
export function top(response: Response): Card {
  if (response.kind === 'cards') return response.cards[0]!;
  if (response.kind !== 'action') throw new Error(response.kind);
  const step = response.navigations!.at(-1)!;
  if ('pushCard' in step) return step.pushCard;
  if ('updateCard' in step) return step.updateCard;
  throw new Error('no card');
}

/** What the service answers where it refuses, with why for programs. */
export function refusal(status: number, reason: string | undefined): Reply {
  const details =
    reason === undefined
      ? []
      : [{'@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason}];
  const error = {code: status, message: 'No', status: 'X', details};
  return {kind: 'answered', status, body: {error}};
}

interface Offer {
  readonly key: string;
  readonly value: string;
}

/** The parameters with which a card offers an act; undefined where it does not. */
export const offered = (card: Card, act: string) => everyOffered(card, act)[0];

/** The same of each place where it does. */
export function everyOffered(card: Card, act: string) {
  const actions = everyValue(asJson(card), 'action') as {
    parameters: readonly Offer[];
  }[];
  return actions
    .map(({parameters}) =>
      Object.fromEntries(parameters.map(({key, value}) => [key, value])),
    )
    .filter(parameters => parameters['act'] === act);
}
