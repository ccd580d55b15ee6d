/** The sections of each language. */
const HYPOCORISMS = 'https://en.wikipedia.org/wiki/Hypocorism';

/**
 * Short forms that are no beginning of the long one, each row one name and first of all
 * its long form: common hypocorisms. A short form may stand for several names, a long
 * form for itself alone: else people of two names would be one by a third.
 */
const TABLES: readonly {readonly source: string; readonly rows: string}[] = [
  {
    // English; more by https://github.com/dtrebbien/diminutives.db, from Wiktionary.
    source: 'https://github.com/carltonnorthern/nicknames',
    rows: `
abigail abby gail
albert al bert bertie
alexander alex alec sandy sasha xander lex sascha
alexandra alex sandra sasha lexi sandy
alfred al alf fred freddy
alice ali allie
amanda mandy
amelia amy millie mel
andrew andy drew
angela angie
anna annie nan nancy anya
anthony tony ant
arthur art artie
barbara barb babs barbie
beatrice bea trixie
benjamin ben benny benji
bernard bernie
bradley brad
caroline carrie carol caro
catherine kathryn katherine cathy kathy kate katie kitty kat cat
charles charlie chuck chas
charlotte lottie charlie lotte
christian chris
christina chris tina christine chrissie
christopher chris kit topher
cynthia cindy
daniel dan danny
david dave davy
deborah deb debbie debra
donald don donny
dorothy dot dottie dolly
douglas doug
edward ed eddie ted teddy ned
eleanor ellie nell nora
elizabeth liz lizzie beth betty eliza elsie bess libby lisa lisbeth elisabeth
emily em emmy millie
emmanuel manny manu
eugene gene
evelyn eve evie
florence flo florrie
frances fran fanny frankie
francis frank
franklin frank
frederick fred freddy rick
gabriel gabe gabby
gerald gerry jerry
gerard gerry
gregory greg
gustav gus
harold harry hal
harriet hattie
helen nell nellie lena
henry harry hank hal
herbert herb bert
hubert bert hugh
isabella bella izzy isabel
jacob jake jack
jacqueline jackie
james jim jimmy jamie jem
janet jan
jeffrey geoffrey jeff geoff
jennifer jen jenny
jessica jess jessie
joan joanie
john jack johnny jon
jonathan jon jonny nathan
joseph joe joey jo
josephine jo josie
joshua josh
judith judy
kenneth ken kenny
lawrence laurence larry laurie
leonard leo len lenny
louis lou lew louie
lucas luke
madeline maddie
margaret maggie meg peggy marge margie greta daisy madge rita
martha patty
mary molly polly mamie
matilda tilly
matthew matt matty
maximilian max
melissa mel missy
michael mike mick mickey mikey misha
michelle shelly
mildred millie
nathaniel nathan nate nat
nicholas nick nicky klaus nico colin
olivia liv livvy
oliver ollie
pamela pam
patricia pat patty tricia trish
patrick pat paddy
penelope penny
peter pete
philip phillip phil pip
priscilla cilla
rachel rae
raymond ray
rebecca becky becca
reginald reg reggie
richard rick dick rich ricky richie
robert rob bob bobby robbie bert
rodney rod
roger rodge
ronald ron ronnie
rosemary rose rosie
russell russ
samantha sam sammy
samuel sam sammy
sarah sally sadie
sebastian seb bastian basti
sidney sid
solomon sol
sophia sophie
stanley stan
stephanie steph stevie
stephen steven steve stevie
susan sue susie suzanne
sylvester sly
theodore ted teddy theo
theresa terry tess tessa
thomas tom tommy
timothy tim timmy
valentine val
victor vic
victoria vicky tori
vincent vince vinnie
virginia ginny
walter walt wally
william bill will billy willy liam
winifred winnie
zachary zach zack
`,
  },
  {
    // German
    source: HYPOCORISMS,
    rows: `
andreas andi andy
anneliese liese anne
friedrich fritz fred
gabriele gabi
heinrich heinz heiner
johannes hans hannes johann
josef sepp jupp
katharina kathi katja
ludwig lutz
margarete grete gretel
maria mia mitzi
rudolf rudi rolf
stefan steffen
wilhelm willi
wilhelmina mina minna
`,
  },
  {
    // French
    source: HYPOCORISMS,
    rows: `
francoise fanchon
guillaume gui
`,
  },
  {
    // Spanish
    source: HYPOCORISMS,
    rows: `
antonio toni tonio
francisco paco pancho curro
ignacio nacho
jesus chuy
jose pepe
juan juanito
manuel manny manolo
roberto beto
`,
  },
  {
    // Italian
    source: HYPOCORISMS,
    rows: `
giovanni gianni nanni
giuseppe beppe peppe
luigi gigi
salvatore toto turi
`,
  },
  {
    // Russian
    source: HYPOCORISMS,
    rows: `
dmitri dima mitya
konstantin kostya
larissa lara
mikhail misha
natalia natasha nata
sergei seryozha
tatiana tanya
vladimir vova volodya
yevgeny zhenya
`,
  },
];

/** Rows of folded names, and where they are from. */
export const NICKNAMES: readonly {
  readonly source: string;
  readonly names: readonly string[];
}[] = TABLES.flatMap(({source, rows}) =>
  rows
    .trim()
    .split('\n')
    .map(row => ({source, names: row.split(' ')})),
);

/** The rows that a name stands in. */
const ROWS_OF: ReadonlyMap<string, ReadonlySet<number>> = createRowsOf();

function createRowsOf(): Map<string, Set<number>> {
  const rowsOf = new Map<string, Set<number>>();
  for (const [row, {names}] of NICKNAMES.entries()) {
    for (const name of names) {
      const rows = rowsOf.get(name) ?? new Set();
      rowsOf.set(name, rows.add(row));
    }
  }
  return rowsOf;
}

/** Whether two folded given names are forms of one: Bob and Robert, Bob and Rob. */
export function sameByNickname(left: string, right: string): boolean {
  const rows = ROWS_OF.get(right);
  if (rows === undefined) return false;
  return [...(ROWS_OF.get(left) ?? [])].some(row => rows.has(row));
}

/** The long forms of a folded given name, or itself: for whom to compare it with. */
export function longForms(name: string): readonly string[] {
  const rows = [...(ROWS_OF.get(name) ?? [])];
  const forms = rows.flatMap(row => NICKNAMES[row]?.names[0] ?? []);
  return forms.length > 0 ? forms : [name];
}
