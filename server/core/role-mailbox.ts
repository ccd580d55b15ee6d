/** Mailboxes of functions: nobody is told by one (RFC 2142, and what offices call theirs). */
import {foldLetters} from './fold.ts';

const ROLES: ReadonlySet<string> = new Set(
  [
    // Every language's.
    'abuse admin administrator all hostmaster info it mail noreply office',
    'post postmaster root security staff team webmaster',
    // English
    'accounting accounts account administration assistance billing booking bookings',
    'career careers compliance contact contacts contactus customercare customerservice',
    'customersupport delivery desk dispatch donations education editor email enquiries',
    'enquiry events everyone facilities family feedback finance frontdesk general hello',
    'help helpdesk hr inbox inquiries inquiry invoice invoices job jobs legal library',
    'logistics management marketing media members membership news newsletter operations',
    'order orders parents partners payments payroll personnel press privacy production',
    'purchasing reception recruiting recruitment registration reservation reservations',
    'returns sale sales school secretary service services shipping shop',
    'store studio subscribe support tech technical tickets training travel warehouse',
    'warranty welcome work workshop',
    // Of nobody: typed because a form asked for an address.
    'anonymous aucun desconocido donotreply dummy fake inconnu keine keinemail nobody',
    'noemail noemailaddress nomail none notavailable notprovided null sincorreo sinemail',
    'test unbekannt unknown',
    // German
    'anfrage anfragen anmeldung auftrag ausbildung bestellung bestellungen bewerbung',
    'buchhaltung buchung buero bueroleitung datenschutz dispo einkauf empfang familie',
    'gemeinde geschaeftsfuehrung hallo hausverwaltung kanzlei karriere kasse kontakt',
    'kundenservice kundendienst lager leitung logistik mailbox personal praxis presse',
    'rechnung rechnungen redaktion rezeption sekretariat technik termin termine verein',
    'versand vertrieb verwaltung vorstand werkstatt zentrale',
    // French
    'accueil achat achats administratif bonjour bureau client clients commande commandes',
    'commercial commerciale compta comptabilite courrier direction facturation facture',
    'famille mairie magasin recrutement rh secretariat serviceclient standard technique',
    'vente ventes',
    // Spanish, Portuguese, Italian
    'administracion administracao amministrazione atencion atendimento ayuda ajuda',
    'assistenza cobranzas comercial compras comunicacion contabilidad',
    'contabilidade contabilita contacto contato direccion diretoria empleo escritorio',
    'facturacion faturamento fatture familia famiglia financeiro hola oficina ordini',
    'pedidos prensa prenotazioni recepcao recepcion reservas rrhh segreteria secretaria',
    'servicio soporte suporte tienda ufficio vendas vendite ventas',
    // Dutch, Nordic, Polish, Czech, Turkish, Russian
    'administratie bestellingen boekhouding inkoop klantenservice receptie',
    'secretariaat verkoop ekonomi faktura forsaljning kundtjanst kundeservice salg',
    'biuro sprzedaz ksiegowosc obchod objednavky podpora prodej',
    'bilgi destek iletisim satis muhasebe buh otdel prodazhi sekretar zakaz zakupki',
    // Japanese, Chinese, Korean
    'anzen daihyo daihyou eigyo eigyou gyomu henshu hoken hosyu houmu jimu jimukyoku',
    'jinji juchu keiri kikaku koho kouhou koubai kyujin kyuujin madoguchi otoiawase',
    'saiyo saiyou seizo shimin shomu soudan soumu syomu toiawase uketsuke yoyaku',
    '営業 営業部 総務 総務部 経理 経理部 人事 人事部 広報 採用 受付 代表 予約 窓口 問合せ 問い合わせ',
    'お問合せ お問い合わせ おといあわせ サポート ヘルプ 事務局 事務所 家族 注文 相談 購買',
    '客服 销售 銷售 kefu xiaoshou yingxiao 문의 영업 고객센터',
  ].flatMap(words => words.split(' ').map(foldLetters)),
);

/**
 * Whether a match key is the mailbox of a function: neither info@ nor info+shop@,
 * sales-team@, info.tokyo@, sales2@ or o-toiawase@ is anybody's.
 */
export function isRole(key: string): boolean {
  const box = /^mail:(?<box>[^+]*).*@/u.exec(key)?.groups?.['box'];
  if (box === undefined) return false;
  const words = foldLetters(box)
    .split(/[._\-\d]+/u)
    .filter(word => word !== '');
  return ROLES.has(words[0] ?? '') || ROLES.has(words.join(''));
}
