import {cards} from '../card.ts';
import type {CardsResponse} from '../card.ts';
import {listLabels} from '../client.ts';
import {pickLanguage} from '../languages.ts';
import type {Ports} from '../ports.ts';
import {faultCard} from '../views/fault.ts';
import {homepage} from '../views/homepage.ts';

export function showHome(ports: Ports): CardsResponse {
  const language = pickLanguage(ports.event.locale);
  const labels = listLabels(ports);
  switch (labels.kind) {
    case 'ok':
      return cards(homepage(labels.value, language));
    case 'fault':
      return cards(faultCard(labels.fault, language, ports.consentUrl()));
  }
}
