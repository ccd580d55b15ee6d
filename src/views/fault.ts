import {act, buttons, html, paragraph} from '../card.ts';
import type {Card} from '../card.ts';
import type {Fault, Language} from '../language.ts';

/** What went wrong, and what the person can do about it. @param consentUrl where consent is missing */
export function faultCard(
  fault: Fault,
  language: Language,
  consentUrl?: string,
): Card {
  const {title, what} = language.faults[fault];
  const wayOut =
    fault === 'CONSENT' && consentUrl !== undefined
      ? {
          text: language.giveConsent,
          onClick: {openLink: {url: consentUrl, onClose: 'RELOAD'}} as const,
        }
      : {text: language.tryAgain, onClick: act('showHome', {})};
  return {
    header: {title},
    sections: [{widgets: [paragraph(html(what)), buttons(wayOut)]}],
  };
}
