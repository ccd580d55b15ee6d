import type {HeadingTable} from './csv-columns.ts';

/**
 * What later releases of Outlook and Thunderbird write, in 12 languages.
 * One line a meaning (see `ColumnMeaning`), in each of them the headings of one
 * language after the other, each behind its language's code; facts collected from
 * program/localization of roundcube/roundcubemail.
 */
export const LATER_HEADINGS: HeadingTable = {
  program: 'later',
  lines: `
events.date:anniversary ; de-CH,de-DE=Jahrestag ; en-US=Anniversary ; fr-FR=Anniversaire de mariage ou fête
    it-IT=Anniversario ; pl-PL=Rocznica ; sk-SK=Výročie ; zh-TW=紀念日
relations.person:assistant ; de-CH,de-DE=Name Assistent ; pl-PL=Asystent ; pt-BR=Nome do Assistente
    sk-SK=Meno asistenta ; zh-TW=助理
phoneNumbers.value:assistant ; de-CH,de-DE=Telefon Assistent ; pl-PL=Telefon asystenta ; pt-BR=Fone do Assistente
    sk-SK=Telefón asistenta ; zh-TW=助理電話
birthdays.date ; de-CH,de-DE=Geburtstag ; en-US=Birthday|Date of Birth ; es-ES=Birthday ; fr-FR=Anniversaire
    it-IT=Compleanno|Data di Nascita ; pl-PL=Urodziny ; pt-BR=Aniversário|Data de nascimento ; sk-SK=Narodeniny
    zh-TW=生日
addresses.city:work ; de-CH,de-DE=Ort geschäftlich ; en-US=Business City|Work City ; es-ES=Ciudad de trabajo
    fi-FI=Työpaikan kaupunki ; fr-FR=Ville (bureau) ; it-IT=Città di lavoro|Città di Lavoro
    pl-PL=Miasto (biuro) ; pt-BR=Cidade comercial|Cidade de trabalho ; ru-RU=Город (раб.) ; sk-SK=Mesto (práca)
    zh-TW=商務 - 市/鎮|商務市鎮
addresses.region:work ; de-CH,de-DE=Region geschäftlich ; en-US=Business State|Work State
    es-ES=Provincia o estado de trabajo ; fi-FI=Työpaikan lääni ; fr-FR=Dép/Région (bureau)
    it-IT=Nazione/Regione di lavoro|Provincia di lavoro ; pl-PL=Województwo (biuro)
    pt-BR=Estado comercial|Estado ; ru-RU=work_state_short ; sk-SK=Okres (práca) ; zh-TW=商務 - 縣市|商務縣市
addresses.country:work ; de-CH,de-DE=Dienstlich: Land|Land geschäftlich
    en-US=Business Country/Region|Work Country ; es-ES=País (Trabajo)|País o región del trabajo
    fi-FI=Työpaikan maa ; fr-FR=Pays/Région (bureau)|Région ; it-IT=Nazione di lavoro ; pl-PL=Kraj/region (biuro)
    pt-BR=Região/País comercial|País de trabalho ; ru-RU=Страна (раб.)
    sk-SK=Krajina/oblasť (práca)|Štát zamestnania ; zh-TW=商務 - 國家/地區|商務國家
phoneNumbers.value:workFax ; de-CH,de-DE=Fax geschäftlich ; en-US=Business Fax|Work Fax
    fr-FR=Télécopie (bureau) ; it-IT=Fax di Lavoro|Fax di lavoro ; pl-PL=Faks służbowy ; pt-BR=Fax comercial|Fax
    sk-SK=Fax do práce ; zh-TW=商務傳真
phoneNumbers.value:work ; de-CH,de-DE=Telefon geschäftlich|Telefon geschäftlich 2|Tel. dienstlich
    en-US=Business Phone|Business Phone 2|Work Phone ; es-ES=Teléfono del trabajo|Teléfono (Trabajo)
    fi-FI=Työpuhelin ; fr-FR=Téléphone (bureau)|Téléphone 2 (bureau)|Tél. professionnel
    it-IT=Telefono di Lavoro|Telefono di Lavoro 2|Telefono lavoro ; pl-PL=Telefon służbowy|Telefon służbowy 2
    pt-BR=Fone comercial|Fone comercial 2|Fone de trabalho ; ru-RU=Рабочий телефон
    sk-SK=Telefón do práce|Telefón do práce 2|Telefón do zamestnania ; zh-TW=商務電話|商務電話 2
addresses.postalCode:work ; de-CH,de-DE=Postleitzahl geschäftlich|Dienstlich: PLZ
    en-US=Business Postal Code|Work ZipCode|Work Zip ; es-ES=Código postal del trabajo|Código postal (Trabajo)
    fi-FI=Työpaikan postinumero ; fr-FR=Code postal (bureau)|Code postal ; it-IT=CAP di Lavoro|CAP di lavoro
    pl-PL=Kod pocztowy (biuro) ; pt-BR=Código postal comercial|CEP de trabalho|CEP ; ru-RU=Почтовый индекс (раб.)
    sk-SK=PSČ (práca)|PSČ zamestnania ; zh-TW=商務 - 郵遞區號|商務郵遞區號
addresses.streetAddress:work ; de-CH,de-DE=Straße geschäftlich|Dienstlich: Adresse
    en-US=Business Street|Work Address ; es-ES=Calle del trabajo|Dirección de trabajo ; fi-FI=Työosoite
    fr-FR=Rue (bureau)|Adresse professionnelle ; it-IT=Indirizzo di lavoro|Indirizzo di lavoro 2
    pl-PL=Ulica (biuro) ; pt-BR=Rua comercial|Endereço de trabalho ; ru-RU=Адрес (раб.)
    sk-SK=Ulica (práca)|Pracovná adresa ; zh-TW=商務 - 街|商務地址
phoneNumbers.value:car ; de-CH,de-DE=Autotelefon ; en-US=Car Phone ; fr-FR=Téléphone (voiture)
    pt-BR=Fone do carro ; sk-SK=Autotelefón ; zh-TW=汽車電話
labels ; de-CH,de-DE=Kategorien ; en-US=Categories|Group|Groups|Group Membership ; es-ES=Categorías
    fr-FR=Catégories ; it-IT=Categorie ; pl-PL=Kategorie ; pt-BR=Categorias ; sk-SK=Kategórie ; zh-TW=類別
organizations.name ; de-CH,de-DE=Firma|Organisation ; en-US=Company|Organization|Work Company
    es-ES=Organización ; fi-FI=Järjestö ; fr-FR=Société ; it-IT=Società|Organizzazione|Società di lavoro
    pl-PL=Firma ; pt-BR=Empresa|Organização ; ru-RU=Организация ; sk-SK=Spoločnosť|Organizácia ; zh-TW=公司
organizations.department ; de-CH,de-DE=Abteilung ; en-US=Department|Work Dept ; fi-FI=Osasto ; fr-FR=Service
    it-IT=Reparto|Reparto di lavoro ; pl-PL=Oddział ; pt-BR=Departamento ; sk-SK=Oddelenie ; zh-TW=部門
emailAddresses.value ; de-CH=E-Mail-Adresse|Sekundäre E-Mail-Adresse
    de-DE=E-Mail-Adresse|E-Mail 2: Adresse|E-Mail 3: Adresse|Sekundäre E-Mail-Adresse
    en-US=E-mail Address|E-mail 2 Address|E-mail 3 Address|Secondary Email|Email Other
    es-ES=Dirección de correo electrónico 2|Dirección del correo electrónico 3|Dirección de correo electrónico secundaria
    fi-FI=Toissijainen sähköposti ; fr-FR=Adresse de messagerie|Adresse électronique secondaire
    it-IT=Indirizzo E-mail|Indirizzo E-mail 2|Indirizzo E-mail 3|Email secondaria ; pl-PL=Adres e-mail
    pt-BR=Endereço de E-mail|Endereço de E-mail 2|Endereço de E-mail 3|E-mail secundário
    ru-RU=Альтернативный адрес электронной почты ; sk-SK=Ďalšia e-mailová adresa ; zh-TW=電子郵件地址|次要 Email
names.givenName ; de-CH,de-DE=Vorname ; en-US=First Name|Given Name ; es-ES=Nombre ; fi-FI=Etunimi ; fr-FR=Prénom
    it-IT=Nome ; pl-PL=Imię ; pt-BR=Primeiro nome ; ru-RU=Имя ; sk-SK=Krstné meno ; zh-TW=名字|名
genders.value ; de-CH,de-DE=Geschlecht ; en-US=Gender ; es-ES=Género ; fr-FR=Sexe ; it-IT=Genere ; pl-PL=Płeć
    pt-BR=Gênero ; sk-SK=Pohlavie ; zh-TW=性別
addresses.city:home ; de-CH,de-DE=Ort privat ; en-US=Home City ; fi-FI=Kotikaupunki ; fr-FR=Ville (domicile)
    it-IT=Città di residenza ; pl-PL=Miasto (dom) ; pt-BR=Cidade de casa ; ru-RU=Город ; sk-SK=Mesto (domov)
    zh-TW=住家 - 市/鎮|居住市鎮
addresses.country:home ; de-CH,de-DE=Region privat|Privat: Land|Land privat
    en-US=Home Country/Region|Home Country ; es-ES=País o región del domicilio|País de residencia ; fi-FI=Kotimaa
    fr-FR=Pays/Région (domicile) ; it-IT=Nazione/Regione di casa|Nazione di residenza ; pl-PL=Kraj/region (dom)
    pt-BR=Região/País de casa|País de casa ; ru-RU=Страна ; sk-SK=Krajina/oblasť (domov)|Štát domov
    zh-TW=住家 - 國家/地區|居住國家
phoneNumbers.value:homeFax ; de-CH,de-DE=Fax privat|Fax-Nummer ; en-US=Home Fax|Fax Number ; es-ES=Fax
    fi-FI=Faksin numero ; fr-FR=Télécopie (domicile)|Fax ; it-IT=Fax di casa|Numero fax ; pl-PL=Faks domowy
    pt-BR=Fax de casa|Número de Fax ; ru-RU=Номер факса ; sk-SK=Fax domov|Fax ; zh-TW=住家傳真|傳真號碼
phoneNumbers.value:home ; de-CH,de-DE=Telefon privat|Telefon privat 2 ; en-US=Home Phone|Home Phone 2
    es-ES=Particular ; fi-FI=Kotipuhelin ; fr-FR=Téléphone (domicile)|Téléphone 2 (domicile)
    it-IT=Telefono di casa|Telefono di casa 2 ; pl-PL=Telefon domowy ; pt-BR=Fone de casa|Fone de casa 2
    sk-SK=Telefón domov|Telefón domov 2 ; zh-TW=住家電話|住家電話 2
addresses.postalCode:home ; de-CH,de-DE=Postleitzahl privat|Privat: PLZ
    en-US=Home Postal Code|Home ZipCode|Home Zip ; es-ES=Código postal ; fi-FI=Kodin postinumero
    fr-FR=Code postal (domicile) ; it-IT=CAP di casa|CAP di residenza ; pl-PL=Kod pocztowy (dom)
    pt-BR=Código Postal de casa|CEP de casa|CEP pessoal ; ru-RU=Почтовый индекс ; sk-SK=PSČ (domov)|PSČ domov
    zh-TW=住家 - 郵遞區號|住址郵遞區號
addresses.streetAddress:home ; de-CH,de-DE=Straße privat|Privat: Adresse ; en-US=Home Street|Home Address
    es-ES=Dirección personal ; fi-FI=Kotiosoite ; fr-FR=Rue (domicile)|Adresse privée
    it-IT=Indirizzo di casa|Indirizzo di casa 2 ; pl-PL=Ulica (dom) ; pt-BR=Rua de casa|Endereço de casa
    ru-RU=Адрес ; sk-SK=Ulica (domov)|Adresa domov ; zh-TW=住家 - 街|住家住址
organizations.title ; de-CH,de-DE=Position ; en-US=Job Title|Work Title ; es-ES=Puesto ; fi-FI=Ammattinimi
    fr-FR=Profession ; it-IT=Qualifica|Titolo di lavoro ; pl-PL=Stanowisko ; pt-BR=Cargo ; sk-SK=Funkcia
    zh-TW=職稱
names.familyName ; de-CH,de-DE=Nachname ; en-US=Last Name|Family Name ; es-ES=Apellidos ; fi-FI=Sukunimi
    fr-FR=Nom ; it-IT=Cognome ; pl-PL=Nazwisko ; pt-BR=Último nome ; ru-RU=Фамилия ; sk-SK=Priezvisko
    zh-TW=姓氏|姓
names.middleName ; de-CH,de-DE=Weitere Vornamen ; en-US=Middle Name|Additional Name ; es-ES=Segundo nombre
    fr-FR=Deuxième prénom ; it-IT=Secondo Nome ; pl-PL=Drugie imię ; pt-BR=Nome do meio ; sk-SK=Ďalšie meno
    zh-TW=中間名
phoneNumbers.value:mobile ; de-CH,de-DE=Mobiltelefon|Mobil-Tel.-Nr.
    en-US=Mobile Phone|Mobile Number|Home Mobile ; es-ES=Teléfono móvil ; fi-FI=Matkapuhelinnumero
    fr-FR=Tél. mobile|Portable ; it-IT=Telefono Mobile|Numero cellulare|Cellulare di Casa
    pl-PL=Telefon komórkowy ; pt-BR=Celular|Celular pessoal ; ru-RU=Номер сотового телефона
    sk-SK=Mobilný telefón|Mobil ; zh-TW=行動電話|手機號碼
biographies.value ; de-CH,de-DE=Notizen ; en-US=Notes|Info ; fi-FI=Muistiinpanot ; it-IT=Note ; pl-PL=Notatki
    pt-BR=Notas|Informações ; ru-RU=Заметки ; sk-SK=Poznámky ; zh-TW=記事
addresses.city:other ; de-CH,de-DE=Weiterer Ort ; en-US=Other City ; es-ES=Otra ciudad ; fr-FR=Ville (autre)
    it-IT=Città Altro ; pt-BR=Outra cidade ; sk-SK=Iné mesto ; zh-TW=其他 - 市/鎮
addresses.region:other ; de-CH,de-DE=Weitere Region ; en-US=Other State ; es-ES=Otra provincia o estado
    fr-FR=Dép/Région (autre) ; it-IT=Stato Altro ; pt-BR=Outro Estado ; sk-SK=Krajina/oblasť (iné)
    zh-TW=其他 - 縣/市
phoneNumbers.value:other ; de-CH,de-DE=Weiteres Fax|Weiteres Telefon ; en-US=Other Fax|Other Phone|Work Mobile
    es-ES=Otro fax|Otro teléfono ; fr-FR=Télécopie (autre)|Téléphone (autre)
    it-IT=Fax Altro|Phone Altro|Cellulare di lavoro ; pt-BR=Outro Fax|Outro Fone|Celular de trabalho
    sk-SK=Iný fax|Iný telefón ; zh-TW=其他傳真|其他電話
addresses.postalCode:other ; de-CH,de-DE=Weitere Postleitzahl ; en-US=Other Postal Code
    es-ES=Otro código postal ; fr-FR=Code postal (autre) ; it-IT=CAP Postale Altro ; pt-BR=Outro Código Postal
    sk-SK=Iné PSČ ; zh-TW=其他 - 郵遞區號
addresses.country:other ; de-CH,de-DE=Weiteres Land ; en-US=Other Country/Region ; es-ES=Otro país o región
    fr-FR=Pays/Région (autre) ; it-IT=Nazione/Regione Altro ; pt-BR=Outro País/Região ; zh-TW=其他 - 國家/地區
addresses.streetAddress:other ; de-CH,de-DE=Weitere Straße ; en-US=Other Street ; es-ES=Otra calle
    fr-FR=Rue (autre) ; it-IT=Via Altro ; pt-BR=Outra Rua ; sk-SK=Iná ulica ; zh-TW=其他 - 街
phoneNumbers.value:pager ; de-CH,de-DE=Pager-Nummer ; en-US=Pager|Pager Number ; es-ES=Buscapersonas
    fi-FI=Hakulaitteen numero ; fr-FR=Récepteur de radiomessagerie ; it-IT=Numero cercapersone|Numero Pager
    pt-BR=Número do Pager ; ru-RU=Номер пейджера ; sk-SK=Operátor ; zh-TW=呼叫器|呼叫器號碼
phoneNumbers.value:main ; de-CH,de-DE=Haupttelefon ; en-US=Primary Phone ; es-ES=Teléfono principal
    fr-FR=Téléphone principal ; it-IT=Telefono Principale ; pl-PL=Telefon główny ; pt-BR=Fone Primario
    sk-SK=Primárny telefón ; zh-TW=代表電話
urls.value:homePage ; de-CH,de-DE=Webseite|Webseite 1 ; en-US=Web Page|Web Page 1|URL|Website Home Page
    es-ES=Página web|Página web 1 ; fi-FI=Verkkosivu 1 ; fr-FR=Page Web|Site Web 1
    it-IT=Pagina Web|Pagina web 1 ; pl-PL=Osobista strona sieci Web ; pt-BR=Página Web
    ru-RU=Веб-страница 1|Веб-страница ; sk-SK=Webová stránka|Webová stránka 1 ; zh-TW=網頁|網頁 1
birthdays.month ; de-CH,de-DE=Geburtsmonat ; en-US=Birth Month ; es-ES=Mes de nacimiento ; fi-FI=Syntymäkuukausi
    fr-FR=Mois ; it-IT=Mese di nascita ; pt-BR=Mês de nascimento ; ru-RU=Месяц рождения ; sk-SK=Mesiac narodenia
    zh-TW=生日 (月)
birthdays.year ; de-CH,de-DE=Geburtsjahr ; en-US=Birth Year ; es-ES=Año de nacimiento ; fi-FI=Syntymävuosi
    fr-FR=Année de naissance ; it-IT=Anno di nascita ; pt-BR=Ano de nascimento ; ru-RU=Год рождения
    sk-SK=Rok narodenia ; zh-TW=生日 (年)
names.unstructuredName ; de-CH,de-DE=Anzeigename ; en-US=Display Name|Name ; es-ES=Nombre en pantalla
    fi-FI=Näyttönimi|Näytettävä nimi ; fr-FR=Nom à afficher ; it-IT=Nome visualizzato ; pt-BR=Mostrar nome
    ru-RU=Отображаемое имя ; sk-SK=Zobrazované meno ; zh-TW=顯示名稱
nicknames.value ; de-CH,de-DE=Spitzname ; en-US=Nickname ; es-ES=Apodo ; fi-FI=Lempinimi ; fr-FR=Surnom
    it-IT=Soprannome ; pl-PL=Przydomek ; pt-BR=Apelido ; ru-RU=Псевдоним ; sk-SK=Prezývka ; zh-TW=暱稱
emailAddresses.value:home ; de-CH,de-DE=Primäre E-Mail-Adresse ; en-US=Primary Email|Email|Email Home
    es-ES=Dirección de correo electrónico principal ; fi-FI=Ensisijainen sähköposti
    fr-FR=Adresse électronique principale ; it-IT=Email principale ; pt-BR=E-mail primário
    ru-RU=Адрес электронной почты ; sk-SK=E-mailová adresa ; zh-TW=主要 Email
urls.value:other ; de-CH,de-DE=Webseite 2 ; en-US=Web Page 2|Website Other ; es-ES=Página web 2
    fi-FI=Verkkosivu 2 ; fr-FR=Site Web 2 ; it-IT=Pagina web 2 ; ru-RU=Веб-страница 2 ; sk-SK=Webová stránka 2
    zh-TW=網頁 2
addresses.region:home ; en-US=Home State ; fi-FI=Kodin lääni ; fr-FR=Dép/Région (domicile)
    it-IT=Provincia di residenza ; pl-PL=Województwo (dom) ; pt-BR=Estado de casa ; ru-RU=Штат
    sk-SK=Okres (domov) ; zh-TW=住家 - 縣/市|居住縣市
relations.person:spouse ; en-US=Spouse ; fr-FR=Conjoint(e) ; it-IT=Coniuge ; sk-SK=Manžel(ka) ; zh-TW=配偶
names.honorificSuffix ; en-US=Suffix|Name Suffix ; fr-FR=Suffixe ; it-IT=Suffisso ; pt-BR=Sufixo ; sk-SK=Prípona
    zh-TW=稱謂
names.honorificPrefix ; en-US=Title|Name Prefix ; fr-FR=Titre ; it-IT=Titolo ; pl-PL=Tytuł ; pt-BR=Título
    sk-SK=Titul ; zh-TW=頭銜
birthdays.day ; en-US=Birth Day ; es-ES=Día de nacimiento ; fi-FI=Syntymäpäivä ; fr-FR=Jour
    it-IT=Giorno di nascita ; pt-BR=Dia de nascimento ; ru-RU=День рождения ; sk-SK=Deň narodenia ; zh-TW=生日 (日)
photoAddress ; en-US=User Photo ; it-IT=Foto ; pt-BR=Foto do Usuário
emailAddresses.value:work ; en-US=Email Work
phoneNumbers.value:video ; en-US=Phone Video
nicknames.value:MAIDEN_NAME ; en-US=Maiden Name
imClients.username/aim ; en-US=IM Aim
imClients.username/icq ; en-US=IM Icq
imClients.username/jabber ; en-US=IM Jabber
imClients.username/msn ; en-US=IM Msn
imClients.username/skype ; en-US=IM Skype
imClients.username/yahoo ; en-US=IM Yahoo
urls.value:blog ; en-US=Website Blog
urls.value:profile ; en-US=Website Profile
urls.value:work ; en-US=Website Work
relations.person:manager ; es-ES=Nombre del director ; it-IT=Nome del Responsabile ; pl-PL=Menadżer
    pt-BR=Nome do gerente ; sk-SK=Meno manažéra ; zh-TW=主管名稱
`,
};
