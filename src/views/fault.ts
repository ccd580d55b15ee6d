import {act, buttons} from '../card.ts';
import type {Card, OnClick} from '../card.ts';
import type {Fault, Language} from '../language.ts';
import {button, say} from './pieces.ts';

export interface WayOut {
  /** Where consent is given. */
  readonly consentUrl?: string | undefined;
  /** The same again; else the homepage. */
  readonly retry?: OnClick | undefined;
  /** What the service said beside. */
  readonly text?: string | undefined;
}

/** What went wrong, and what the person can do about it. */
export function faultCard(
  fault: Fault,
  language: Language,
  {consentUrl, retry = act('showHome', {}), text}: WayOut = {},
): Card {
  const {title, what} = language.faults[fault];
  const wayOut =
    fault === 'CONSENT' && consentUrl !== undefined
      ? button(language.giveConsent, {
          openLink: {url: consentUrl, onClose: 'RELOAD'},
        })
      : button(language.tryAgain, retry);
  return {
    header: {title},
    sections: [{widgets: [say(text ?? what), buttons(wayOut)]}],
  };
}
