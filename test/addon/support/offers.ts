/** What an answer shows, and what its card offers. */
import type {Card, Response} from '../../../src/card.ts';
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
