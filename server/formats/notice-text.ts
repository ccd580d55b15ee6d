import {displayName} from '../core/display-name.ts';
import type {Content, SharedField} from '../core/content.ts';
import type {NoticeKind} from '../core/notice.ts';
import type {Role} from '../core/role.ts';
import type {Language} from './language.ts';

/** A notice as its receiver may see what it is about. */
export interface SeenNotice {
  readonly kind: NoticeKind;
  readonly actor: string | null;
  readonly label: {readonly displayName: string; readonly role: Role} | null;
  readonly contact: {readonly content: Content} | null;
  readonly comment: {readonly text: string} | null;
  /** Of a contact; null: it tells of none. */
  readonly field: SharedField | null;
  readonly count: number;
}

/** What a notice says, on one line. */
export function noticeText(notice: SeenNotice, language: Language): string {
  const {kind, actor, label, contact, field, count} = notice;
  const sentence = language.notices[kind]({
    actor: actor ?? undefined,
    contact: contact === null ? undefined : displayName(contact.content),
    label: label?.displayName,
    role: label?.role,
    field: field === null ? undefined : language.fields[field],
    count,
  });
  return sentence.replace(/\s+/g, ' ');
}
