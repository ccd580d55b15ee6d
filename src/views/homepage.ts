import type {LabelList} from '../../server/contract/label.ts';
import {act, html, paragraph, section} from '../card.ts';
import type {Card, Widget} from '../card.ts';
import type {Language} from '../language.ts';

export function homepage(labels: LabelList, language: Language): Card {
  const {home, roles} = language;
  const listed = labels.labels.map(
    ({displayName, contactCount, role}): Widget => ({
      decoratedText: {
        startIcon: {knownIcon: 'BOOKMARK'},
        text: html(displayName),
        bottomLabel: [home.contacts(contactCount), role && roles[role]]
          .filter(Boolean)
          .join(' · '),
      },
    }),
  );
  return {
    name: 'home',
    header: {title: home.title},
    sections: [
      section(
        listed.length > 0 ? listed : [paragraph(html(home.noLabels))],
        home.labels,
      ),
    ],
    cardActions: [{actionLabel: home.refresh, onClick: act('showHome', {})}],
  };
}
