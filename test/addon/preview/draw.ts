/** Cards as HTML, near to how Gmail's sidebar draws them: 320 pixels wide, in Google's look. */
type Json = Readonly<Record<string, unknown>>;

export function escape(text: unknown): string {
  return String(text ?? '').replaceAll(
    /[&<>"']/g,
    character => `&#${character.charCodeAt(0)};`,
  );
}

/** Tags that a host draws; the rules have held that there are no others. */
const html = (text: unknown) => String(text ?? '');

/** What a click is to do, for the page's script. */
function press(onClick: unknown): string {
  const click = onClick as Json | undefined;
  if (click === undefined) return '';
  const action = (click['action'] ?? click['openDynamicLinkAction']) as
    Json | undefined;
  if (action !== undefined)
    return ` data-act="${escape(JSON.stringify(action))}"`;
  const link = click['openLink'] as Json;
  return ` data-link="${escape(link['url'])}"`;
}

const changes = (action: unknown) =>
  action === undefined
    ? ''
    : ` data-change="${escape(JSON.stringify(action))}"`;

/** Strokes on a field of 24 by 24, for the icons of a host that we use. */
const STROKES = {
  bookmark: 'M6 3h12v18l-6-5-6 5z',
  clock: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M12 7v5l4 2',
  page: 'M6 3h9l4 4v14H6zM9 11h7M9 15h7',
  mail: 'M3 6h18v12H3zM3 7l9 6l9-6',
  place:
    'M12 21c5-6 7-9 7-12a7 7 0 1 0-14 0c0 3 2 6 7 12M12 7a2 2 0 1 0 0 4a2 2 0 0 0 0-4',
  house: 'M4 21V10l8-6l8 6v11h-6v-6h-4v6z',
  people:
    'M9 5a3 3 0 1 0 0 6a3 3 0 0 0 0-6M2 20c0-4 3-6 7-6s7 2 7 6M16 6a3 3 0 0 1 0 5M18 14c3 1 4 3 4 6',
  person: 'M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8M4 21c0-5 3-7 8-7s8 2 8 7',
  call: 'M5 4h4l2 5l-3 2c1 3 3 4 5 5l2-3l5 2v4c-9 1-17-7-15-15',
  star: 'M12 3l3 6l6 1l-4 5l1 6l-6-3l-6 3l1-6l-4-5l6-1z',
  chat: 'M4 4h16v12H9l-5 4z',
  chevron: 'M9 5l7 7l-7 7',
  close: 'M5 5l14 14M19 5L5 19',
  bin: 'M5 7h14M9 7V4h6v3M7 7l1 14h8l1-14',
  pen: 'M4 20l1-5L16 4l4 4L9 19z',
  history: 'M4 5v5h5M4 10a8 8 0 1 1 0 5M12 8v5l3 2',
  search: 'M10 4a6 6 0 1 0 0 12a6 6 0 0 0 0-12M15 15l6 6',
  label: 'M3 6h12l6 6l-6 6H3z',
  info: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M12 11v6M12 7v1',
  tray: 'M4 4h16v16H4zM4 13h5c0 4 6 4 6 0h5',
  lock: 'M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3',
  done: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M8 12l3 3l6-6',
} as const;
type Stroke = keyof typeof STROKES;

/** Names of card.v1 and of fonts.google.com/icons. */
const ICONS: Readonly<Record<string, Stroke>> = {
  BOOKMARK: 'bookmark',
  CLOCK: 'clock',
  DESCRIPTION: 'page',
  EMAIL: 'mail',
  INVITE: 'mail',
  MAP_PIN: 'place',
  MEMBERSHIP: 'house',
  MULTIPLE_PEOPLE: 'people',
  PERSON: 'person',
  PHONE: 'call',
  STAR: 'star',
  STORE: 'house',
  call: 'call',
  chat: 'chat',
  check_circle: 'done',
  chevron_right: 'chevron',
  close: 'close',
  comment: 'chat',
  delete: 'bin',
  edit: 'pen',
  group: 'people',
  history: 'history',
  inbox: 'tray',
  info: 'info',
  label: 'label',
  label_off: 'close',
  location_on: 'place',
  lock: 'lock',
  mail: 'mail',
  map: 'place',
  person: 'person',
  place: 'place',
  remove: 'close',
  schedule: 'clock',
  search: 'search',
};

function icon(drawn: unknown, className = 'icon'): string {
  const each = drawn as Json;
  const title = escape(each['altText']);
  const round = each['imageType'] === 'CIRCLE' ? ' round' : '';
  if (each['iconUrl'] !== undefined) {
    return `<img class="${className}${round}" src="${escape(each['iconUrl'])}" alt="${title}" title="${title}">`;
  }
  const material = each['materialIcon'] as Json | undefined;
  const name = String(
    material === undefined ? each['knownIcon'] : material['name'],
  );
  const stroke = ICONS[name];
  if (stroke === undefined) throw new Error(`No icon ${name}`);
  return `<svg class="${className}" viewBox="0 0 24 24" role="img"><title>${title}</title><path d="${STROKES[stroke]}"/></svg>`;
}

function button(drawn: unknown): string {
  const each = drawn as Json;
  const disabled = each['disabled'] === true ? ' disabled' : '';
  const title = escape(each['altText']);
  if (each['icon'] !== undefined) {
    return `<button class="icon-button" title="${title}"${press(each['onClick'])}${disabled}>${icon(each['icon'])}</button>`;
  }
  const type = String(each['type'] ?? 'BORDERLESS').toLowerCase();
  return `<button class="${type}" title="${title}"${press(each['onClick'])}${disabled}>${escape(each['text'])}</button>`;
}

/** Each widget by the name it has in card.v1. */
const WIDGETS: Readonly<Record<string, (widget: Json) => string>> = {
  textParagraph: each => `<p class="paragraph">${html(each['text'])}</p>`,
  divider: () => '<hr>',
  image: each =>
    `<img class="picture" src="${escape(each['imageUrl'])}" alt="${escape(each['altText'])}"${press(each['onClick'])}>`,
  buttonList: each =>
    `<div class="buttons">${(each['buttons'] as Json[]).map(button).join('')}</div>`,
  decoratedText,
  textInput,
  selectionInput,
  dateTimePicker,
  grid,
};

function decoratedText(each: Json): string {
  const control = each['switchControl'] as Json | undefined;
  const end =
    each['button'] !== undefined
      ? button(each['button'])
      : control !== undefined
        ? `<label class="switch"><input type="checkbox" name="${escape(control['name'])}" value="${escape(control['value'])}"${control['selected'] === true ? ' checked' : ''}${changes(control['onChangeAction'])}><span></span></label>`
        : each['endIcon'] !== undefined
          ? icon(each['endIcon'])
          : '';
  const line = (className: string, text: unknown) =>
    text === undefined ? '' : `<div class="${className}">${escape(text)}</div>`;
  const wrap = each['wrapText'] === true ? ' wrap' : '';
  return `<div class="decorated"${press(each['onClick'])}>${
    each['startIcon'] === undefined ? '' : icon(each['startIcon'])
  }<div class="texts">${line('top', each['topLabel'])}<div class="text${wrap}">${html(each['text'])}</div>${line('bottom', each['bottomLabel'])}</div>${end}</div>`;
}

function textInput(each: Json): string {
  const name = escape(each['name']);
  const items = ((each['initialSuggestions'] as Json | undefined)?.['items'] ??
    []) as Json[];
  const asks =
    each['autoCompleteAction'] === undefined
      ? ''
      : ` data-suggest="${escape(JSON.stringify(each['autoCompleteAction']))}"`;
  const list = `<datalist id="list-${name}">${items
    .map(({text}) => `<option value="${escape(text)}">`)
    .join('')}</datalist>`;
  const limit = (each['validation'] as Json | undefined)?.['characterLimit'];
  const common = `name="${name}"${changes(each['onChangeAction'])}${asks}${limit === undefined ? '' : ` maxlength="${escape(limit)}"`}`;
  const field =
    each['type'] === 'MULTIPLE_LINE'
      ? `<textarea rows="3" ${common}>${escape(each['value'])}</textarea>`
      : `<input type="text" ${common} list="list-${name}" autocomplete="off" value="${escape(each['value'])}">`;
  return `<label class="field"><span>${escape(each['label'])}</span>${field}<small>${escape(each['hintText'])}</small></label>${list}`;
}

function selectionInput(each: Json): string {
  const name = escape(each['name']);
  const items = each['items'] as Json[];
  const label = `<span>${escape(each['label'])}</span>`;
  if (each['type'] === 'DROPDOWN') {
    const options = items.map(
      ({text, value, selected}) =>
        `<option value="${escape(value)}"${selected === true ? ' selected' : ''}>${escape(text)}</option>`,
    );
    return `<label class="field">${label}<select name="${name}"${changes(each['onChangeAction'])}>${options.join('')}</select></label>`;
  }
  const kind = each['type'] === 'RADIO_BUTTON' ? 'radio' : 'checkbox';
  const choices = items.map(
    ({text, value, selected, bottomText}) =>
      `<label class="choice"><input type="${kind}" name="${name}" value="${escape(value)}"${selected === true ? ' checked' : ''}${changes(each['onChangeAction'])}> <span>${escape(text)}${bottomText === undefined ? '' : `<small>${escape(bottomText)}</small>`}</span></label>`,
  );
  return `<fieldset><legend>${escape(each['label'])}</legend>${choices.join('')}</fieldset>`;
}

const PICKERS: Readonly<Record<string, readonly [string, number, number]>> = {
  DATE_ONLY: ['date', 0, 10],
  TIME_ONLY: ['time', 11, 16],
  DATE_AND_TIME: ['datetime-local', 0, 16],
};

function dateTimePicker(each: Json): string {
  const [type, from, to] = PICKERS[String(each['type'])]!;
  const value =
    each['valueMsEpoch'] === undefined
      ? ''
      : new Date(Number(each['valueMsEpoch'])).toISOString().slice(from, to);
  return `<label class="field"><span>${escape(each['label'])}</span><input type="${type}" name="${escape(each['name'])}" value="${value}"${changes(each['onChangeAction'])}></label>`;
}

function grid(each: Json): string {
  const items = (each['items'] as Json[]).map(item => {
    const image = item['image'] as Json | undefined;
    const drawn =
      image === undefined
        ? ''
        : `<img src="${escape(image['imageUri'])}" alt="${escape(image['altText'])}">`;
    return `<div class="cell"${press(each['onClick'])} data-item="${escape(item['id'])}">${drawn}<b>${escape(item['title'])}</b><small>${escape(item['subtitle'])}</small></div>`;
  });
  return `<div class="grid" style="--columns:${escape(each['columnCount'] ?? 1)}">${items.join('')}</div>`;
}

function widget(each: Json): string {
  const [[name, fields] = ['', {}]] = Object.entries(each);
  const draw = WIDGETS[name];
  if (draw === undefined) throw new Error(`No widget ${name}`);
  return `<div class="widget">${draw(fields as Json)}</div>`;
}

function section(each: Json): string {
  const header =
    each['header'] === undefined ? '' : `<h2>${html(each['header'])}</h2>`;
  const widgets = (each['widgets'] as Json[]).map(widget);
  if (each['collapsible'] !== true) {
    return `<section>${header}${widgets.join('')}</section>`;
  }
  const shown = Number(each['uncollapsibleWidgetsCount'] ?? 0);
  const more = widgets.slice(shown);
  const folded =
    more.length === 0
      ? ''
      : `<details><summary>▾</summary>${more.join('')}</details>`;
  return `<section>${header}${widgets.slice(0, shown).join('')}${folded}</section>`;
}

function header(each: Json | undefined): string {
  if (each === undefined) return '';
  const round = each['imageType'] === 'CIRCLE' ? ' round' : '';
  const image =
    each['imageUrl'] === undefined
      ? ''
      : `<img class="head${round}" src="${escape(each['imageUrl'])}" alt="${escape(each['imageAltText'])}">`;
  const subtitle =
    each['subtitle'] === undefined
      ? ''
      : `<div class="subtitle">${escape(each['subtitle'])}</div>`;
  return `<header>${image}<div><h1>${escape(each['title'])}</h1>${subtitle}</div></header>`;
}

/** @param isRoot of a card with another below it, there is a way back */
export function drawCard(card: Json, isRoot: boolean): string {
  const actions = ((card['cardActions'] ?? []) as Json[]).map(
    ({actionLabel, onClick}) =>
      `<button${press(onClick)}>${escape(actionLabel)}</button>`,
  );
  const menu =
    actions.length === 0
      ? ''
      : `<details class="menu"><summary>⋮</summary><div>${actions.join('')}</div></details>`;
  const back = isRoot
    ? ''
    : '<button class="back" data-back title="Back">←</button>';
  const footer = card['fixedFooter'] as Json | undefined;
  const foot =
    footer === undefined
      ? ''
      : `<footer>${[footer['secondaryButton'], footer['primaryButton']]
          .filter(Boolean)
          .map(button)
          .join('')}</footer>`;
  const sections = (card['sections'] as Json[]).map(section).join('');
  return `<form class="card" onsubmit="return false"><div class="bar">${back}<span class="name">Shared Contacts</span>${menu}</div>${header(card['header'] as Json | undefined)}${sections}${foot}</form>`;
}

/** The list that a host shows of several cards: their headers. */
export function drawList(cards: readonly Json[]): string {
  const rows = cards.map((card, index) => {
    const head = (card['header'] ?? {title: '…'}) as Json;
    const image =
      head['imageUrl'] === undefined
        ? ''
        : `<img class="icon round" src="${escape(head['imageUrl'])}" alt="">`;
    return `<div class="widget"><div class="decorated" data-choose="${index}">${image}<div class="texts"><div class="text">${escape(head['title'])}</div><div class="bottom">${escape(head['subtitle'])}</div></div></div></div>`;
  });
  return `<form class="card"><div class="bar"><span class="name">Shared Contacts</span></div><section>${rows.join('')}</section></form>`;
}
