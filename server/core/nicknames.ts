/**
 * Short forms that are no beginning of the long one, each row one name: common
 * hypocorisms of English, German, French, Spanish, Italian and Russian. English ones
 * as in https://github.com/carltonnorthern/nicknames and, from Wiktionary's categories
 * of diminutives, https://github.com/dtrebbien/diminutives.db; the others as in the
 * sections of their languages in https://en.wikipedia.org/wiki/Hypocorism. A short
 * form may stand for several names.
 */
const NAMES = `
abigail abby gail
albert al bert bertie
alexander alex alec sandy sasha xander lex sascha
alexandra alex sandra sasha lexi sandy
alfred al alf fred freddy
alice ali allie
amanda mandy
amelia amy millie mel
andrew andy drew
andreas andi andy
angela angie
anna annie nan nancy anya
anneliese liese anne
anthony tony ant
antonio toni tonio
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
dmitri dima mitya
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
francisco paco pancho curro
francoise fanchon
franklin frank
frederick fred freddy rick
friedrich fritz fred
gabriel gabe gabby
gabriele gabi
gerald gerry jerry
gerard gerry
giovanni gianni nanni
giuseppe beppe peppe
gregory greg
guillaume gui
gustav gus
harold harry hal
harriet hattie
heinrich heinz heiner
helen nell nellie lena
henry harry hank hal
herbert herb bert
hubert bert hugh
ignacio nacho
isabella bella izzy isabel
jacob jake jack
jacqueline jackie
james jim jimmy jamie jem
janet jan
jeffrey geoffrey jeff geoff
jennifer jen jenny
jessica jess jessie
jesus chuy
joan joanie
johannes hans hannes johann
john jack johnny jon
jonathan jon jonny nathan
jose pepe
joseph joe joey jo
josef sepp jupp
josephine jo josie
joshua josh
juan juanito
judith judy
katharina kathi katja
kenneth ken kenny
konstantin kostya
larissa lara
lawrence laurence larry laurie
leonard leo len lenny
louis lou lew louie
lucas luke
ludwig lutz
luigi gigi
madeline maddie
manuel manny manolo
margaret maggie meg peggy marge margie greta daisy madge rita
margarete grete gretel
maria mary mia mitzi
martha patty
mary molly polly mamie
matilda tilly
matthew matt matty
maximilian max
melissa mel missy
michael mike mick mickey mikey misha
mikhail misha
michelle shelly
mildred millie
nathaniel nathan nate nat
nicholas nick nicky klaus nico colin
natalia natasha nata
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
roberto beto
rodney rod
roger rodge
ronald ron ronnie
rosemary rose rosie
rudolf rudi rolf
russell russ
salvatore toto turi
samantha sam sammy
samuel sam sammy
sarah sally sadie
sebastian seb bastian basti
sergei seryozha
sidney sid
solomon sol
sophia sophie
stanley stan
stefan steffen
stephanie steph stevie
stephen steven steve stevie
susan sue susie suzanne
sylvester sly
tatiana tanya
theodore ted teddy theo
theresa terry tess tessa
thomas tom tommy
timothy tim timmy
valentine val
victor vic
victoria vicky tori
vincent vince vinnie
virginia ginny
vladimir vova volodya
walter walt wally
wilhelm willi
wilhelmina mina minna
william bill will billy willy liam
winifred winnie
yevgeny zhenya
zachary zach zack
`;

const ROWS = NAMES.trim()
  .split('\n')
  .map(row => row.split(' '));

/** The rows that a name stands in. */
const ROWS_OF: ReadonlyMap<string, ReadonlySet<number>> = createRowsOf();

function createRowsOf(): Map<string, Set<number>> {
  const rowsOf = new Map<string, Set<number>>();
  for (const [row, names] of ROWS.entries()) {
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
  const forms = rows.flatMap(row => ROWS[row]?.[0] ?? []);
  return forms.length > 0 ? forms : [name];
}
