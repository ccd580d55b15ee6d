import type {Language} from '../formats/language.ts';

const someone = (actor: string | undefined) =>
  actor === undefined ? 'どなたか' : `${actor} さん`;
const of = (label: string | undefined) => `「${label ?? 'ラベル'}」`;
const about = (contact: string | undefined) =>
  contact === undefined ? '連絡先' : `連絡先「${contact}」`;

export const language: Language = {
  code: 'ja',
  digestHour: 22,
  notices: {
    MENTION: ({actor, contact}) =>
      `${someone(actor)}が${about(contact)}へのコメントであなたをメンションしました`,
    HELD_REMOVAL: ({actor, label, count}) =>
      `${someone(actor)}が${of(label)}から連絡先 ${count} 件を削除しようとしています。あなたが承認するまで削除は保留されます`,
    SUGGESTION: ({actor, contact, label}) =>
      label === undefined
        ? `${someone(actor)}が${about(contact)}の変更を提案しました`
        : `${someone(actor)}が${about(contact)}を${of(label)}に追加するよう提案しました`,
    REMOVALS: ({actor, label, count}) =>
      `${actor === undefined ? '複数の人' : someone(actor)}が${of(label)}から連絡先 ${count} 件を削除しました`,
    PERMISSION_LOST: () =>
      '連絡先の同期が止まっています。このサービスは Google アカウントにアクセスできなくなりました。管理者に連絡するか、もう一度接続してください',
    LABEL_SHARED: ({actor, label, role}) =>
      `${someone(actor)}が${of(label)}をあなたと共有しました${role === undefined ? '' : `（${language.roles[role]}）`}`,
  },
  roles: {
    viewer: '閲覧のみ',
    editor: '編集者',
    remover: '削除可能',
    manager: '管理者',
    owner: 'オーナー',
  },
  mail: {
    subject: count => `共有連絡先に関するお知らせが ${count} 件あります`,
    footer: serviceUrl =>
      `このメールは、${serviceUrl} で連絡先が共有されているためお送りしています。お知らせの種類ごとのメール配信は、通知設定で変更できます。`,
  },
};
