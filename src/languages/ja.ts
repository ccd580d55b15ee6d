import type {Language} from '../language.ts';

export const language: Language = {
  code: 'ja',
  roles: {
    viewer: '閲覧のみ',
    editor: '編集者',
    remover: '削除可',
    manager: '管理者',
    owner: 'オーナー',
  },
  home: {
    title: '共有連絡先',
    labels: 'マイラベル',
    contacts: count => `連絡先 ${count} 件`,
    noLabels: '共有されているラベルはまだありません。',
    refresh: '更新',
  },
  faults: {
    CONSENT: {
      title: '許可が必要です',
      what: '連絡先をここに表示するには、Google での許可が必要です。',
    },
    NOT_SET_UP: {
      title: '設定が完了していません',
      what: '接続先のサービスが設定されていません。管理者に連絡してください。',
    },
    UNREACHABLE: {
      title: '応答がありません',
      what: 'サービスが時間内に応答しませんでした。しばらくしてからもう一度お試しください。',
    },
    SIGN_IN: {
      title: 'ログインできません',
      what: 'ご本人を確認できませんでした。もう一度お試しください。続く場合は管理者に連絡してください。',
    },
    NOT_ALLOWED: {
      title: '権限がありません',
      what: 'アカウントがないか、この操作は許可されていません。ラベルの共有者か管理者に連絡してください。',
    },
    NOT_FOUND: {
      title: '見つかりません',
      what: '削除されたか、共有されなくなりました。',
    },
    CHANGED: {
      title: '変更が重なりました',
      what: '同時に別の人が変更しました。最新の内容を確認してから、もう一度お試しください。',
    },
    BUSY: {
      title: '混み合っています',
      what: 'リクエストが多すぎます。1 分ほど待ってから、もう一度お試しください。',
    },
    REFUSED: {
      title: '保存できません',
      what: '入力した内容に保存できないものがあります。',
    },
    BROKEN: {
      title: '問題が発生しました',
      what: '入力した内容は失われていません。もう一度お試しください。続く場合は管理者に連絡してください。',
    },
    OUTDATED: {
      title: '開き直してください',
      what: 'アドオンが新しくなりました。ここからやり直してください。',
    },
  },
  tryAgain: 'もう一度試す',
  giveConsent: '許可する',
};
