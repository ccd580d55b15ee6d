/**
 * Lines to cards: where a card begins and ends, which lines belong to one
 * property, and what to make of lines that no standard allows. Nothing is
 * decoded here, and at most one card, with those around it, is held.
 */
import type {UnreadPlace} from './file-contact.ts';
import {
  createRemarks,
  remarkOf,
  type Remarks,
  type VcardLimits,
} from './vcard-limits.ts';
import type {Line} from './vcard-lines.ts';
import {isKnownProperty} from './vcard-names.ts';
import {colonOf, endOfHead, FOLDED_WIDTH_MIN} from './vcard-text.ts';

/** How a line was attached to the one before it. */
export type Join = 'start' | 'fold' | 'softBreak' | 'bare' | 'base64';

export interface Part {
  readonly text: string;
  readonly join: Join;
}

/** The lines of one property, in one piece as far as the file is concerned. */
export interface RawProperty {
  readonly line: number;
  readonly parts: readonly Part[];
  readonly mode: Mode;
}

export interface RawCard {
  readonly kind: 'card';
  readonly line: number;
  readonly properties: readonly RawProperty[];
  readonly remarks: Remarks;
}

export interface Framer {
  push(line: Line): readonly (RawCard | UnreadPlace)[];
  end(): readonly (RawCard | UnreadPlace)[];
}

/** How the lines of a value go on: `agent` is a card in another's value, line by line. */
export type Mode = 'text' | 'quoted' | 'base64' | 'agent';

interface OpenProperty extends RawProperty {
  readonly parts: Part[];
  mode: Mode;
  hasColon: boolean;
  /** A quotation mark of its head is open, so a colon does not end that. */
  isQuoted: boolean;
  isOverlong: boolean;
  /** A blank line has ended its base64. */
  isEnded: boolean;
  /** It holds a file: a picture, a sound. */
  readonly isBinary: boolean;
}

interface OpenCard {
  readonly line: number;
  readonly properties: OpenProperty[];
  readonly remarks: Remarks;
  readonly indent: number;
  isFull: boolean;
  textOctets: number;
  /** Nothing of it stands after another card that begins within it. */
  isFollowed: boolean;
  /** The value of an AGENT of the card around it, gathered line by line. */
  readonly agentOf?: OpenProperty;
}

const BEGIN = /^\s*(?:[\w-]+\.)*BEGIN\s*:\s*VCARD\s*$/i;
const END = /^\s*(?:[\w-]+\.)*END\s*:\s*VCARD\s*$/i;
const HEAD = /^\s*(?:[\w-]+\.)*([A-Za-z0-9_/-]+)\s*([;:])/;
const ADDRESS_OF_PAGE = /^\s*(?:https?|ftp|file):\/\//i;
const AGENT_HEAD = /^\s*(?:[\w-]+\.)*AGENT\s*[;:]/i;
const BINARY_HEAD = /^\s*(?:[\w-]+\.)*(?:PHOTO|LOGO|SOUND|KEY)\s*[;:]/i;
const QUOTED = /[;]\s*(?:ENCODING\s*=\s*)?"?(?:QUOTED-PRINTABLE|Q)"?\s*[;:]/i;
const END_OF_FILE = '\u001a';
const BASE64 = /[;]\s*(?:ENCODING\s*=\s*)?"?(?:BASE64|B)"?\s*[;:]/i;

interface Framing {
  readonly limits: VcardLimits;
  /** The card that is read, last, and those around it. */
  readonly open: OpenCard[];
  octets: number;
  /** Text outside of cards is told once, not line by line. */
  isStray: boolean;
}

export function createFramer(limits: VcardLimits): Framer {
  const framing: Framing = {limits, open: [], octets: 0, isStray: false};
  return {
    push(read) {
      const card = framing.open.at(-1);
      const line = withoutMark(read, card?.remarks);
      if (isBegin(line.text, card?.properties.at(-1))) {
        framing.isStray = false;
        return begin(framing, line);
      }
      if (card === undefined) return outside(framing, line);
      framing.octets += line.text.length;
      if (framing.octets > limits.cardOctets && !card.isFull) {
        card.isFull = true;
        card.remarks.add('cardTooLarge', line.number);
      }
      const taken = takeLine(card, line);
      if (taken === 'end') return close(framing, card);
      noteText(card, line, limits);
      return [];
    },
    end() {
      const rest = framing.open.splice(0).reverse();
      const inner = rest.findIndex(card => card.agentOf === undefined);
      return rest.flatMap((card, outwards) => {
        const isCutOff = outwards === inner && (inner > 0 || !card.isFollowed);
        card.remarks.add(isCutOff ? 'cardCutOff' : 'cardUnended', card.line);
        return card.agentOf === undefined ? [finished(card, limits)] : [];
      });
    },
  };
}

function close(framing: Framing, card: OpenCard): (RawCard | UnreadPlace)[] {
  framing.open.splice(framing.open.indexOf(card), 1);
  if (framing.open.length === 0) framing.octets = 0;
  return card.agentOf === undefined ? [finished(card, framing.limits)] : [];
}

/**
 * A card within a card is one of its own, whether its surroundings go on after
 * it or were never ended: only what follows would tell. An AGENT's is no contact.
 */
function begin(
  framing: Framing,
  {number, text}: Line,
): (RawCard | UnreadPlace)[] {
  const {open, limits} = framing;
  const around = open.at(-1);
  const last = around?.properties.at(-1);
  // An agent's own agent is of the value that the outer one is.
  const agent =
    last !== undefined && isEmptyAgent(last)
      ? (around?.agentOf ?? last)
      : undefined;
  if (around !== undefined) around.isFollowed = true;
  if (agent === undefined) around?.remarks.add('beginWithinCard', number);
  else appendToAgent(agent, 'BEGIN:VCARD');
  const done: (RawCard | UnreadPlace)[] = [];
  const [outermost] = open;
  if (outermost !== undefined && open.length > limits.nestingDepth) {
    outermost.remarks.add('nestedTooDeep', number);
    done.push(...close(framing, outermost));
  }
  const remarks = createRemarks(limits.remarksPerCard);
  const indent = text.search(/\S/);
  if (indent > 0 && agent === undefined) remarks.add('indented', number);
  open.push({
    line: number,
    properties: [],
    remarks,
    indent,
    isFull: false,
    textOctets: 0,
    isFollowed: false,
    ...(agent === undefined ? {} : {agentOf: agent}),
  });
  return done;
}

function outside(framing: Framing, {number, text}: Line): UnreadPlace[] {
  // Some programs end a file with the end mark of another time.
  if (text.replace(END_OF_FILE, '').trim() === '') return [];
  if (END.test(text)) return [unread(remarkOf('endWithoutBegin', number))];
  if (framing.isStray) return [];
  framing.isStray = true;
  return [unread(remarkOf('strayText', number))];
}

/** What is too large for any contact is not held. */
function noteText(card: OpenCard, {text}: Line, limits: VcardLimits): void {
  const last = card.properties.at(-1);
  if (last?.isBinary !== true) card.textOctets += text.length;
  if (card.textOctets > limits.textOctets) card.properties.length = 0;
}

function finished(card: OpenCard, limits: VcardLimits): RawCard | UnreadPlace {
  const {line, properties, remarks, textOctets} = card;
  if (textOctets > limits.textOctets) {
    return unread(remarkOf('textTooLarge', line));
  }
  if (properties.length === 0) return unread(remarkOf('cardEmpty', line));
  return {
    kind: 'card',
    line,
    remarks,
    properties: properties.filter(each => !each.isOverlong),
  };
}

function unread(remark: UnreadPlace['remark']): UnreadPlace {
  return {kind: 'unread', line: remark.line, remark};
}

/** Files that were put together have byte order marks in their middle. */
function withoutMark(line: Line, remarks: Remarks | undefined): Line {
  if (!line.text.startsWith('\xef\xbb\xbf')) return line;
  if (line.number > 1) remarks?.add('byteOrderMark', line.number);
  return {...line, text: line.text.slice(3)};
}

function isBegin(text: string, last: OpenProperty | undefined): boolean {
  return BEGIN.test(text) && !goesOn(text, last);
}

/** Whether a line that looks like a begin or an end is only a part of a value. */
function goesOn(text: string, last: OpenProperty | undefined): boolean {
  if (last === undefined || !isFolded(text)) return false;
  return last.mode === 'agent' || isFoldOf(text, last);
}

/** Surely a fold, whatever stands in it: the line before is as wide as programs make them. */
function isFoldOf(text: string, last: OpenProperty): boolean {
  const width = last.parts.at(-1)?.text.length ?? 0;
  return isFolded(text) && width >= FOLDED_WIDTH_MIN;
}

function isFolded(text: string): boolean {
  return text.startsWith(' ') || text.startsWith('\t');
}

/** One line within a card: the cases in the order in which they are told apart. */
function takeLine(card: OpenCard, line: Line): 'end' | 'goesOn' {
  const last = card.properties.at(-1);
  const text = withoutIndent(line.text, card.indent);
  if (text.trim() !== '') card.isFollowed = false;
  const isEnd = END.test(text) && !goesOn(text, last);
  if (card.agentOf !== undefined && !card.isFull) {
    appendToAgent(card.agentOf, isEnd ? 'END:VCARD' : text);
  }
  if (isEnd) {
    if (last !== undefined && isSoftBroken(last)) {
      card.remarks.add('softBreakDangling', last.line);
    }
    return 'end';
  }
  if (card.isFull) return 'goesOn';
  const join = last && joinOf(text, last);
  if (last !== undefined && join !== undefined) {
    attach(card, last, line, {text, join});
  } else if (text.trim() === '') {
    if (last?.mode === 'base64' && !last.isEnded) last.isEnded = true;
    else card.remarks.add('blankLine', line.number);
  } else if (/^\s*#/.test(text)) {
    card.remarks.add('comment', line.number);
  } else if (isHead(text)) {
    card.properties.push(opened(card, line, text));
  } else if (last !== undefined) {
    card.remarks.add('lineWithoutColon', line.number);
    attach(card, last, line, {text, join: 'bare'});
  } else {
    card.remarks.add('lineUnreadable', line.number);
  }
  return 'goesOn';
}

/** How a line goes on what stands before it; undefined where it says nothing of the kind. */
function joinOf(text: string, last: OpenProperty): Join | undefined {
  if (isSoftBroken(last)) return 'softBreak';
  if (isFoldOf(text, last)) return 'fold';
  if (text.trim() === '') return undefined;
  if (isFolded(text)) return 'fold';
  const isOpen = last.mode === 'base64' && !last.isEnded;
  if (isOpen && !text.includes(':')) return 'base64';
  return undefined;
}

function isSoftBroken(property: OpenProperty): boolean {
  if (property.mode !== 'quoted') return false;
  return /=[ \t]*$/.test(property.parts.at(-1)?.text ?? '');
}

/** Whether a line begins a property, rather than going on the one before. */
function isHead(text: string): boolean {
  const [, name, delimiter] = HEAD.exec(text) ?? [];
  if (name === undefined || ADDRESS_OF_PAGE.test(text)) return false;
  return delimiter === ':' || text.includes(':') || isKnownProperty(name);
}

function opened(card: OpenCard, line: Line, text: string): OpenProperty {
  if (line.isCut) card.remarks.add('lineTooLong', line.number);
  return {
    line: line.number,
    parts: [{text, join: 'start'}],
    ...modeOf(text),
    isQuoted: endOfHead(text, false).isQuoted,
    isOverlong: line.isCut,
    isEnded: false,
    isBinary: BINARY_HEAD.test(text),
  };
}

function attach(
  card: OpenCard,
  property: OpenProperty,
  line: Line,
  part: Part,
): void {
  if (line.isCut) {
    card.remarks.add('lineTooLong', line.number);
    property.isOverlong = true;
    return;
  }
  property.parts.push(part);
  if (property.hasColon) return;
  const {isQuoted, at} = endOfHead(part.text, property.isQuoted);
  property.isQuoted = isQuoted;
  if (at === -1) return;
  const whole = property.parts.map(each => each.text).join('');
  Object.assign(property, modeOf(whole));
}

function modeOf(text: string): Pick<OpenProperty, 'mode' | 'hasColon'> {
  const colon = colonOf(text, true);
  const hasColon = colon !== -1;
  const semicolon = text.indexOf(';');
  if (AGENT_HEAD.test(text) && BEGIN.test(text.slice(colon + 1))) {
    return {mode: 'agent', hasColon};
  }
  if (!hasColon || semicolon === -1 || semicolon > colon) {
    return {mode: 'text', hasColon};
  }
  // What stands in quotation marks is somebody's text, unless it is one word.
  const head = text
    .slice(0, colon + 1)
    .replace(/"[^"]*"/g, quoted => (/[;:,]/.test(quoted) ? '' : quoted));
  if (QUOTED.test(head)) return {mode: 'quoted', hasColon};
  return {mode: BASE64.test(head) ? 'base64' : 'text', hasColon};
}

function isEmptyAgent({parts: [first], parts}: OpenProperty): boolean {
  return (
    parts.length === 1 &&
    first !== undefined &&
    AGENT_HEAD.test(first.text) &&
    /:\s*$/.test(first.text)
  );
}

function appendToAgent(agent: OpenProperty, text: string): void {
  agent.mode = 'agent';
  agent.parts.push({text: ` ${text}`, join: 'fold'});
}

function withoutIndent(text: string, indent: number): string {
  if (indent <= 0) return text;
  const begin = text.search(/\S/);
  return text.slice(Math.min(indent, begin === -1 ? text.length : begin));
}
