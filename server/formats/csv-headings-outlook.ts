import type {HeadingTable} from './csv-columns.ts';

/**
 * What Outlook writes over its columns, in 13 languages.
 * One line a meaning (see `ColumnMeaning`), in each of them the headings of one
 * language after the other, each behind its language's code; facts collected from
 * zimbra-contact-fields.xml of Zimbra/zm-mailbox.
 */
export const OUTLOOK_HEADINGS: HeadingTable = {
  program: 'outlook',
  lines: `
names.honorificPrefix ; en,en-GB,es=Title ; da,nl,sv=Titel ; de=Anrede ; fr=Titre ; it=Titolo ; pl=Tytuł
    pt-BR=Tratamento ; ru=Обращение ; tr=Unvan ; ja=肩書き
names.givenName ; en,en-GB=First Name ; da=Fornavn ; de=Vorname ; es=Nombre ; fr=Prénom ; it=Nome ; nl=Voornaam
    pl=Imię ; pt-BR=Primeiro nome ; ru=Имя ; sv=Förnamn ; tr=İlk Adı ; ja=名
names.middleName ; en,en-GB=Middle Name ; da=Mellemnavn ; de=Weitere Vornamen ; es=Segundo nombre
    fr=Deuxième prénom ; it=Secondo nome ; nl=Middelste naam ; pl=Drugie imię ; pt-BR=Segundo nome ; ru=Отчество
    sv=Mellannamn ; tr=İkinci Adı ; ja=ミドル
names.familyName ; en,en-GB=Last Name ; da=Efternavn ; de=Nachname ; es=Apellidos ; fr=Nom ; it=Cognome
    nl=Achternaam ; pl=Nazwisko ; pt-BR=Sobrenome ; ru=Фамилия ; sv=Efternamn ; tr=Soyadı ; ja=姓
names.honorificSuffix ; en,de,en-GB,es=Suffix ; da=Suffiks ; fr=Suffixe ; it=Titolo straniero ; nl=Achtervoegsel
    pl=Sufiks ; pt-BR=Sufixo ; ru=Суффикс ; sv=Namnsuffix ; tr=Sonek ; ja=敬称
names.unstructuredName ; en,de,en-GB=Name ; da=Navn ; es=Nombre ; fr=Nom ; it,pt-BR=Nome ; nl=Naam ; pl=Nazwa
    ru=Имя ; sv=Namn ; tr=Ad
organizations.name ; en,en-GB=Company ; da,de,pl=Firma ; es=Organización ; fr=Société ; it=Società ; nl=Bedrijf
    pt-BR=Empresa ; ru=Организация ; sv=Företag ; tr=Şirket ; ja=会社名
organizations.department ; en,en-GB,es=Department ; da,nl=Afdeling ; de=Abteilung ; fr=Service ; it=Reparto
    pl=Dział ; pt-BR=Departamento ; ru=Отдел ; sv=Avdelning ; tr=Bölüm ; ja=部署
organizations.title ; en,en-GB=Job Title ; da=Stilling ; de=Position ; es=Puesto ; fr=Titre ; it=Posizione
    nl=Functie ; pl=Stanowisko ; pt-BR=Cargo ; ru=Должность ; sv=Befattning ; tr=İş Unvanı ; ja=役職
addresses.formattedValue:work ; en,en-GB=Business Address ; da=Arbejdsadresse ; de=Adresse geschäftlich
    es=Dirección trabajo ; fr=Adresse professionnelle ; it=Indirizzo ufficio ; nl=Adres werk ; pl=Adres służbowy
    pt-BR=Endereço comercial ; ru=Рабочий адрес ; sv=Adress (arbete) ; tr=İş Adresi
addresses.streetAddress:work ; en,en-GB=Business Street|Business Street 2|Business Street 3
    da=Gade (arbejde)|Gade 2 (firma)|Gade 3 (firma)
    de=Straße geschäftlich|Straße geschäftlich 2|Straße geschäftlich 3
    es=Calle del trabajo|Calle del trabajo 2|Calle del trabajo 3 ; fr=Rue (bureau)|Rue (bureau) 2|Rue (bureau) 3
    it=Via (uff.)|Via (uff.) 2|Via (uff.) 3 ; nl=Werkadres, straat|Werkadres 2, straat|Werkadres 3, straat
    pl=Adres służbowy - ulica|Adres służbowy - ulica 2|Adres służbowy - ulica 3
    pt-BR=Business Street|Rua do endereço comercial 2|Rua do endereço comercial 3
    ru=Улица (раб. адрес)|Улица 2 (раб. адрес)|Улица 3 (раб. адрес)
    sv=Gatuadress, arbete|Gatuadress 2, arbete|Gatuadress 3, arbete ; tr=İş-Cadde|İş-Cadde 2
    ja=番地 (会社)|住所 2 (会社)|住所 3 (会社)
addresses.city:work ; en,en-GB,pt-BR=Business City ; da=By (arbejde) ; de=Ort geschäftlich ; es=Ciudad de trabajo
    fr=Ville (bureau) ; it=Città (uff.) ; nl=Werkadres, plaats ; pl=Adres służbowy - miejscowość
    ru=Город (раб. адрес) ; sv=Ort, arbete ; tr=İş-Şehir ; ja=市町村 (会社)
addresses.region:work ; en,en-GB,pt-BR=Business State ; da=Område (arbejde) ; de=Region geschäftlich
    es=Provincia o estado de trabajo ; fr=Dép/Région (bureau) ; it=Provincia (uff.) ; nl=Werkadres, provincie
    pl=Adres służbowy - województwo ; ru=Область (раб. адрес) ; sv=Region, arbete ; tr=İş-Bölge ; ja=都道府県 (会社)
addresses.postalCode:work ; en,en-GB,pt-BR=Business Postal Code ; da=Postnummer (arbejde)
    de=Postleitzahl geschäftlich ; es=Código postal del trabajo ; fr=Code postal (bureau) ; it=CAP (uff.)
    nl=Werkadres, postcode ; pl=Adres służbowy - kod pocztowy ; ru=Индекс (раб. адрес) ; sv=Postadress, arbete
    tr=İş-Posta Kodu ; ja=郵便番号 (会社)
addresses.country:work ; en=Business Country ; da=Land/område (arbejde) ; de=Land/Region geschäftlich
    en-GB=Business Country/Region ; es=País o región del trabajo ; fr=Pays/Région (bureau) ; it=Paese (uff.)
    nl=Land/regio (werk) ; pl=Adres służbowy - kraj/region ; pt-BR=País/Região da Empresa
    ru=Страна или регион (раб. адрес) ; sv=Land, arbete ; tr=İş-Ülke/Bölge ; ja=国 (会社)/地域
addresses.formattedValue:home ; en,en-GB=Home Address ; da=Privatadresse ; de=Adresse privat
    es=Dirección particular ; fr=Adresse personnelle ; it=Indirizzo casa ; nl=Adres thuis ; pl=Adres domowy
    pt-BR=Endereço residencial ; ru=Домашний адрес ; sv=Adress (hem) ; tr=Ev Adresi
addresses.streetAddress:home ; en,en-GB,es=Home Street|Home Street 2|Home Street 3
    da=Gade (privat)|Gade 2 (privat)|Gade 3 (privat) ; de=Straße privat|Straße privat 2|Straße privat 3
    fr=Rue (domicile)|Rue (domicile) 2|Rue (domicile) 3 ; it=Via (ab.)|Via (ab.) 2|Via (ab.) 3
    nl=Huisadres, straat|Huisadres, straat 2|Huisadres, straat 3
    pl=Adres domowy - ulica|Adres domowy - ulica (2)|Adres domowy - ulica (3)
    pt-BR=Endereço residencial|Endereço residencial 2|Endereço residencial 3
    ru=Улица (дом. адрес)|Улица 2 (дом. адрес)|Улица 3 (дом. адрес)
    sv=Gatuadress, hem|Gatuadress 2, hem|Gatuadress 3, hem ; tr=Ev-Cadde|Ev-Cadde 2|Ev-Cadde 3
    ja=番地 (自宅)|住所 2 (自宅)|住所 3 (自宅)
addresses.city:home ; en,en-GB,es=Home City ; da=By (privat) ; de=Ort privat ; fr=Ville (domicile)
    it=Città (ab.) ; nl=Huisadres, plaats ; pl=Adres domowy - miejscowość ; pt-BR=Cidade do endereço residencial
    ru=Город (дом. адрес) ; sv=Hemort ; tr=Ev-Şehir ; ja=市町村 (自宅)
addresses.region:home ; en,en-GB,es=Home State ; da=Område (privat) ; de=Bundesland/Kanton privat
    fr=Dép/Région (domicile) ; it=Provincia (ab.) ; nl=Huisadres, provincie ; pl=Adres domowy - województwo
    pt-BR=Estado ; ru=Область (дом. адрес) ; sv=Region, hem ; tr=Ev-Bölge ; ja=都道府県 (自宅)
addresses.postalCode:home ; en,en-GB,es=Home Postal Code ; da=Postnummer (privat) ; de=Postleitzahl privat
    fr=Code postal (domicile) ; it=CAP (ab.) ; nl=Huisadres, postcode ; pl=Adres domowy - kod pocztowy
    pt-BR=CEP do endereço residencial ; ru=Почтовый код (дом.) ; sv=Postnr, hem ; tr=Ev-Posta Kodu ; ja=郵便番号 (自宅)
addresses.country:home ; en=Home Country ; da=Land/område (privat) ; de=Land/Region privat
    en-GB=Home Country/Region ; es=País o región del domicilio ; fr=Pays/Région (domicile) ; it=Paese (ab.)
    nl=Land/regio (thuis) ; pl=Adres domowy - kraj/region ; pt-BR=País/Região de Residência
    ru=Страна или регион (дом. адрес) ; sv=Land, hem ; tr=Ev-Ülke/Bölge ; ja=国 (自宅)/地域
addresses.streetAddress:other ; en,en-GB=Other Street|Other Street 2|Other Street 3
    da=Anden gade|Anden gade 2|Anden gade 3 ; de=Weitere Straße|Weitere Straße 2|Weitere Straße 3
    es=Otra calle|Otra calle 2|Otra calle 3 ; fr=Rue (autre)|Rue (autre) 2|Rue (autre) 3
    it=Altra via|Altra via 2|Altra via 3 ; nl=Ander adres, straat|Ander adres, straat 2|Ander adres, straat 3
    pl=Inny adres - ulica|Inny adres - ulica 2|Inny adres - ulica 3
    pt-BR=Outro endereço|Outro endereço 2|Outro endereço 3
    ru=Улица (другой адрес)|Улица 2 (другой адрес)|Улица 3 (другой адрес)
    sv=Annan gata|Annan gata 2|Annan gata 3 ; tr=Diğer-Cadde|Diğer-Cadde 2|Diğer-Cadde 3
    ja=番地 (その他)|住所 2 (その他)|住所 3 (その他)
addresses.city:other ; en,en-GB=Other City ; da=Anden by ; de=Weiterer Ort ; es=Otra ciudad ; fr=Ville (autre)
    it=Altra città ; nl=Ander adres, plaats ; pl=Inny adres - miejscowość ; pt-BR=Cidade
    ru=Город (другой адрес) ; sv=Annan ort ; tr=Diğer-Şehir ; ja=市町村 (その他)
addresses.region:other ; en,en-GB=Other State ; da=Andet område ; de=Weiteres/r Bundesland/Kanton
    es=Otra provincia o estado ; fr=Dép/Région (autre) ; it=Altra provincia ; nl=Ander adres, provincie
    pl=Inny adres - województwo ; pt-BR=Estado ; ru=Область (другой адрес) ; sv=Annan region ; tr=Diğer-Bölge
    ja=都道府県 (その他)
addresses.postalCode:other ; en,en-GB=Other Postal Code ; da=Andet postnummer ; de=Weitere Postleitzahl
    es=Otro código postal ; fr=Code postal (autre) ; it=Altro CAP ; nl=Ander adres, postcode
    pl=Inny adres - kod pocztowy ; pt-BR=CEP ; ru=Индекс (другой адрес) ; sv=Annat postnummer
    tr=Diğer-Posta Kodu ; ja=郵便番号 (その他)
addresses.country:other ; en=Other Country ; da=Andet land/område ; de=Weiteres/e Land/Region
    en-GB=Other Country/Region ; es=Otro país o región ; fr=Pays/Région (autre) ; it=Altro paese
    nl=Land/regio (anders) ; pl=Inny adres - kraj/region ; pt-BR=Outro País/Região
    ru=Страна или регион (другой адрес) ; sv=Annat land ; tr=Diğer-Ülke/Bölge ; ja=国 (その他)/地域
phoneNumbers.value:assistant ; en,en-GB,es=Assistant's Phone ; da=Assistentens telefon ; de=Telefon Assistent
    fr=Téléphone de l'assistant(e) ; it=Telefono assistente ; nl=Telefoon assistent ; pl=Telefon asystenta
    pt-BR=Telefone do assistente ; ru=Телефон помощника ; sv=Telefon, assistent ; tr=Yardımcının Telefonu
    ja=秘書の電話
phoneNumbers.value:workFax ; en,en-GB,es=Business Fax ; da=Fax (arbejde) ; de=Fax geschäftlich
    fr=Télécopie (bureau) ; it=Fax (uff.) ; nl=Fax op werk ; pl=Faks służbowy ; pt-BR=Fax comercial
    ru=Рабочий факс ; sv=Fax arbete ; tr=İş Faks No ; ja=会社 FAX
phoneNumbers.value:work ; en,en-GB=Business Phone|Business Phone 2 ; da=Telefon (arbejde)|Telefon 2 (arbejde)
    de=Telefon geschäftlich|Telefon geschäftlich 2 ; es=Teléfono del trabajo|Business Phone 2
    fr=Téléphone (bureau)|Téléphone 2 (bureau) ; it=Ufficio|Ufficio 2 ; nl=Telefoon op werk|Telefoon op werk 2
    pl=Telefon służbowy|Telefon służbowy 2 ; pt-BR=Telefone comercial|Telefone comercial 2
    ru=Рабочий телефон|Телефон раб. 2 ; sv=Arbete|Telefon 2, arbete ; tr=İş Telefon No|İş Telefonu 2
    ja=会社電話|会社電話 2
phoneNumbers.value:callback ; en,en-GB=Callback ; da=Tilbagekald ; de=Rückmeldung ; es=Devolución de llamada
    fr=Rappel ; it=Richiamata automatica ; nl=Terugbellen ; pl=Wywołanie zwrotne ; pt-BR=Retorno de chamada
    ru=Обратный вызов ; sv=Motringning ; tr=Geri Arama ; ja=コールバック
phoneNumbers.value:car ; en,en-GB,es=Car Phone ; da,sv=Biltelefon ; de=Autotelefon ; fr=Téléphone (voiture)
    it=Telefono auto ; nl=Autotelefoon ; pl=Telefon w samochodzie ; pt-BR=Telefone do carro ; ru=Телефон в машине
    tr=Araç Telefonu ; ja=自動車電話
phoneNumbers.value:companyMain ; en,en-GB=Company Main Phone ; da=Primær telefon (firma) ; de=Telefon Firma
    es=Número de centralita de la organización ; fr=Téléphone société ; it=Telefono principale società
    nl=Hoofdtelefoon bedrijf ; pl=Główny telefon do firmy ; pt-BR=Telefone principal da empresa
    ru=Основной телефон организации ; sv=Företag, växel ; tr=Şirket Santral Telefonu ; ja=会社代表電話
phoneNumbers.value:homeFax ; en,en-GB,es=Home Fax ; da=Fax (privat) ; de=Fax privat ; fr=Télécopie (domicile)
    it=Fax (ab.) ; nl=Fax thuis ; pl=Faks domowy ; pt-BR=Fax residencial ; ru=Домашний факс ; sv=Fax, hem
    tr=Ev-Faks No ; ja=自宅 FAX
phoneNumbers.value:home ; en,en-GB=Home Phone|Home Phone 2 ; da=Telefon (privat)|Telefon 2 (privat)
    de=Telefon privat|Telefon privat 2 ; es=Particular|Home Phone 2
    fr=Téléphone (domicile)|Téléphone 2 (domicile) ; it=Abitazione|Abitazione 2
    nl=Telefoon thuis|Telefoon thuis 2 ; pl=Telefon domowy|Telefon domowy 2
    pt-BR=Telefone residencial|Telefone residencial 2 ; ru=Домашний телефон|Телефон дом. 2
    sv=Hem|Telefon 2, hem ; tr=Ev Telefonu|Ev Telefonu 2 ; ja=自宅電話|自宅電話 2
phoneNumbers.value:isdn ; en,da,de,en-GB,es,it,nl,pl,pt-BR,ru,sv,tr,ja=ISDN ; fr=RNIS
phoneNumbers.value:mobile ; en,en-GB,es=Mobile Phone ; da,de,sv=Mobiltelefon ; fr=Tél. mobile ; it=Cellulare
    nl=Mobiele telefoon ; pl=Telefon komórkowy ; pt-BR=Telefone celular ; ru=Телефон переносной ; tr=Cep Telefonu
    ja=携帯電話
phoneNumbers.value:otherFax ; en,en-GB=Other Fax ; da=Anden fax ; de=Weiteres Fax ; es=Otro fax
    fr=Télécopie (autre) ; it=Altro fax ; nl=Andere fax ; pl=Inny faks ; pt-BR=Outro fax ; ru=Другой факс
    sv=Fax, annan ; tr=Diğer Faks No ; ja=その他の FAX
phoneNumbers.value:other ; en,en-GB=Other Phone ; da=Anden telefon ; de=Weiteres Telefon ; es=Otro teléfono
    fr=Téléphone (autre) ; it=Altro telefono ; nl=Andere telefoon ; pl=Inny telefon ; pt-BR=Outro telefone
    ru=Другой телефон ; sv=Telefon, annan ; tr=Diğer Telefon No ; ja=その他の電話
phoneNumbers.value:pager ; en,de,en-GB,es,nl,pl,pt-BR=Pager ; da=Personsøger ; fr=Récepteur de radiomessagerie
    it=Cercapersone ; ru=Пейджер ; sv=Personsökare ; tr=Çağrı Cihazı ; ja=ポケットベル
phoneNumbers.value:main ; en,en-GB=Primary Phone ; da=Primær telefon ; de=Haupttelefon ; es=Teléfono principal
    fr=Téléphone principal ; it=Telefono principale ; nl=Hoofdtelefoon ; pl=Telefon podstawowy
    pt-BR=Telefone principal ; ru=Основной телефон ; sv=Telefon 1 ; tr=Birincil Telefon ; ja=通常の電話
phoneNumbers.value:radio ; en,en-GB=Radio Phone ; da,pl=Radiotelefon ; de=Mobiltelefon 2 ; es=Radioteléfono
    fr=Radio téléphone ; it=Radiotelefono ; nl=Radiotelefoon ; pt-BR=Radiofone ; ru=Радиотелефон ; sv=Telefon 2
    tr=Telsiz Telefonu ; ja=無線電話
phoneNumbers.value:TTY/TDD ; en,en-GB=TTY/TDD Phone ; da,sv=TTY/TDD-telefon ; de=Telefon für Hörbehinderte
    es=Número de teletipo ; fr=Téléphone TDD/TTY ; it=Telefono TTY/TDD ; nl=Teksttelefoon ; pl=Telefon TTY/TDD
    pt-BR=Telefone TTY/TDD ; ru=Телетайп/телефон с титрами ; tr=TTY/TDD Telefonu ; ja=TTY/TDD
phoneNumbers.value:telex ; en,da,de,en-GB,it,nl,pt-BR,sv=Telex ; es,fr=Télex ; pl,tr=Teleks ; ru=Телекс
    ja=テレックス
externalIds.value:account ; en,en-GB,es,it,nl=Account ; da,de,pl,sv=Konto ; fr=Compte ; pt-BR=Conta ; ru=Счет
    tr=Hesap ; ja=アカウント
events.date:anniversary ; en,en-GB,es=Anniversary ; da=Mærkedag ; de=Jahrestag
    fr=Anniversaire de mariage ou fête ; it=Anniversario ; nl=Speciale datum ; pl=Rocznica
    pt-BR=Datas especiais ; ru=Годовщина ; sv=Årsdag ; tr=Yıldönümü ; ja=記念日
relations.person:assistant ; en,en-GB,es=Assistant's Name ; da=Assistentens navn ; de=Name Assistent
    fr=Nom de l'assistant(e) ; it=Nome assistente ; nl=Naam assistent ; pl=Imię i nazwisko asystenta
    pt-BR=Nome do assistente ; ru=Имя помощника ; sv=Namn, assistent ; tr=Yardımcının Adı ; ja=秘書の氏名
miscKeywords.value:OUTLOOK_BILLING_INFORMATION ; en,en-GB=Billing Information ; da=Takstoplysninger
    de=Abrechnungsinformation ; es=Facturación ; fr=Informations facturation ; it=Dati fatturazione
    nl=Factuurinformatie ; pl=Informacje rozliczeniowe ; pt-BR=Informações para cobrança ; ru=Счета
    sv=Fakturering ; tr=Faturalama Bilgisi ; ja=支払い条件
birthdays.date ; en,en-GB,es,pt-BR=Birthday ; da=Fødselsdag ; de=Geburtstag ; fr=Anniversaire ; it=Compleanno
    nl=Verjaardag ; pl=Urodziny ; ru=День рождения ; sv=Födelsedag ; tr=Doğum günü ; ja=誕生日
addresses.poBox:work ; en,en-GB=Business Address PO Box ; da=Adresse,postboks (arbejde)
    de=Postfach geschäftlich ; es=Apartado postal de la dirección del trabajo ; fr=B.P. professionnelle
    it=Indirizzo (uff.) - Casella postale ; nl=Werkadres, postbusnummer ; pl=Służbowa skrzynka pocztowa
    pt-BR=Caixa postal do endereço comercial ; ru=Почтовый ящик (раб. адрес) ; sv=Arbetsadress, box
    tr=İş Adresi Posta Kutusu ; ja=会社住所私書箱
labels ; en,en-GB=Categories ; da,sv=Kategorier ; de=Kategorien ; es=Categorías ; fr=Catégories ; it=Categorie
    nl=Categorieën ; pl=Kategorie ; pt-BR=Categorias ; ru=Категории ; tr=Kategoriler ; ja=分類
relations.person:child ; en,en-GB=Children ; da=Børn ; de=Kinder ; es=Hijos ; fr=Enfants ; it=Figli ; nl=Kinderen
    pl=Dzieci ; pt-BR=Filhos ; ru=Дети ; sv=Barn ; tr=Çocuklar ; ja=子供
miscKeywords.value:OUTLOOK_DIRECTORY_SERVER ; en,en-GB=Directory Server ; da=Adresseserver ; de=Verzeichnisserver
    es=Servidor de directorio ; fr=Serveur d'annuaire ; it=Server di elenchi in linea ; nl=Adreslijstserver
    pl=Serwer katalogowy ; pt-BR=Servidor de diretório ; ru=Сервер каталогов ; sv=Katalogserver
    tr=Dizin Sunucusu ; ja=ディレクトリサーバー
emailAddresses.value#1 ; en,en-GB,es,pt-BR=E-mail Address ; da=E-mail-adresse ; de=E-Mail-Adresse
    fr=Adresse de messagerie ; it=Indirizzo posta elettronica ; nl=E-mailadres ; pl=Adres e-mail
    ru=Адрес эл. почты ; sv=E-postadress ; tr=Elektronik Posta Adresi ; ja=電子メール アドレス
emailKind#1 ; en,en-GB,es=E-mail Type ; da=E-mail-type ; de=E-Mail-Typ ; fr=Type de messagerie
    it=Tipo posta elettronica ; nl=E-mailtype ; pl=Typ poczty e-mail|Typ e-mail ; pt-BR=Tipo de email ; ru=Тип эл. почты
    sv=E-posttyp ; tr=Elektronik Posta Türü ; ja=電子メールの種類
emailAddresses.displayName#1 ; en,en-GB=E-mail Display Name ; da=E-mail-vist navn ; de=E-Mail: Angezeigter Name
    es=Nombre de pantalla de correo electrónico ; fr=Nom complet de l'adresse de messagerie
    it=Nome visualizzato posta elettronica ; nl=Weergavenaam voor e-mail ; pl=Wyświetlana nazwa e-mail
    pt-BR=Nome para exibição do email ; ru=Краткое имя эл. почты ; sv=E-postnamn
    tr=Elektronik Posta Görünen Adı ; ja=電子メール表示名
emailAddresses.value#2 ; en,en-GB=E-mail 2 Address ; da=E-mail 2-adresse ; de=E-Mail 2: Adresse
    es=Dirección de correo electrónico 2 ; fr=Adresse de messagerie 2 ; it=Indirizzo posta elettronica 2
    nl=E-mailadres 2 ; pl=Adres e-mail 2 ; pt-BR=Endereço de email 2 ; ru=Адрес 2 эл. почты ; sv=E-postadress 2
    tr=Elektronik Posta 2 Adres ; ja=電子メール 2 アドレス
emailKind#2 ; en,en-GB=E-mail 2 Type ; da=E-mail 2-type ; de=E-Mail 2: Typ ; es=Tipo de correo electrónico 2
    fr=Type de messagerie 2 ; it=Tipo posta elettronica 2 ; nl=E-mailtype 2 ; pl=Rodzaj e-mail 2|Typ e-mail 2
    pt-BR=Tipo de email 2 ; ru=Тип 2 эл. почты ; sv=E-posttyp 2 ; tr=Elektronik Posta 2 Türü ; ja=電子メール 2 の種類
emailAddresses.displayName#2 ; en,en-GB=E-mail 2 Display Name ; da=E-mail 2-vist navn
    de=E-Mail 2: Angezeigter Name ; es=Nombre de pantalla de correo electrónico 2
    fr=Nom complet de l'adresse de messagerie 2 ; it=Nome visualizzato posta elettronica 2
    nl=E-mail, weergegeven naam 2 ; pl=Wyświetlana nazwa e-mail 2 ; pt-BR=Nome para exibição do email 2
    ru=Краткое 2 имя эл. почты ; sv=E-postnamn 2 ; tr=Elektronik Posta 2 Görünen Adı ; ja=電子メール 2 表示名
emailAddresses.value#3 ; en,en-GB=E-mail 3 Address ; da=E-mail 3-adresse ; de=E-Mail 3: Adresse
    es=Dirección del correo electrónico 3 ; fr=Adresse de messagerie 3 ; it=Indirizzo posta elettronica 3
    nl=E-mailadres 3 ; pl=Adres e-mail 3 ; pt-BR=Endereço de email 3 ; ru=Адрес 3 эл. почты ; sv=E-postadress 3
    tr=Elektronik Posta 3 Adres ; ja=電子メール 3 アドレス
emailKind#3 ; en,en-GB=E-mail 3 Type ; da=E-mail 3-type ; de=E-Mail 3: Typ ; es=Tipo de correo electrónico 3
    fr=Type de messagerie 3 ; it=Tipo posta elettronica 3 ; nl=E-mailtype 3 ; pl=Rodzaj e-mail 3|Typ e-mail 3
    pt-BR=Tipo de email 3 ; ru=Тип 3 эл. почты ; sv=E-posttyp 3 ; tr=Elektronik Posta 3 Türü ; ja=電子メール 3 の種類
emailAddresses.displayName#3 ; en,en-GB=E-mail 3 Display Name ; da=E-mail 3-vist navn
    de=E-Mail 3: Angezeigter Name ; es=Nombre de pantalla de correo electrónico 3
    fr=Nom complet de l'adresse de messagerie 3 ; it=Nome visualizzato posta elettronica 3
    nl=E-mail, weergegeven naam 3 ; pl=Wyświetlana nazwa e-mail 3 ; pt-BR=Nome para exibição do email 3
    ru=Краткое 3 имя эл. почты ; sv=E-postnamn 3 ; tr=Elektronik Posta 3 Görünen Adı ; ja=電子メール 3 表示名
genders.value ; en,en-GB=Gender ; da=Køn ; de=Geschlecht ; es=Género ; fr=Sexe ; it=Sesso ; nl=Geslacht ; pl=Płeć
    pt-BR=Sexo ; ru=Пол ; sv=Kön ; tr=Cinsiyet ; ja=性別
externalIds.value:governmentId ; en,en-GB,es=Government ID Number ; da=Se-nr. ; de=Regierungsnr.
    fr=Code gouvernement ; it=Cod. Fisc./P. IVA ; nl=Sofinummer ; pl=PESEL ; pt-BR=Código do governo
    ru=Личный код ; sv=Personnummer ; tr=Ulusal Kimlik No ; ja=ID 番号
interests.value ; en,da,de,en-GB,it,pl,pt-BR,sv=Hobby ; es=Aficiones ; fr=Passe-temps ; nl=Hobby's ; ru=Хобби
    tr=Hobiler ; ja=趣味
addresses.poBox:home ; en,en-GB=Home Address PO Box ; da=Adresse,postboks (privat) ; de=Postfach privat
    es=Apartado postal de la dirección personal ; fr=Boîte postale du domicile
    it=Indirizzo (ab.) - Casella postale ; nl=Huisadres, postbusnummer ; pl=Domowa skrzynka pocztowa
    pt-BR=Caixa postal do endereço residencial ; ru=Почтовый ящик (дом. адрес) ; sv=Hemadress, box
    tr=Ev Adresi Posta Kutusu ; ja=自宅住所私書箱
nicknames.value:INITIALS ; en,en-GB,es=Initials ; da,sv=Initialer ; de,nl=Initialen ; fr=Initiales ; it=Iniziali
    pl=Inicjały ; pt-BR=Iniciais ; ru=Инициалы ; tr=İlk Harfler ; ja=イニシャル
calendarUrls.url:freeBusy ; en,en-GB,es=Internet Free Busy ; da=Ledig/optaget via internettet
    de=Internet-Frei/Gebucht ; fr=Disponibilité Internet ; it=Disponibilità Internet
    nl=Internet Beschikbaarheidsinfo ; pl=Internetowe informacje wolny/zajęty ; pt-BR=Disponibilidade da Internet
    ru=Сведения о доступности в Интернете ; sv=Ledig/upptagen-information för Internet
    tr=Internet Serbest Meşgul ; ja=インターネット空き時間情報
miscKeywords.value:OUTLOOK_KEYWORD ; en,en-GB,es=Keywords ; da=Nøgleord ; de=Stichwörter ; fr=Mots clés
    it=Parole chiave ; nl=Trefwoorden ; pl=Słowa kluczowe ; pt-BR=Palavras-chave ; ru=Ключевые слова
    sv=Nyckelord ; tr=Anahtar sözcükler ; ja=キーワード
locales.value ; en,en-GB,es=Language ; da=Sprog ; de=Sprache ; fr=Langue ; it=Lingua ; nl=Taal ; pl=Język
    pt-BR=Idioma ; ru=Язык ; sv=Språk ; tr=Dil ; ja=言語
locations.value ; en,en-GB,es=Location ; da=Sted ; de=Ort ; fr=Emplacement ; it=Luogo ; nl=Locatie
    pl=Lokalizacja ; pt-BR=Local ; ru=Расположение ; sv=Plats ; tr=Konum ; ja=場所
relations.person:manager ; en,en-GB=Manager's Name ; da=Navn på overordnet ; de=Name des/der Vorgesetzten
    es=Nombre del director ; fr=Responsable ; it=Nome manager ; nl=Naam manager ; pl=Menedżer
    pt-BR=Nome do gerenciador ; ru=Руководитель ; sv=Namn, chef ; tr=Yönetici'nin Adı ; ja=マネージャー
miscKeywords.value:OUTLOOK_MILEAGE ; en,en-GB=Mileage ; da=Kørte kilometer ; de=Reisekilometer ; es=Kilometraje
    fr=Kilométrage ; it=Indennità trasferta ; nl=Reisafstand ; pl=Przebieg ; pt-BR=Quilometragem ; ru=Расстояние
    sv=Reseersättning (km) ; tr=Dönem ; ja=経費情報
biographies.value ; en,en-GB,es,fr,it=Notes ; da=Notater ; de=Notizen ; nl=Notities ; pl=Notatki
    pt-BR=Anotações ; ru=Заметки ; sv=Anteckningar ; tr=Notlar ; ja=メモ
organizations.location ; en,en-GB,es=Office Location ; da=Kontoradresse ; de=Büro ; fr=Bureau
    it=Ubicazione ufficio ; nl=Kantoorlocatie ; pl=Lokalizacja biura ; pt-BR=Sala ; ru=Расположение комнаты
    sv=Arbetsplats ; tr=İşyeri Konumu ; ja=事業所
externalIds.value:organization ; en,en-GB,es=Organizational ID Number ; da=Firmanr. ; de=Organisationsnr.
    fr=Numéro d'identification de l'organisation ; it=Numero ID organizzativo ; nl=Organisatie-id
    pl=Numer ewidencyjny w organizacji ; pt-BR=Código da empresa ; ru=Код организации ; sv=Organisationsnummer
    tr=Kuruluş Kimlik No ; ja=会社 ID
addresses.poBox:other ; en,en-GB=Other Address PO Box ; da=Anden adresse,postboks ; de=Weiteres Postfach
    es=Otro apartado postal ; fr=Autre boîte postale ; it=Altro indirizzo - Casella postale
    nl=Ander adres, postbusnummer ; pl=Inna skrzynka pocztowa ; pt-BR=Caixa postal de outro endereço
    ru=Почтовый ящик (другой адрес) ; sv=Annan adress, box ; tr=Diğer Adres Posta Kutusu ; ja=その他住所私書箱
miscKeywords.value:OUTLOOK_PRIORITY ; en,en-GB=Priority ; da,sv=Prioritet ; de=Priorität ; es=Prioridad
    fr=Priorité ; it=Priorità ; nl=Prioriteit ; pl=Priorytet ; pt-BR=Prioridade ; ru=Важность ; tr=Öncelik
    ja=優先度
private ; en,en-GB,es=Private ; da,de,sv=Privat ; fr,nl=Privé ; it=Privato ; pl=Prywatne ; pt-BR=Particular
    ru=Частное ; tr=Özel ; ja=プライベート
occupations.value ; en,da,en-GB,fr=Profession ; de=Beruf ; es=Profesión ; it=Professione ; nl=Beroep ; pl=Zawód
    pt-BR=Profissão ; ru=Профессия ; sv=Yrke ; tr=Meslek ; ja=職業
relations.person:referredBy ; en,en-GB=Referred By ; da=Henvist af ; de=Empfohlen von ; es=Remitido por
    fr=Recommandé par ; it=Presentato da ; nl=Referentie van ; pl=Osoba polecająca ; pt-BR=Indicação
    ru=Отложено ; sv=Referens ; tr=Başvuran ; ja=参照事項
miscKeywords.value:OUTLOOK_SENSITIVITY ; en,en-GB=Sensitivity ; da=Følsomhed ; de=Vertraulichkeit
    es=Confidencialidad ; fr=Critère de diffusion ; it=Riservatezza ; nl=Gevoeligheid ; pl=Charakter
    pt-BR=Sensibilidade ; ru=Пометка ; sv=Känslighet ; tr=Duyarlılık ; ja=秘密度
relations.person:spouse ; en,en-GB,es,pt-BR=Spouse ; da=Ægtefælle ; de,nl=Partner ; fr=Conjoint(e)
    it=Nome coniuge ; pl=Współmałżonek ; ru=Супруг(а) ; sv=Make maka ; tr=Eşi ; ja=配偶者
userDefined.value ; en,en-GB=User 1 ; da=Bruger 1 ; de=Benutzer 1 ; es=Usuario 1 ; fr=Utilisateur 1 ; it=Utente 1
    nl=Gebruiker 1 ; pl=Użytkownik 1 ; pt-BR=Personalizado 1 ; ru=Пользователь 1 ; sv=Användare 1
    tr=Kullanıcı 1 ; ja=ユーザー 1
userDefined.value ; en,en-GB=User 2 ; da=Bruger 2 ; de=Benutzer 2 ; es=Usuario 2 ; fr=Utilisateur 2 ; it=Utente 2
    nl=Gebruiker 2 ; pl=Użytkownik 2 ; pt-BR=Personalizado 2 ; ru=Пользователь 2 ; sv=Användare 2
    tr=Kullanıcı 2 ; ja=ユーザー 2
userDefined.value ; en,en-GB=User 3 ; da=Bruger 3 ; de=Benutzer 3 ; es=Usuario 3 ; fr=Utilisateur 3 ; it=Utente 3
    nl=Gebruiker 3 ; pl=Użytkownik 3 ; pt-BR=Personalizado 3 ; ru=Пользователь 3 ; sv=Användare 3
    tr=Kullanıcı 3 ; ja=ユーザー 3
userDefined.value ; en,en-GB=User 4 ; da=Bruger 4 ; de=Benutzer 4 ; es=Usuario 4 ; fr=Utilisateur 4 ; it=Utente 4
    nl=Gebruiker 4 ; pl=Użytkownik 4 ; pt-BR=Personalizado 4 ; ru=Пользователь 4 ; sv=Användare 4
    tr=Kullanıcı 4 ; ja=ユーザー 4
urls.value ; en,en-GB=Web Page ; da=webside ; de=Webseite ; es=Página Web ; fr=Page Web ; it=Pagina Web
    nl=Webpagina ; pl=Strona sieci Web ; pt-BR=Página da Web ; ru=Веб-страница ; sv=Webbsida ; tr=Web Sayfası
    ja=Web ページ
organizations.phoneticName ; ja=会社名フリガナ
names.phoneticFamilyName ; ja=姓フリガナ
names.phoneticGivenName ; ja=名前フリガナ
`,
};
