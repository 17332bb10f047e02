<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="hr" sourcelanguage="en">
<context>
    <name>AgainCard</name>
    <message>
        <source>Do you still know? A question from lesson {number}, {title}.</source>
        <translation>Znate li još? Pitanje iz {number}. lekcije, {title}.</translation>
    </message>
</context>
<context>
    <name>Answer</name>
    <message>
        <source>Most probable classes</source>
        <translation>Najvjerojatniji razredi</translation>
    </message>
    <message>
        <source>In the frame: what the network sees</source>
        <translation>U okviru: ono što mreža vidi</translation>
    </message>
</context>
<context>
    <name>Answers</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n slika</numerusform>
            <numerusform>%n slike</numerusform>
            <numerusform>%n slika</numerusform>
        </translation>
    </message>
    <message>
        <source>left out: {kinds}</source>
        <translation>izostavljeno: {kinds}</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>Spremi kao CSV…</translation>
    </message>
    <message>
        <source>Every picture with its classes and probabilities, for a spreadsheet</source>
        <translation>Svaka slika sa svojim razredima i vjerojatnostima, za proračunsku tablicu</translation>
    </message>
    <message>
        <source>Heat maps…</source>
        <translation>Toplinske karte…</translation>
    </message>
    <message>
        <source>Saves every picture with what speaks for its first class marked, and a table that names them</source>
        <translation>Sprema svaku sliku s označenim onim što govori u prilog prvom razredu i tablicu koja ih navodi</translation>
    </message>
    <message>
        <source>Other pictures</source>
        <translation>Druge slike</translation>
    </message>
    <message>
        <source>Puts these pictures away; the files stay where they are</source>
        <translation>Sklanja ove slike; datoteke ostaju gdje jesu</translation>
    </message>
</context>
<context>
    <name>AttackPage</name>
    <message>
        <source>The gradient tells for each pixel whether a little more or less of it brings the network closer to another class. Many changes that nobody sees, all in the same direction, add up: the photo looks as before, and the network sees something else.</source>
        <translation>Gradijent za svaki piksel kaže približava li mrežu drugom razredu ako je malo svjetliji ili malo tamniji. Mnogo promjena koje nitko ne vidi, sve u istom smjeru, zbroji se: fotografija izgleda kao prije, a mreža vidi nešto drugo.</translation>
    </message>
    <message>
        <source>&lt;i&gt;L&lt;/i&gt; is the loss of the target class &lt;i&gt;t&lt;/i&gt;, &lt;i&gt;ε&lt;/i&gt; the most that a pixel may change, in steps of 1/255. Success counts only when the saved PNG, read back, still misleads. &lt;b&gt;Try next:&lt;/b&gt; the smallest &lt;i&gt;ε&lt;/i&gt; that works; Minimal L2; then see under Endurance whether a JPEG undoes it, and tick Survive JPEG.</source>
        <translation>&lt;i&gt;L&lt;/i&gt; je gubitak za ciljni razred &lt;i&gt;t&lt;/i&gt;, a &lt;i&gt;ε&lt;/i&gt; najveća promjena piksela, u koracima od 1/255. Uspjeh se priznaje samo ako i spremljeni PNG, ponovno pročitan, zavarava mrežu. &lt;b&gt;Isprobajte dalje:&lt;/b&gt; najmanji &lt;i&gt;ε&lt;/i&gt; koji još uspijeva; Najmanji L2; zatim pod Izdržljivost pogledajte poništava li napad JPEG i označite Preživi JPEG.</translation>
    </message>
    <message>
        <source>Under &lt;b&gt;Defences&lt;/b&gt; a whole folder is attacked twice: by somebody who has not heard of a defence, and by somebody who knows it. Many a defence stops only the first.</source>
        <translation>Pod &lt;b&gt;Obrane&lt;/b&gt; cijela se mapa napada dvaput: napada je netko tko za obranu nije čuo i netko tko za nju zna. Mnoga obrana zaustavlja samo prvoga.</translation>
    </message>
    <message>
        <source>Drop a photo to attack</source>
        <translation>Ispustite fotografiju za napad</translation>
    </message>
    <message>
        <source>It is only read; what comes out is a new picture</source>
        <translation>Samo se čita; rezultat je nova slika</translation>
    </message>
    <message>
        <source>Open a photo…</source>
        <translation>Otvori fotografiju…</translation>
    </message>
    <message>
        <source>Choose a photo (Ctrl+O)</source>
        <translation>Odaberite fotografiju (Ctrl+O)</translation>
    </message>
    <message>
        <source>A picture from the clipboard (Ctrl+V)</source>
        <translation>Slika iz međuspremnika (Ctrl+V)</translation>
    </message>
    <message>
        <source>Open a photo</source>
        <translation>Otvaranje fotografije</translation>
    </message>
    <message>
        <source>Try the defences</source>
        <translation>Iskušaj obrane</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Zaustavi</translation>
    </message>
    <message>
        <source>Attack again</source>
        <translation>Napadni ponovno</translation>
    </message>
    <message>
        <source>Attack</source>
        <translation>Napad</translation>
    </message>
    <message>
        <source>Stop, keep it</source>
        <translation>Zaustavi, sačuvaj</translation>
    </message>
    <message>
        <source>Attack</source>
        <comment>verb</comment>
        <translation>Napadni</translation>
    </message>
    <message>
        <source>A few changes that nobody sees, and the network takes a dog for a cat. They are not random: each pixel is moved exactly where it hurts. Try how little is enough, and whether it survives being saved as a JPEG.</source>
        <translation>Nekoliko promjena koje nitko ne vidi i mreža psa drži mačkom. Nisu slučajne: svaki je piksel pomaknut točno onamo gdje boli. Isprobajte koliko je malo dovoljno i preživi li spremanje u JPEG.</translation>
    </message>
</context>
<context>
    <name>AttackSettings</name>
    <message>
        <source>This backbone&apos;s weights are not here: choose another model, or fetch them on Train.</source>
        <translation>Težina ove okosnice nema: odaberite drugi model ili ih preuzmite na stranici Učenje.</translation>
    </message>
    <message>
        <source>This model&apos;s file cannot be read: choose another.</source>
        <translation>Datoteka ovog modela ne može se pročitati: odaberite drugi model.</translation>
    </message>
    <message>
        <source>Choose a photo first.</source>
        <translation>Prvo odaberite fotografiju.</translation>
    </message>
    <message>
        <source>The model knows no class of that name.</source>
        <translation>Model ne poznaje razred s tim imenom.</translation>
    </message>
    <message>
        <source>One photo</source>
        <translation>Jedna fotografija</translation>
    </message>
    <message>
        <source>Change one photo until the network errs</source>
        <translation>Mijenjaj jednu fotografiju dok mreža ne pogriješi</translation>
    </message>
    <message>
        <source>Defences</source>
        <translation>Obrane</translation>
    </message>
    <message>
        <source>What defences are worth, on a whole folder of photos</source>
        <translation>Koliko obrane vrijede, na cijeloj mapi fotografija</translation>
    </message>
    <message>
        <source>What is attacked?</source>
        <translation>Što se napada?</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Fotografija</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Otvori…</translation>
    </message>
    <message>
        <source>Choose a photo (Ctrl+O); one can be dropped here too</source>
        <translation>Odaberite fotografiju (Ctrl+O); možete je i ispustiti ovamo</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Zalijepi</translation>
    </message>
    <message>
        <source>A picture from the clipboard (Ctrl+V)</source>
        <translation>Slika iz međuspremnika (Ctrl+V)</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Cilj</translation>
    </message>
    <message>
        <source>The class that the network shall see; type a piece of its name, or its index</source>
        <translation>Razred koji mreža treba vidjeti; upišite dio imena ili redni broj</translation>
    </message>
    <message>
        <source>any other class (untargeted)</source>
        <translation>bilo koji drugi razred (bez cilja)</translation>
    </message>
    <message>
        <source>ε, for each pixel</source>
        <translation>ε, za svaki piksel</translation>
    </message>
    <message>
        <source>ε, for the whole change (L2)</source>
        <translation>ε, za cijelu promjenu (L2)</translation>
    </message>
    <message>
        <source>This attack has no ε: only the legal colours bound it.</source>
        <translation>Ovaj napad nema ε: ograničava ga samo raspon boja.</translation>
    </message>
</context>
<context>
    <name>AttackView</name>
    <message>
        <source>Drag the line to compare</source>
        <translation>Povucite crtu za usporedbu</translation>
    </message>
    <message>
        <source>Duel</source>
        <translation>Dvoboj</translation>
    </message>
    <message>
        <source>The two probabilities, step by step</source>
        <translation>Obje vjerojatnosti, korak po korak</translation>
    </message>
    <message>
        <source>Endurance</source>
        <translation>Izdržljivost</translation>
    </message>
    <message>
        <source>What the attack survives: JPEG, resizing, blur …</source>
        <translation>Što napad preživljava: JPEG, promjenu veličine, zamućenje …</translation>
    </message>
    <message>
        <source>Other networks</source>
        <translation>Druge mreže</translation>
    </message>
    <message>
        <source>What networks say that had no part in it</source>
        <translation>Što kažu mreže koje u napadu nisu sudjelovale</translation>
    </message>
    <message>
        <source>Whole folder</source>
        <translation>Cijela mapa</translation>
    </message>
    <message>
        <source>How accuracy falls as ε grows, over your photos</source>
        <translation>Kako na vašim fotografijama točnost pada dok ε raste</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>Što je prikazano</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>fotografija</translation>
    </message>
    <message>
        <source>result</source>
        <translation>rezultat</translation>
    </message>
    <message>
        <source>right answers that hold</source>
        <translation>točni odgovori koji su izdržali</translation>
    </message>
    <message>
        <source>Accuracy against ε</source>
        <translation>Točnost ovisno o ε</translation>
    </message>
    <message>
        <source>Treatment</source>
        <translation>Obrada</translation>
    </message>
    <message>
        <source>The network sees</source>
        <translation>Mreža vidi</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Cilj</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Mreža</translation>
    </message>
    <message>
        <source>Of the photo</source>
        <translation>Na fotografiji</translation>
    </message>
    <message>
        <source>Of the result</source>
        <translation>Na rezultatu</translation>
    </message>
    <message>
        <source>After an attack: what it survives.</source>
        <translation>Nakon napada: što on preživljava.</translation>
    </message>
    <message>
        <source>After an attack, where “Ask other networks” is ticked on the left.</source>
        <translation>Nakon napada, ako je lijevo označeno „Pitaj druge mreže”.</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Spremi…</translation>
    </message>
    <message>
        <source>The attacked picture as PNG: the only format here that keeps every pixel</source>
        <translation>Napadnuta slika kao PNG: ovdje jedini format koji čuva svaki piksel</translation>
    </message>
    <message>
        <source>Other photo</source>
        <translation>Druga fotografija</translation>
    </message>
    <message>
        <source>Other photo: puts this one away; the file stays where it is</source>
        <translation>Druga fotografija: sklanja ovu; datoteka ostaje gdje jest</translation>
    </message>
    <message>
        <source>The search is on. What counts is the saved picture, read back at the end.</source>
        <translation>Traženje traje. Vrijedi samo spremljena slika, na kraju ponovno pročitana.</translation>
    </message>
    <message>
        <source>Nothing is changed yet. An attack looks for a change that nobody sees.</source>
        <translation>Još ništa nije promijenjeno. Napad traži promjenu koju nitko ne vidi.</translation>
    </message>
    <message>
        <source>source</source>
        <translation>početni razred</translation>
    </message>
    <message>
        <source>target</source>
        <translation>cilj</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>Vjerojatnost</translation>
    </message>
    <message>
        <source>step</source>
        <translation>korak</translation>
    </message>
    <message>
        <source>the attack holds</source>
        <translation>napad se održao</translation>
    </message>
    <message>
        <source>the attack is gone</source>
        <translation>napada više nema</translation>
    </message>
    <message>
        <source>it was misled too</source>
        <translation>i ona je zavarana</translation>
    </message>
    <message>
        <source>it was not misled</source>
        <translation>nije zavarana</translation>
    </message>
    <message>
        <source>Success: {before} became {after}. The saved PNG was read back to say so.</source>
        <translation>Uspjeh: {before} postalo je {after}. To kaže ponovno pročitani spremljeni PNG.</translation>
    </message>
    <message>
        <source>No success: it was {before}, and of the saved PNG the network says {after}.</source>
        <translation>Bez uspjeha: bilo je {before}, a za spremljeni PNG mreža kaže {after}.</translation>
    </message>
    <message>
        <source>{share} of the pixels changed</source>
        <translation>promijenjeno {share} piksela</translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n korak</numerusform>
            <numerusform>%n koraka</numerusform>
            <numerusform>%n koraka</numerusform>
        </translation>
    </message>
    <message>
        <source>Patch</source>
        <translation>Naljepnica</translation>
    </message>
    <message>
        <source>The square, photos with it on them, how often it misleads</source>
        <translation>Kvadrat, fotografije s njim i koliko često zavarava</translation>
    </message>
</context>
<context>
    <name>BackboneChooser</name>
    <message>
        <source>{megabytes} MB</source>
        <translation>{megabytes} MB</translation>
    </message>
    <message>
        <source>{gflops} GFLOPs</source>
        <translation>{gflops} GFLOPs</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>spremno</translation>
    </message>
    <message>
        <source>to be downloaded</source>
        <translation>treba preuzeti</translation>
    </message>
    <message>
        <source>Right on {top1} of ImageNet&apos;s photos · {gflops} GFLOPs a picture · {state}</source>
        <translation>Točna na {top1} fotografija ImageNeta · {gflops} GFLOPs po slici · {state}</translation>
    </message>
    <message>
        <source>These weights, {megabytes} MB, are not on this computer yet.</source>
        <translation>Ove težine ({megabytes} MB) još nisu na ovom računalu.</translation>
    </message>
    <message>
        <source>Weights of {backbone}: {file}</source>
        <translation>Težine za {backbone}: {file}</translation>
    </message>
    <message>
        <source>Weights (*.pth *.pt *.safetensors)</source>
        <translation>Težine (*.pth *.pt *.safetensors)</translation>
    </message>
    <message>
        <source>All families</source>
        <translation>Sve porodice</translation>
    </message>
    <message>
        <source>Most accurate first</source>
        <translation>Prvo najtočnije</translation>
    </message>
    <message>
        <source>By family</source>
        <translation>Po porodicama</translation>
    </message>
    <message>
        <source>Smallest first</source>
        <translation>Prvo najmanje</translation>
    </message>
    <message>
        <source>Quickest first</source>
        <translation>Prvo najbrže</translation>
    </message>
    <message>
        <source>Family of backbones</source>
        <translation>Porodica okosnica</translation>
    </message>
    <message>
        <source>Show the backbones of one family only</source>
        <translation>Prikaži samo okosnice jedne porodice</translation>
    </message>
    <message>
        <source>Order of the backbones</source>
        <translation>Redoslijed okosnica</translation>
    </message>
    <message>
        <source>What the list is sorted by</source>
        <translation>Po čemu je popis poredan</translation>
    </message>
    <message>
        <source>Backbone</source>
        <translation>Okosnica</translation>
    </message>
    <message>
        <source>Pre-trained weights (ImageNet)</source>
        <translation>Prethodno naučene težine (ImageNet)</translation>
    </message>
    <message>
        <source>V1</source>
        <translation>V1</translation>
    </message>
    <message>
        <source>Learnt on 1.28 million photos of 1,000 classes: our advice.</source>
        <translation>Naučene na 1,28 milijuna fotografija iz 1.000 razreda: naša preporuka.</translation>
    </message>
    <message>
        <source>V2</source>
        <translation>V2</translation>
    </message>
    <message>
        <source>Trained longer: more accurate, less sure of its answers.</source>
        <translation>Dulje učene: točnije, ali manje sigurne u odgovor.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Bez</translation>
    </message>
    <message>
        <source>Random numbers: shows what transfer is worth.</source>
        <translation>Slučajni brojevi: pokazuje koliko prijenos vrijedi.</translation>
    </message>
    <message>
        <source>Pre-trained weights</source>
        <translation>Prethodno naučene težine</translation>
    </message>
</context>
<context>
    <name>BeforeAfter</name>
    <message>
        <source>Before and after</source>
        <translation>Prije i poslije</translation>
    </message>
    <message>
        <source>Drag the line: the photo on its left, the result on its right</source>
        <translation>Povucite crtu: lijevo je fotografija, desno rezultat</translation>
    </message>
</context>
<context>
    <name>BenchSettings</name>
    <message>
        <source>Photos</source>
        <translation>Fotografije</translation>
    </message>
    <message>
        <source>Open a folder of photos…</source>
        <translation>Otvori mapu s fotografijama…</translation>
    </message>
    <message>
        <source>One folder for each class in it; the photos are only read (Ctrl+O)</source>
        <translation>U njoj po jedna mapa za svaki razred; fotografije se samo čitaju (Ctrl+O)</translation>
    </message>
</context>
<context>
    <name>BenchView</name>
    <message>
        <source>Right answers with each defence</source>
        <translation>Točni odgovori uz svaku obranu</translation>
    </message>
    <message>
        <source>Save the chart…</source>
        <translation>Spremi grafikon…</translation>
    </message>
    <message>
        <source>The bars as a PNG picture</source>
        <translation>Stupci kao PNG slika</translation>
    </message>
    <message>
        <source>unharmed</source>
        <translation>netaknute</translation>
    </message>
    <message>
        <source>attacked</source>
        <translation>napadnute</translation>
    </message>
    <message>
        <source>attacked again, knowing the defence</source>
        <translation>ponovno napadnute, uz znanje o obrani</translation>
    </message>
    <message>
        <source>knowing it</source>
        <translation>uz znanje o njoj</translation>
    </message>
    <message>
        <source>Defence</source>
        <translation>Obrana</translation>
    </message>
    <message>
        <source>The attack goes on: what comes first is the model without any defence.</source>
        <translation>Napad traje: prvo dolazi model bez ikakve obrane.</translation>
    </message>
    <message>
        <source>right is the folder&apos;s name</source>
        <translation>točno je ime mape</translation>
    </message>
    <message>
        <source>right is what the model said before</source>
        <translation>točno je ono što je model rekao prije</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n fotografija</numerusform>
            <numerusform>%n fotografije</numerusform>
            <numerusform>%n fotografija</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n korak</numerusform>
            <numerusform>%n koraka</numerusform>
            <numerusform>%n koraka</numerusform>
        </translation>
    </message>
    <message>
        <source>with a vote: {names}</source>
        <translation>glasuju i: {names}</translation>
    </message>
</context>
<context>
    <name>Beside</name>
    <message>
        <source>This network sees</source>
        <translation>Ova mreža vidi</translation>
    </message>
    <message>
        <source>Second opinions</source>
        <translation>Druga mišljenja</translation>
    </message>
    <message>
        <source>Your photos that excite it most</source>
        <translation>Vaše fotografije koje ga najviše pobuđuju</translation>
    </message>
    <message>
        <source>Find them</source>
        <translation>Pronađi ih</translation>
    </message>
    <message>
        <source>Shows every photo of the open folder to the network, and keeps the best few</source>
        <translation>Pokazuje mreži svaku fotografiju otvorene mape i zadržava nekoliko najboljih</translation>
    </message>
    <message>
        <source>Most probable classes</source>
        <translation>Najvjerojatniji razredi</translation>
    </message>
    <message>
        <source>a sibling agrees</source>
        <translation>srodna se slaže</translation>
    </message>
    <message>
        <source>a sibling disagrees</source>
        <translation>srodna se ne slaže</translation>
    </message>
    <message>
        <source>a stranger agrees</source>
        <translation>strana se slaže</translation>
    </message>
    <message>
        <source>a stranger disagrees</source>
        <translation>strana se ne slaže</translation>
    </message>
    <message>
        <source>Networks that had no part in it: do they see the target too? Siblings of one family are easily convinced; a stranger of another family is the honest judge.</source>
        <translation>Mreže koje u slici nisu sudjelovale: vide li i one cilj? Srodne mreže iste obitelji lako je uvjeriti; pošten je sudac strana mreža iz druge obitelji.</translation>
    </message>
</context>
<context>
    <name>BesideLessons</name>
    <message>
        <source>Choose a second folder with the same classes</source>
        <translation>Odaberite drugu mapu s istim razredima</translation>
    </message>
    <message>
        <source>Save the sheet</source>
        <translation>Spremi list</translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation>Spremljeno kao {path}</translation>
    </message>
</context>
<context>
    <name>BroughtWeights</name>
    <message>
        <source>Ask it as it is</source>
        <translation>Pitaj ga takvog kakav jest</translation>
    </message>
    <message>
        <source>Saves a copy as a model of this program and classifies pictures with it, untrained</source>
        <translation>Sprema kopiju kao model ovog programa i njime prepoznaje slike, bez daljnjeg učenja</translation>
    </message>
</context>
<context>
    <name>Cell</name>
    <message>
        <source>{truth}, recognised with {share}</source>
        <translation>{truth}, prepoznato uz {share}</translation>
    </message>
    <message>
        <source>{truth}, taken for {said} with {share}</source>
        <translation>{truth}, proglašeno razredom {said} uz {share}</translation>
    </message>
</context>
<context>
    <name>ChangeLine</name>
    <message>
        <source>What has changed</source>
        <translation>Što se promijenilo</translation>
    </message>
    <message numerus="yes">
        <source>Compared with before, on %n photo(s) judged both times: {difference} (95 times of 100 between {low} and {high}); {righted} right now, {wronged} wrong now.</source>
        <translation>
            <numerusform>U usporedbi s prije, na %n fotografiji ocijenjenoj oba puta: {difference} (95 puta od 100 između {low} i {high}); sada točno: {righted}, sada netočno: {wronged}.</numerusform>
            <numerusform>U usporedbi s prije, na %n fotografije ocijenjene oba puta: {difference} (95 puta od 100 između {low} i {high}); sada točno: {righted}, sada netočno: {wronged}.</numerusform>
            <numerusform>U usporedbi s prije, na %n fotografija ocijenjenih oba puta: {difference} (95 puta od 100 između {low} i {high}); sada točno: {righted}, sada netočno: {wronged}.</numerusform>
        </translation>
    </message>
    <message>
        <source>{truth} taken for {answer}: {before} → {after}</source>
        <translation>{truth} kao {answer}: {before} → {after}</translation>
    </message>
</context>
<context>
    <name>ChangeView</name>
    <message>
        <source>Change</source>
        <translation>Promjena</translation>
    </message>
    <message>
        <source>How much the change is magnified</source>
        <translation>Koliko je puta promjena pojačana</translation>
    </message>
    <message>
        <source>The change, signed: grey is none, brighter is more light, darker is less</source>
        <translation>Promjena s predznakom: sivo je bez promjene, svjetlije je više svjetla, tamnije manje</translation>
    </message>
    <message>
        <source>The change will appear here.</source>
        <translation>Ovdje će se pojaviti promjena.</translation>
    </message>
    <message>
        <source>The change, magnified {times}</source>
        <translation>Promjena, pojačana {times}</translation>
    </message>
</context>
<context>
    <name>ChannelCard</name>
    <message>
        <source>Channel {number}: up to {largest}, mean {mean}</source>
        <translation>Kanal {number}: do {largest}, srednja vrijednost {mean}</translation>
    </message>
    <message>
        <source>The picture with the channel laid over it</source>
        <translation>Slika s kanalom položenim preko nje</translation>
    </message>
    <message>
        <source>What does this channel like?</source>
        <translation>Što ovaj kanal voli?</translation>
    </message>
    <message>
        <source>Find photos that excite it</source>
        <translation>Fotografije koje ga pobuđuju</translation>
    </message>
    <message>
        <source>Runs the photos of {folder} through the network, once for all channels of this layer</source>
        <translation>Propušta fotografije iz mape {folder} kroz mrežu, jednom za sve kanale ovog sloja</translation>
    </message>
    <message>
        <source>The photos of your folder that excite the channel most, or its ideal image, tell.</source>
        <translation>Odgovor daju fotografije iz vaše mape koje ga najviše pobuđuju ili njegova idealna slika.</translation>
    </message>
    <message>
        <source>Open a folder of photos…</source>
        <translation>Otvori mapu s fotografijama…</translation>
    </message>
    <message>
        <source>Photos among which to look for those that excite the channel most</source>
        <translation>Fotografije među kojima treba tražiti one koje kanal najviše pobuđuju</translation>
    </message>
    <message>
        <source>Open a folder of photos to see which of them excite this channel most.</source>
        <translation>Otvorite mapu s fotografijama da vidite koje ovaj kanal najviše pobuđuju.</translation>
    </message>
    <message>
        <source>No photo could be read.</source>
        <translation>Nijednu fotografiju nije bilo moguće pročitati.</translation>
    </message>
    <message>
        <source>Map over the photo</source>
        <translation>Karta preko fotografije</translation>
    </message>
    <message>
        <source>Strength of the map over the photo</source>
        <translation>Jačina karte preko fotografije</translation>
    </message>
    <message>
        <source>From the photo alone to the map alone, where the channel is above 0</source>
        <translation>Od same fotografije do same karte, ondje gdje je kanal iznad 0</translation>
    </message>
    <message>
        <source>Its ideal image</source>
        <translation>Njegova idealna slika</translation>
    </message>
    <message>
        <source>Makes the picture that excites this channel most, on the Ideal image page</source>
        <translation>Na stranici Idealna slika stvara sliku koja ovaj kanal najviše pobuđuje</translation>
    </message>
    <message>
        <source>Without channel(s) {channels}: {before} {sure} becomes {after} {then}; {kept} is left of it.</source>
        <translation>Bez kanala {channels}: {before} {sure} postaje {after} {then}; od toga ostaje {kept}.</translation>
    </message>
    <message>
        <source>Without channel(s) {channels}: still {before}, {sure} becomes {kept}.</source>
        <translation>Bez kanala {channels}: i dalje {before}, {sure} postaje {kept}.</translation>
    </message>
    <message>
        <source>In none of your photos it speaks for the answer.</source>
        <translation>Ni na jednoj tvojoj fotografiji ne govori u prilog odgovoru.</translation>
    </message>
    <message>
        <source>Switch it off</source>
        <translation>Isključi ga</translation>
    </message>
    <message>
        <source>Sets this channel to 0 everywhere and asks the network again; others stay off</source>
        <translation>Postavlja ovaj kanal posvuda na 0 i ponovno pita mrežu; ostali ostaju isključeni</translation>
    </message>
    <message>
        <source>Excite it</source>
        <translation>Pobuđuju ga</translation>
    </message>
    <message>
        <source>Your photos that excite the channel most, by its mean</source>
        <translation>Tvoje fotografije koje kanal najviše pobuđuju, po njegovu prosjeku</translation>
    </message>
    <message>
        <source>Where it counted</source>
        <translation>Bio važan</translation>
    </message>
    <message>
        <source>Your photos in which it counted most for the answer: activation × gradient, about so many logits</source>
        <translation>Tvoje fotografije na kojima je najviše značio za odgovor: aktivacija × gradijent, otprilike toliko logita</translation>
    </message>
    <message>
        <source>Which photos</source>
        <translation>Koje fotografije</translation>
    </message>
    <message>
        <source>Photos of the channel</source>
        <translation>Fotografije kanala</translation>
    </message>
</context>
<context>
    <name>ChannelGrid</name>
    <message>
        <source>Channel maps</source>
        <translation>Karte kanala</translation>
    </message>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n kanal</numerusform>
            <numerusform>%n kanala</numerusform>
            <numerusform>%n kanala</numerusform>
        </translation>
    </message>
    <message>
        <source>Channel {number}, largest activation {largest}</source>
        <translation>Kanal {number}, najveća aktivacija {largest}</translation>
    </message>
</context>
<context>
    <name>ClassSearch</name>
    <message>
        <source>Empty the line</source>
        <translation>Isprazni redak</translation>
    </message>
    <message>
        <source>no class of the model is called so</source>
        <translation>nijedan se razred modela tako ne zove</translation>
    </message>
</context>
<context>
    <name>ClassifyPage</name>
    <message>
        <source>Classify</source>
        <translation>Prepoznavanje</translation>
    </message>
    <message>
        <source>For each class &lt;i&gt;k&lt;/i&gt; the network computes one figure, the &lt;b&gt;logit&lt;/b&gt; &lt;i&gt;z&lt;sub&gt;k&lt;/sub&gt;&lt;/i&gt;. The &lt;b&gt;softmax&lt;/b&gt; turns the logits into probabilities that sum to 1:</source>
        <translation>Za svaki razred &lt;i&gt;k&lt;/i&gt; mreža izračuna jedan broj, &lt;b&gt;logit&lt;/b&gt; &lt;i&gt;z&lt;sub&gt;k&lt;/sub&gt;&lt;/i&gt;. Funkcija &lt;b&gt;softmax&lt;/b&gt; pretvara logite u vjerojatnosti čiji je zbroj 1:</translation>
    </message>
    <message>
        <source>It can only choose among the classes that it knows, so a picture of something else gets an answer too, often a confident one. &lt;b&gt;Try&lt;/b&gt;: the same picture with your own model and with a backbone; a picture of something that is none of your classes; one that was cropped, turned or drawn; and the switch below the picture, which marks what speaks for a class.</source>
        <translation>Može birati samo među razredima koje poznaje, pa i slika nečega drugog dobije odgovor, često vrlo siguran. &lt;b&gt;Isprobajte&lt;/b&gt;: istu sliku s vlastitim modelom i s okosnicom; sliku nečega što nije nijedan od vaših razreda; obrezanu, okrenutu ili nacrtanu sliku; i prekidač ispod slike, koji označava što govori u prilog razredu.</translation>
    </message>
    <message>
        <source>Open pictures…</source>
        <translation>Otvori slike…</translation>
    </message>
    <message>
        <source>Choose one picture or many (Ctrl+O)</source>
        <translation>Odaberite jednu ili više slika (Ctrl+O)</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>Otvori mapu…</translation>
    </message>
    <message>
        <source>Every picture in a folder and the folders in it</source>
        <translation>Sve slike u mapi i u mapama u njoj</translation>
    </message>
    <message>
        <source>A picture, or files, from the clipboard (Ctrl+V)</source>
        <translation>Slika ili datoteke iz međuspremnika (Ctrl+V)</translation>
    </message>
    <message>
        <source>Classify all of them</source>
        <translation>Prepoznaj sve</translation>
    </message>
    <message>
        <source>Open pictures</source>
        <translation>Otvaranje slika</translation>
    </message>
    <message>
        <source>Open a folder of pictures</source>
        <translation>Otvaranje mape sa slikama</translation>
    </message>
    <message>
        <source>Looking at the pictures</source>
        <translation>Gledam slike</translation>
    </message>
    <message>
        <source>Drop pictures here</source>
        <translation>Ispustite slike ovamo</translation>
    </message>
    <message>
        <source>One, many, or a folder; a picture copied anywhere can be pasted</source>
        <translation>Jednu, više njih ili mapu; bilo gdje kopirana slika može se zalijepiti</translation>
    </message>
    <message>
        <source>Classify again</source>
        <translation>Prepoznaj ponovno</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Zaustavi</translation>
    </message>
    <message>
        <source>Classify</source>
        <comment>verb</comment>
        <translation>Prepoznaj</translation>
    </message>
    <message>
        <source>choose a picture first</source>
        <translation>prvo odaberite sliku</translation>
    </message>
    <message>
        <source>Show the model any picture, and it says what it takes it for and how sure it is. It knows only the classes that it has learnt, so a coffee cup may well become a bird. Switch on what counts to see which part of the picture convinced it.</source>
        <translation>Pokažite modelu bilo koju sliku i on kaže za što je drži i koliko je siguran. Poznaje samo razrede koje je naučio pa šalica kave lako postane ptica. Uključite prikaz važnoga da vidite koji ga je dio slike uvjerio.</translation>
    </message>
</context>
<context>
    <name>ClassifySaving</name>
    <message>
        <source>For Excel</source>
        <translation>Za Excel</translation>
    </message>
    <message>
        <source>For programs</source>
        <translation>Za programe</translation>
    </message>
    <message>
        <source>Save as CSV</source>
        <translation>Spremi kao CSV</translation>
    </message>
    <message>
        <source>Where is the folder of heat maps to lie?</source>
        <translation>Gdje neka bude mapa s toplinskim kartama?</translation>
    </message>
    <message>
        <source>heat maps</source>
        <translation>toplinske karte</translation>
    </message>
    <message>
        <source>saved: {path}</source>
        <translation>spremljeno: {path}</translation>
    </message>
</context>
<context>
    <name>ClassifySettings</name>
    <message>
        <source>Pictures</source>
        <translation>Slike</translation>
    </message>
    <message>
        <source>Classes shown</source>
        <translation>Prikazani razredi</translation>
    </message>
    <message>
        <source>How many of the most probable classes are shown for a picture (top-k)</source>
        <translation>Koliko se najvjerojatnijih razreda prikazuje za svaku sliku (top-k)</translation>
    </message>
    <message>
        <source>Photos that it has not learnt from</source>
        <translation>Fotografije iz kojih nije učio</translation>
    </message>
    <message>
        <source>One of each class, from the part of the folder that was kept for this.</source>
        <translation>Po jedna iz svakog razreda, iz dijela mape koji je za to sačuvan.</translation>
    </message>
    <message>
        <source>Classify all of them</source>
        <translation>Prepoznaj sve</translation>
    </message>
    <message>
        <source>And something else</source>
        <translation>I nešto drugo</translation>
    </message>
    <message>
        <source>It must choose among what it knows: whatever it is shown, it names one of its classes.</source>
        <translation>Mora birati među onim što zna: što god mu pokažete, navest će jedan od svojih razreda.</translation>
    </message>
    <message>
        <source>Save as a web page…</source>
        <translation>Spremi kao web-stranicu…</translation>
    </message>
    <message>
        <source>One file that names pictures on any phone, without a connection</source>
        <translation>Jedna datoteka koja na svakom mobitelu prepoznaje slike, bez veze</translation>
    </message>
</context>
<context>
    <name>Closer</name>
    <message>
        <source>The photo with what speaks for the first class marked</source>
        <translation>Fotografija s označenim onim što govori u prilog prvom razredu</translation>
    </message>
    <message>
        <source>Most like it, of the photos that the model learnt from:</source>
        <translation>Najsličnije među fotografijama iz kojih je model učio:</translation>
    </message>
    <message>
        <source>The photo, looked at closely</source>
        <translation>Fotografija izbliza</translation>
    </message>
    <message>
        <source>Most probable classes</source>
        <translation>Najvjerojatniji razredi</translation>
    </message>
    <message>
        <source>Photos that it learnt from, most alike first</source>
        <translation>Fotografije iz kojih je učio, najsličnije prve</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>A job is still running</source>
        <translation>Posao još traje</translation>
    </message>
    <message>
        <source>What was reached until now can be kept: a training keeps its best state.</source>
        <translation>Dosad postignuto može se sačuvati: učenje čuva svoje najbolje stanje.</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>Zaustavi i sačuvaj</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Nastavi</translation>
    </message>
    <message>
        <source>Quit at once</source>
        <translation>Odmah zatvori</translation>
    </message>
</context>
<context>
    <name>ColourScale</name>
    <message>
        <source>Colour scale of the activations</source>
        <translation>Ljestvica boja aktivacija</translation>
    </message>
    <message>
        <source>One scale for all channels: dark is 0, lighter is farther from it, in warm colours above and in blue below. Extremes share a colour.</source>
        <translation>Jedna skala za sve kanale: tamno je 0, svjetlije je dalje od nule, iznad u toplim bojama, ispod u plavoj. Krajnosti dijele boju.</translation>
    </message>
</context>
<context>
    <name>Company</name>
    <message>
        <source>A channel belongs to one network: it grows alone.</source>
        <translation>Kanal pripada jednoj mreži: raste sam.</translation>
    </message>
    <message>
        <source>No other network knows the classes of a model of your own: it grows alone.</source>
        <translation>Razrede vašega vlastitog modela ne poznaje nijedna druga mreža: on uzgaja sam.</translation>
    </message>
    <message>
        <source>Takes about {seconds} s.</source>
        <translation>Traje oko {seconds} s.</translation>
    </message>
    <message>
        <source>As fast as the last ideal image grew on this machine; a busy machine takes longer</source>
        <translation>Toliko brzo koliko je na ovom računalu rasla posljednja idealna slika; zauzetom računalu treba dulje</translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message>
        <source>Compare</source>
        <translation>Usporedba</translation>
    </message>
    <message>
        <source>Three questions about your own photos. &lt;b&gt;Backbones&lt;/b&gt;: each network looks at every photo once; a &lt;b&gt;linear probe&lt;/b&gt; learns from four fifths of them and is asked about the last fifth, five times round. &lt;b&gt;Transfer&lt;/b&gt;: the same network frozen, and from scratch, with 2, 5, 10 … photos of each class. &lt;b&gt;Tricks&lt;/b&gt;: a head trained with a trick and without it, several times with other dice. The lines through the points are &lt;b&gt;95 % intervals&lt;/b&gt;: where they overlap widely, nobody can tell which is better. &lt;b&gt;Try&lt;/b&gt;: guess first, then press start.</source>
        <translation>Tri pitanja o vašim fotografijama. &lt;b&gt;Okosnice&lt;/b&gt;: svaka mreža jednom pogleda svaku fotografiju; &lt;b&gt;linearna sonda&lt;/b&gt; uči iz četiri petine i odgovara za zadnju petinu, pet puta ukrug. &lt;b&gt;Prijenos&lt;/b&gt;: ista mreža zamrznuta i od početka, s 2, 5, 10 … fotografija svakog razreda. &lt;b&gt;Trikovi&lt;/b&gt;: glava naučena s trikom i bez njega, više puta s drugim kockicama. Crte kroz točke su &lt;b&gt;95-postotni intervali&lt;/b&gt;: gdje se jako preklapaju, nitko ne može reći što je bolje. &lt;b&gt;Pokušajte&lt;/b&gt;: najprije pogađajte, a zatim pokrenite.</translation>
    </message>
    <message>
        <source>Open a folder of photos…</source>
        <translation>Otvori mapu s fotografijama…</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Izmjeri</translation>
    </message>
    <message>
        <source>open a folder first</source>
        <translation>najprije otvorite mapu</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Zaustavi</translation>
    </message>
    <message>
        <source>Which network is worth its time on your photos?</source>
        <translation>Koja mreža na vašim fotografijama vrijedi svojeg vremena?</translation>
    </message>
    <message>
        <source>What is it worth that the network has seen a million photos before yours?</source>
        <translation>Koliko vrijedi to što je mreža prije vaših vidjela milijun fotografija?</translation>
    </message>
    <message>
        <source>Does the trick really help?</source>
        <translation>Pomaže li trik doista?</translation>
    </message>
    <message>
        <source>How large may a step of learning be?</source>
        <translation>Koliko velik smije biti korak učenja?</translation>
    </message>
    <message>
        <source>Measuring …</source>
        <translation>Mjeri …</translation>
    </message>
    <message>
        <source>Measured on your own folder</source>
        <translation>Mjeri se na vašoj mapi</translation>
    </message>
    <message>
        <source>Which network suits your photos, how much does it help that it has learnt before, and is a trick worth it? Here you measure it instead of believing it. Guess first, then press start.</source>
        <translation>Koja mreža odgovara vašim fotografijama, koliko pomaže to što je već nešto naučila i isplati li se neki trik? Ovdje to mjerite umjesto da vjerujete. Najprije pogodite, onda pokrenite.</translation>
    </message>
</context>
<context>
    <name>CompareSettings</name>
    <message>
        <source>What is compared?</source>
        <translation>Što se uspoređuje?</translation>
    </message>
    <message>
        <source>Backbones</source>
        <translation>Okosnice</translation>
    </message>
    <message>
        <source>Which of the networks that are here tells your photos apart best, and what it costs</source>
        <translation>Koja od mreža koje su ovdje najbolje razlikuje vaše fotografije i koliko stoji</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>Prijenos</translation>
    </message>
    <message>
        <source>How much what the network knows already helps, with few photos and with many</source>
        <translation>Koliko pomaže ono što mreža već zna, s malo fotografija i s mnogo njih</translation>
    </message>
    <message>
        <source>Tricks</source>
        <translation>Trikovi</translation>
    </message>
    <message>
        <source>Whether a trick of training really helps on your photos: with it, without it, several times</source>
        <translation>Pomaže li neki trik učenja doista na vašim fotografijama: s njim, bez njega, više puta</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Stopa</translation>
    </message>
    <message>
        <source>Which learning rate teaches fastest: it grows from step to step until it destroys</source>
        <translation>Koja stopa učenja najbrže uči: raste iz koraka u korak dok ne počne uništavati</translation>
    </message>
    <message>
        <source>Without the drawings</source>
        <translation>Bez crteža</translation>
    </message>
    <message>
        <source>Something completely new: drawings</source>
        <translation>Nešto posve novo: crteži</translation>
    </message>
    <message>
        <source>170 drawings of birds, flowers, fruit and vegetables, measured beside your photos</source>
        <translation>170 crteža ptica, cvijeća, voća i povrća, izmjerenih uz vaše fotografije</translation>
    </message>
</context>
<context>
    <name>ComparedView</name>
    <message>
        <source>Accuracy with its interval</source>
        <translation>Točnost sa svojim intervalom</translation>
    </message>
    <message>
        <source>The figures</source>
        <translation>Brojke</translation>
    </message>
    <message>
        <source>right</source>
        <translation>točno</translation>
    </message>
    <message>
        <source>{method}, second folder</source>
        <translation>{method}, druga mapa</translation>
    </message>
    <message numerus="yes">
        <source>Right on %n photo(s) that the probe has not learnt from</source>
        <translation>
            <numerusform>Točno na %n fotografiji iz koje sonda nije učila</numerusform>
            <numerusform>Točno na %n fotografije iz kojih sonda nije učila</numerusform>
            <numerusform>Točno na %n fotografija iz kojih sonda nije učila</numerusform>
        </translation>
    </message>
    <message>
        <source>milliseconds a photo</source>
        <translation>milisekunda po fotografiji</translation>
    </message>
    <message>
        <source>may be as good as the best</source>
        <translation>možda jednako dobra kao najbolja</translation>
    </message>
    <message>
        <source>clearly less good</source>
        <translation>jasno lošija</translation>
    </message>
    <message>
        <source>Backbone</source>
        <translation>Okosnica</translation>
    </message>
    <message>
        <source>Linear probe</source>
        <translation>Linearna sonda</translation>
    </message>
    <message>
        <source>Neighbours</source>
        <translation>Susjedi</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Cijena</translation>
    </message>
    <message>
        <source>{milliseconds} ms, {megabytes} MB</source>
        <translation>{milliseconds} ms, {megabytes} MB</translation>
    </message>
    <message>
        <source>advised</source>
        <translation>preporučeno</translation>
    </message>
    <message numerus="yes">
        <source>Right on %n photo(s) that nobody learnt from</source>
        <translation>
            <numerusform>Točno na %n fotografiji iz koje se nije učilo</numerusform>
            <numerusform>Točno na %n fotografije iz kojih se nije učilo</numerusform>
            <numerusform>Točno na %n fotografija iz kojih se nije učilo</numerusform>
        </translation>
    </message>
    <message>
        <source>photos of each class</source>
        <translation>fotografija svakog razreda</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Način</translation>
    </message>
    <message>
        <source>Photos a class</source>
        <translation>Fotografija po razredu</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Točno</translation>
    </message>
    <message>
        <source>How sure the backbone itself is of these photos: {share}.</source>
        <translation>Koliko je sama okosnica sigurna za ove fotografije: {share}.</translation>
    </message>
    <message>
        <source>How sure the backbone itself is: {share} here, {other} in the second folder. The lower, the less it has seen of the kind; whether its features suit your classes that cannot tell.</source>
        <translation>Koliko je sama okosnica sigurna: {share} ovdje, {other} u drugoj mapi. Što manje, to je takvoga manje vidjela; odgovaraju li njezine značajke vašim razredima, to ne kazuje.</translation>
    </message>
    <message numerus="yes">
        <source>With %n photo(s) a class: frozen {frozen}, from scratch {scratch}.</source>
        <translation>
            <numerusform>S %n fotografijom po razredu: zamrznuto {frozen}, od početka {scratch}.</numerusform>
            <numerusform>S %n fotografije po razredu: zamrznuto {frozen}, od početka {scratch}.</numerusform>
            <numerusform>S %n fotografija po razredu: zamrznuto {frozen}, od početka {scratch}.</numerusform>
        </translation>
    </message>
    <message>
        <source>What the network knew already helps clearly.</source>
        <translation>Ono što je mreža već znala jasno pomaže.</translation>
    </message>
    <message>
        <source>What the network knew already does not help here.</source>
        <translation>Ono što je mreža već znala ovdje ne pomaže.</translation>
    </message>
    <message>
        <source>Their intervals overlap: more seeds would tell.</source>
        <translation>Intervali im se preklapaju: više sjemena reklo bi više.</translation>
    </message>
    <message>
        <source>Difference {difference} ({low} to {high})</source>
        <translation>Razlika {difference} (od {low} do {high})</translation>
    </message>
    <message>
        <source>right, of {count} photos each time</source>
        <translation>točno, svaki put od {count} fotografija</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Sjeme</translation>
    </message>
    <message>
        <source>The loss while the learning rate grows</source>
        <translation>Gubitak dok stopa učenja raste</translation>
    </message>
    <message>
        <source>Nowhere does the loss fall: there is nothing to suggest.</source>
        <translation>Gubitak nigdje ne pada: nema se što predložiti.</translation>
    </message>
    <message>
        <source>It falls fastest at a learning rate of {rate}; {usual} is taken where none is given.</source>
        <translation>Najbrže pada pri stopi učenja {rate}; kad nije zadana, uzima se {usual}.</translation>
    </message>
    <message>
        <source>At {rate} it has risen to four times its least: so high a rate destroys what was learnt.</source>
        <translation>Pri {rate} narastao je na četverostruki najmanji: tako visoka stopa uništava naučeno.</translation>
    </message>
    <message>
        <source>loss, of its largest</source>
        <translation>gubitak, prema najvećem</translation>
    </message>
    <message>
        <source>falls fastest</source>
        <translation>pada najbrže</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>stopa učenja</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>gubitak</translation>
    </message>
</context>
<context>
    <name>Copying</name>
    <message>
        <source>Where is the corrected copy to lie?</source>
        <translation>Gdje neka bude ispravljena kopija?</translation>
    </message>
    <message>
        <source>{name} corrected</source>
        <translation>{name} ispravljeno</translation>
    </message>
    <message>
        <source>saved: {path}</source>
        <translation>spremljeno: {path}</translation>
    </message>
</context>
<context>
    <name>Course</name>
    <message>
        <source>Probability</source>
        <translation>Vjerojatnost</translation>
    </message>
    <message>
        <source>Activation</source>
        <translation>Aktivacija</translation>
    </message>
    <message>
        <source>Variation</source>
        <translation>Varijacija</translation>
    </message>
    <message>
        <source>step</source>
        <translation>korak</translation>
    </message>
    <message>
        <source>Of what each step looks at: the picture moved, turned or through a window, as the recipe has it. The figure below a picture is of all of it, as the network sees it when it is saved.</source>
        <translation>Odnosi se na ono što svaki korak gleda: sliku pomaknutu, zakrenutu ili kroz prozor, kako recept kaže. Broj ispod slike odnosi se na cijelu sliku, kako je mreža vidi kad se spremi.</translation>
    </message>
    <message>
        <source>The mean difference between neighbouring pixels, of the whole picture</source>
        <translation>Prosječna razlika susjednih piksela, na cijeloj slici</translation>
    </message>
</context>
<context>
    <name>CrashReport</name>
    <message>
        <source>To the last training</source>
        <translation>Na zadnje učenje</translation>
    </message>
    <message>
        <source>Opens the folder of the last time and offers to continue</source>
        <translation>Otvara mapu od prošli put i nudi nastavak</translation>
    </message>
    <message>
        <source>Copy the report</source>
        <translation>Kopiraj izvještaj</translation>
    </message>
    <message>
        <source>Versions and lines of code, none of your photos: nothing is sent by itself</source>
        <translation>Verzije i retci koda, nijedna vaša fotografija: ništa se ne šalje samo</translation>
    </message>
    <message>
        <source>Save the report…</source>
        <translation>Spremi izvještaj…</translation>
    </message>
    <message>
        <source>As a text file, to attach to a message</source>
        <translation>Kao tekstualnu datoteku, za prilog poruci</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Spremi izvještaj</translation>
    </message>
</context>
<context>
    <name>Curve</name>
    <message>
        <source>smoothing</source>
        <translation>izglađivanje</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Izglađivanje</translation>
    </message>
    <message>
        <source>Draws a moving average (EMA), so that the trend shows through the noise; the points stay faint.</source>
        <translation>Crta pomični prosjek (EMA), da se kroz šum vidi kretanje; točke ostaju blijede.</translation>
    </message>
    <message>
        <source>log</source>
        <translation>log</translation>
    </message>
    <message>
        <source>Logarithmic scale</source>
        <translation>Logaritamska ljestvica</translation>
    </message>
    <message>
        <source>Logarithmic scale: each step up is ten times more, so small values show too.</source>
        <translation>Logaritamska ljestvica: svaki je korak deset puta više, pa se vide i male vrijednosti.</translation>
    </message>
    <message>
        <source>Copy or save the plot</source>
        <translation>Kopiraj ili spremi graf</translation>
    </message>
    <message>
        <source>Copy or save the plot, or show the whole run again</source>
        <translation>Kopirajte ili spremite graf ili ponovno prikažite cijeli tijek</translation>
    </message>
    <message>
        <source>Copy the picture</source>
        <translation>Kopiraj sliku</translation>
    </message>
    <message>
        <source>Save as PNG…</source>
        <translation>Spremi kao PNG…</translation>
    </message>
    <message>
        <source>Save as SVG…</source>
        <translation>Spremi kao SVG…</translation>
    </message>
    <message>
        <source>Save the values (CSV)…</source>
        <translation>Spremi vrijednosti (CSV)…</translation>
    </message>
    <message>
        <source>Show the whole run</source>
        <translation>Prikaži cijeli tijek</translation>
    </message>
</context>
<context>
    <name>CurveGuess</name>
    <message>
        <source>The line in hand</source>
        <translation>Crta u ruci</translation>
    </message>
</context>
<context>
    <name>DataPage</name>
    <message>
        <source>Data</source>
        <translation>Podaci</translation>
    </message>
    <message>
        <source>A network learns from &lt;b&gt;examples&lt;/b&gt;: photos whose class is known. Here the folder tells the class. The photos are split at random into three parts, every class in the same proportion: &lt;b&gt;train&lt;/b&gt; is what is learned from, &lt;b&gt;validation&lt;/b&gt; checks after every epoch, &lt;b&gt;test&lt;/b&gt; stays locked for the final judgement. Copies of one photo stay in one part: otherwise the model would be asked what it has seen.&lt;br&gt;Whoever always answers the largest class is right in</source>
        <translation>Mreža uči iz &lt;b&gt;primjera&lt;/b&gt;: fotografija čiji je razred poznat. Ovdje razred kaže mapa. Fotografije se slučajno dijele na tri skupa, svaki razred u istom omjeru: iz skupa &lt;b&gt;za učenje&lt;/b&gt; se uči, skup &lt;b&gt;za provjeru&lt;/b&gt; provjerava nakon svake epohe, a skup &lt;b&gt;za ispitivanje&lt;/b&gt; ostaje zaključan za konačnu ocjenu. Kopije iste fotografije ostaju u istom skupu: inače bismo model pitali ono što je već vidio.&lt;br&gt;Tko uvijek odgovara najvećim razredom, u pravu je u</translation>
    </message>
    <message>
        <source>of all cases: a trained model has to beat that. &lt;b&gt;Try&lt;/b&gt;: click a class to see its photos, then a thing that stands out; change the seed and watch which photos move.</source>
        <translation>slučajeva: naučeni model mora biti bolji. &lt;b&gt;Isprobajte&lt;/b&gt;: kliknite razred da vidite njegove fotografije, zatim nešto što odskače; promijenite sjeme i gledajte koje se fotografije premjeste.</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>Otvori mapu…</translation>
    </message>
    <message>
        <source>Open a folder that holds one folder of photos for each class (Ctrl+O)</source>
        <translation>Otvorite mapu u kojoj je po jedna mapa fotografija za svaki razred (Ctrl+O)</translation>
    </message>
    <message>
        <source>Try the sample photos</source>
        <translation>Isprobaj s primjerima</translation>
    </message>
    <message>
        <source>A hundred photos of birds, flowers, fruit and vegetables to begin with</source>
        <translation>Stotinjak fotografija ptica, cvijeća, voća i povrća za početak</translation>
    </message>
    <message>
        <source>Photos of the lesson…</source>
        <translation>Fotografije iz lekcije…</translation>
    </message>
    <message>
        <source>Cats vs. Dogs and Oxford-IIIT Pet: bring them, or open them</source>
        <translation>Cats vs. Dogs i Oxford-IIIT Pet: nabavite ih ili ih otvorite</translation>
    </message>
    <message>
        <source>Look through it again</source>
        <translation>Pregledaj ponovno</translation>
    </message>
    <message>
        <source>Next: train</source>
        <translation>Dalje: učenje</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Zaustavi</translation>
    </message>
    <message>
        <source>Drop a folder of photos here</source>
        <translation>Ispustite mapu s fotografijama ovamo</translation>
    </message>
    <message>
        <source>One folder inside it for each class, train and test folders, or the class in the file names</source>
        <translation>U njoj po jedna mapa za svaki razred, mape train i test, ili razred u imenima datoteka</translation>
    </message>
    <message>
        <source>open a folder first</source>
        <translation>prvo otvorite mapu</translation>
    </message>
    <message>
        <source>“{folder}” was not looked through</source>
        <translation>Mapa „{folder}” nije pregledana</translation>
    </message>
    <message>
        <source>Looking through “{folder}”</source>
        <translation>Pregledavam „{folder}”</translation>
    </message>
    <message>
        <source>Drop another folder of photos here</source>
        <translation>Ispustite drugu mapu s fotografijama ovamo</translation>
    </message>
    <message>
        <source>Every photo is read once, so that damaged ones and copies are found; next time it is quick</source>
        <translation>Svaka se fotografija jednom pročita da se nađu oštećene i kopije; sljedeći put ide brzo</translation>
    </message>
    <message>
        <source>the folder has to be looked through first</source>
        <translation>mapu najprije treba pregledati</translation>
    </message>
    <message>
        <source>a second class is needed: one alone teaches nothing</source>
        <translation>potreban je drugi razred: iz jednoga se ne uči ništa</translation>
    </message>
    <message>
        <source>train</source>
        <translation>učenje</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>provjera</translation>
    </message>
    <message>
        <source>test</source>
        <translation>ispitivanje</translation>
    </message>
    <message>
        <source>Here you choose the photos that the network is to learn from: one folder for each thing that it shall tell apart. It learns from most of them; a few are kept back, so that you can see whether it has understood or only remembers. Look at what stands out before you go on: a model is only as good as its photos.</source>
        <translation>Ovdje birate fotografije iz kojih će mreža učiti: po jednu mapu za svaku stvar koju treba razlikovati. Uči iz većine; nekoliko ih se ostavi sa strane da vidite je li shvatila ili samo pamti. Prije nego što nastavite, pogledajte što odskače: model je dobar koliko i njegove fotografije.</translation>
    </message>
</context>
<context>
    <name>DataSetsView</name>
    <message>
        <source>Back</source>
        <translation>Natrag</translation>
    </message>
    <message>
        <source>To the start page; a download goes on</source>
        <translation>Na početnu stranicu; preuzimanje se nastavlja</translation>
    </message>
    <message>
        <source>Photos of the lesson</source>
        <translation>Fotografije iz lekcije</translation>
    </message>
    <message>
        <source>The lesson was made with these photos. A data set is brought once and unpacked into a new folder with a folder for each class; from then on no network is needed.</source>
        <translation>Lekcija je nastala na ovim fotografijama. Skup podataka nabavlja se jednom i raspakirava u novu mapu s po jednom mapom za svaki razred; otada mreža više nije potrebna.</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>Skup podataka</translation>
    </message>
    <message>
        <source>Breeds</source>
        <translation>Pasmine</translation>
    </message>
    <message>
        <source>37 classes, some of which even people confuse</source>
        <translation>37 razreda, od kojih neke zamjenjuju i ljudi</translation>
    </message>
    <message>
        <source>Cat or dog</source>
        <translation>Mačka ili pas</translation>
    </message>
    <message>
        <source>Two classes, as in Cats vs. Dogs</source>
        <translation>Dva razreda, kao u skupu Cats vs. Dogs</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Razredi</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Veličina</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translation>Uvjeti</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>Nova mapa</translation>
    </message>
    <message>
        <source>Elsewhere…</source>
        <translation>Drugamo…</translation>
    </message>
    <message>
        <source>Choose a folder in which the new one is made</source>
        <translation>Odaberite mapu u kojoj će nastati nova</translation>
    </message>
    <message>
        <source>I have the archive already…</source>
        <translation>Već imam arhivu…</translation>
    </message>
    <message>
        <source>Takes the photos from the published file, on a USB stick say: no network is needed</source>
        <translation>Uzima fotografije iz objavljene datoteke, primjerice s USB-ključa: mreža nije potrebna</translation>
    </message>
    <message>
        <source>Download instead</source>
        <translation>Radije preuzmi</translation>
    </message>
    <message>
        <source>Does not take the photos from that file</source>
        <translation>Ne uzima fotografije iz te datoteke</translation>
    </message>
    <message>
        <source>Throw away what has come</source>
        <translation>Baci što je pristiglo</translation>
    </message>
    <message>
        <source>Frees the disk; a download begins anew then</source>
        <translation>Oslobađa disk; preuzimanje tada počinje iznova</translation>
    </message>
    <message>
        <source>Open these photos</source>
        <translation>Otvori ove fotografije</translation>
    </message>
    <message>
        <source>Opens the folder on the Data page</source>
        <translation>Otvara mapu na stranici Podaci</translation>
    </message>
    <message>
        <source>About {photos} photos · {megabytes} MB to download · about {room} MB of room on the disk</source>
        <translation>Oko {photos} fotografija · za preuzimanje {megabytes} MB · na disku treba oko {room} MB mjesta</translation>
    </message>
    <message>
        <source>About {photos} photos</source>
        <translation>Oko {photos} fotografija</translation>
    </message>
    <message>
        <source>About {photos} photos · about {room} MB of room on the disk</source>
        <translation>Oko {photos} fotografija · oko {room} MB mjesta na disku</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Mapa</translation>
    </message>
    <message>
        <source>New folder: {path}</source>
        <translation>Nova mapa: {path}</translation>
    </message>
    <message>
        <source>Folder: {path}</source>
        <translation>Mapa: {path}</translation>
    </message>
    <message>
        <source>New folder elsewhere</source>
        <translation>Nova mapa drugdje</translation>
    </message>
    <message>
        <source>It is here already.</source>
        <translation>Već je ovdje.</translation>
    </message>
    <message>
        <source>From the file “{name}”: nothing is downloaded.</source>
        <translation>Iz datoteke „{name}”: ništa se ne preuzima.</translation>
    </message>
    <message>
        <source>{here} of {all} MB have come already and stay here: it goes on from there.</source>
        <translation>Već je pristiglo {here} od {all} MB i ostaje ovdje: nastavlja se odatle.</translation>
    </message>
</context>
<context>
    <name>Deck</name>
    <message>
        <source>One card back</source>
        <translation>Karticu natrag</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Riječi</translation>
    </message>
    <message>
        <source>How sure am I?</source>
        <translation>Moja sigurnost</translation>
    </message>
    <message>
        <source>Situation</source>
        <translation>Situacija</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>Predviđanje</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>Pokus</translation>
    </message>
    <message>
        <source>What did you see?</source>
        <translation>Što ste vidjeli?</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>Zašto?</translation>
    </message>
    <message>
        <source>{number} of {count}: {card}</source>
        <translation>{number} od {count}: {card}</translation>
    </message>
    <message>
        <source>How the class voted</source>
        <translation>Kako je razred glasao</translation>
    </message>
    <message>
        <source>Sheets to print</source>
        <translation>Listovi za ispis</translation>
    </message>
</context>
<context>
    <name>Defending</name>
    <message>
        <source>Open a folder of photos</source>
        <translation>Otvori mapu s fotografijama</translation>
    </message>
    <message>
        <source>This model cannot be used here: choose another.</source>
        <translation>Ovaj se model ovdje ne može upotrijebiti: odaberi drugi.</translation>
    </message>
    <message>
        <source>Open a folder of photos first.</source>
        <translation>Najprije otvori mapu s fotografijama.</translation>
    </message>
    <message>
        <source>Save the chart</source>
        <translation>Spremi grafikon</translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation>Spremljeno kao {path}</translation>
    </message>
    <message>
        <source>Open a folder of photos…</source>
        <translation>Otvori mapu s fotografijama…</translation>
    </message>
    <message>
        <source>Try the defences</source>
        <translation>Iskušaj obrane</translation>
    </message>
    <message>
        <source>What is a defence worth?</source>
        <translation>Koliko vrijedi obrana?</translation>
    </message>
    <message>
        <source>Measured on the photos of your own folder</source>
        <translation>Mjeri se na fotografijama tvoje mape</translation>
    </message>
</context>
<context>
    <name>EndCard</name>
    <message>
        <source>You answered {right} of {count} questions rightly. Below: what you predicted, and what came out.</source>
        <translation>Točnih odgovora: {right} od {count}. Ispod: što ste predvidjeli i što je ispalo.</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>Pitanje</translation>
    </message>
    <message>
        <source>You said</source>
        <translation>Rekli ste</translation>
    </message>
    <message>
        <source>It was</source>
        <translation>Bilo je</translation>
    </message>
    <message>
        <source>Next lesson: {title}</source>
        <translation>Sljedeća lekcija: {title}</translation>
    </message>
    <message>
        <source>Take this lesson again</source>
        <translation>Ponovi ovu lekciju</translation>
    </message>
    <message>
        <source>right</source>
        <translation>točno</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>netočno</translation>
    </message>
</context>
<context>
    <name>ErrorBanner</name>
    <message>
        <source>Close this message</source>
        <translation>Zatvori ovu poruku</translation>
    </message>
</context>
<context>
    <name>EvaluateForm</name>
    <message numerus="yes">
        <source>You have looked at these %n time(s).</source>
        <translation>
            <numerusform>Ove ste pogledali %n put.</numerusform>
            <numerusform>Ove ste pogledali %n puta.</numerusform>
            <numerusform>Ove ste pogledali %n puta.</numerusform>
        </translation>
    </message>
    <message>
        <source>Who looks, changes the settings and looks again has begun to learn the test by heart.</source>
        <translation>Tko pogleda, promijeni postavke i pogleda ponovno, počeo je ispit učiti napamet.</translation>
    </message>
    <message>
        <source>What is judged?</source>
        <translation>Što se ocjenjuje?</translation>
    </message>
    <message>
        <source>Test photos</source>
        <translation>Ispitne</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>Fotografije</translation>
    </message>
    <message>
        <source>Those that the training never used: look once.</source>
        <translation>One koje učenje nikad nije koristilo: pogledajte jednom.</translation>
    </message>
    <message>
        <source>A folder</source>
        <translation>Mapa</translation>
    </message>
    <message>
        <source>Every photo of a folder with the same classes.</source>
        <translation>Svaka fotografija mape s istim razredima.</translation>
    </message>
    <message>
        <source>What is wrong with the photos themselves: labels, strangers, bad pictures, shortcuts.</source>
        <translation>Što nije u redu sa samim fotografijama: oznake, stranci, loše slike, prečaci.</translation>
    </message>
    <message>
        <source>Open a folder of photos…</source>
        <translation>Otvori mapu s fotografijama…</translation>
    </message>
    <message>
        <source>A folder with one folder for each class, named as the model names them (Ctrl+O)</source>
        <translation>Mapa s mapom za svaki razred, nazvanom kao što ih zove model (Ctrl+O)</translation>
    </message>
</context>
<context>
    <name>EvaluatePage</name>
    <message>
        <source>Evaluate</source>
        <translation>Vrednovanje</translation>
    </message>
    <message>
        <source>How good is the model on photos that it has never seen? Of &lt;i&gt;n&lt;/i&gt; photos &lt;i&gt;r&lt;/i&gt; are right; the accuracy and its 95 % &lt;b&gt;Wilson interval&lt;/b&gt;, in which the true accuracy probably lies, are:</source>
        <translation>Koliko je model dobar na fotografijama koje nikad nije vidio? Od &lt;i&gt;n&lt;/i&gt; fotografija točno ih je &lt;i&gt;r&lt;/i&gt;; točnost i njezin 95-postotni &lt;b&gt;Wilsonov interval&lt;/b&gt;, u kojem vjerojatno leži prava točnost, jesu:</translation>
    </message>
    <message>
        <source>The validation photos chose the best epoch and your settings, so they flatter. The &lt;b&gt;test photos&lt;/b&gt; were locked away for one honest look. &lt;b&gt;Try&lt;/b&gt;: photos that you took today, in a folder for each class; four times as many photos, and how the interval halves; the photos behind the largest mistake.</source>
        <translation>Po fotografijama za provjeru odabrane su najbolja epoha i vaše postavke, pa one laskaju modelu. &lt;b&gt;Fotografije za ispitivanje&lt;/b&gt; ostale su zaključane za jedan pošten pogled. &lt;b&gt;Isprobajte&lt;/b&gt;: fotografije snimljene danas, u po jednoj mapi za svaki razred; četiri puta više fotografija i kako se interval prepolovi; fotografije iza najveće pogreške.</translation>
    </message>
    <message>
        <source>Judge the model</source>
        <translation>Ocijeni model</translation>
    </message>
    <message>
        <source>Open a folder of photos</source>
        <translation>Otvori mapu s fotografijama</translation>
    </message>
    <message>
        <source>A backbone has no photos of its own: train a model first, or judge it on a folder.</source>
        <translation>Okosnica nema svojih fotografija: prvo naučite model ili je ocijenite na nekoj mapi.</translation>
    </message>
    <message>
        <source>choose a model of your own first</source>
        <translation>prvo odaberite vlastiti model</translation>
    </message>
    <message>
        <source>open a folder first</source>
        <translation>prvo otvorite mapu</translation>
    </message>
    <message>
        <source>Judge again all the same</source>
        <translation>Svejedno ocijeni ponovno</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Zaustavi</translation>
    </message>
    <message>
        <source>Look at the photos</source>
        <translation>Pregledaj fotografije</translation>
    </message>
    <message>
        <source>Judging the model</source>
        <translation>Ocjenjujem model</translation>
    </message>
    <message>
        <source>Looking at the photos</source>
        <translation>Pregledava fotografije</translation>
    </message>
    <message>
        <source>The folder that it was trained on</source>
        <translation>Mapa na kojoj je učio</translation>
    </message>
    <message>
        <source>A folder for each class in it</source>
        <translation>U njoj mapa za svaki razred</translation>
    </message>
    <message>
        <source>On which photos?</source>
        <translation>Na kojim fotografijama?</translation>
    </message>
    <message>
        <source>One honest look</source>
        <translation>Jedan pošten pogled</translation>
    </message>
    <message>
        <source>How good is the model on the photos it has never seen?</source>
        <translation>Koliko je model dobar na fotografijama koje nikad nije vidio?</translation>
    </message>
    <message>
        <source>What is wrong with the photos?</source>
        <translation>Što nije u redu s fotografijama?</translation>
    </message>
    <message>
        <source>Each photo is asked about: the others answer. Nothing is changed.</source>
        <translation>Za svaku fotografiju odgovaraju ostale. Ništa se ne mijenja.</translation>
    </message>
    <message>
        <source>All photos of {folder}</source>
        <translation>Sve fotografije iz mape {folder}</translation>
    </message>
    <message>
        <source>Photos that the model learned from make it look better than it is</source>
        <translation>Fotografije iz kojih je učio prikazuju model boljim nego što jest</translation>
    </message>
    <message>
        <source>Here the model sits an exam with photos that nobody has shown it before. You see how many it gets right, and how far luck may have helped. Look at its mistakes: often the photo tells you why.</source>
        <translation>Ovdje model polaže ispit na fotografijama koje mu nitko prije nije pokazao. Vidite koliko ih pogodi i koliko je možda pomogla sreća. Pogledajte pogreške: često fotografija sama kaže zašto.</translation>
    </message>
</context>
<context>
    <name>ExcitingPhotos</name>
    <message>
        <source>Find them</source>
        <translation>Pronađi ih</translation>
    </message>
    <message>
        <source>Open a folder first</source>
        <translation>Prvo otvorite mapu</translation>
    </message>
    <message>
        <source>looking at photo {done} of {total}</source>
        <translation>gledam fotografiju {done} od {total}</translation>
    </message>
    <message>
        <source>No photo shows anything of it.</source>
        <translation>Nijedna fotografija ne pokazuje ništa od toga.</translation>
    </message>
</context>
<context>
    <name>ExperimentCard</name>
    <message>
        <source>{number} of {count}: {title}</source>
        <translation>{number} od {count}: {title}</translation>
    </message>
    <message>
        <source>photos learnt from</source>
        <translation>fotografije za učenje</translation>
    </message>
    <message>
        <source>photos kept back</source>
        <translation>fotografije po strani</translation>
    </message>
    <message>
        <source>always the largest class</source>
        <translation>uvijek najveći razred</translation>
    </message>
    <message>
        <source>with transfer</source>
        <translation>s prijenosom</translation>
    </message>
    <message>
        <source>from scratch</source>
        <translation>od početka</translation>
    </message>
    <message>
        <source>with it</source>
        <translation>s njim</translation>
    </message>
    <message>
        <source>without it</source>
        <translation>bez njega</translation>
    </message>
    <message>
        <source>how sure the network is</source>
        <translation>koliko je mreža sigurna</translation>
    </message>
    <message>
        <source>how sure it is of what it is</source>
        <translation>koliko je sigurna u ono što jest</translation>
    </message>
    <message>
        <source>how sure it is of the other</source>
        <translation>koliko je sigurna u ono drugo</translation>
    </message>
</context>
<context>
    <name>Exporting</name>
    <message>
        <source>Project without the photos</source>
        <translation>Projekt bez fotografija</translation>
    </message>
    <message>
        <source>Project with the photos</source>
        <translation>Projekt s fotografijama</translation>
    </message>
    <message>
        <source>Export the project</source>
        <translation>Izvezi projekt</translation>
    </message>
    <message>
        <source>Exported as {path}, {size} MB: open it on the other computer&apos;s first page</source>
        <translation>Izvezeno kao {path}, {size} MB: na drugom računalu otvorite s početne stranice</translation>
    </message>
</context>
<context>
    <name>FeaturesPage</name>
    <message>
        <source>Features</source>
        <translation>Značajke</translation>
    </message>
    <message>
        <source>A convolutional layer lays small filters over its input. Each filter gives one &lt;b&gt;channel&lt;/b&gt;, a map of where in the picture it found what it looks for:</source>
        <translation>Konvolucijski sloj malim filtrima prelazi preko ulaza. Svaki filtar daje jedan &lt;b&gt;kanal&lt;/b&gt;, kartu mjesta na slici gdje je našao ono što traži:</translation>
    </message>
    <message>
        <source>The first layers find edges and colours, the middle ones textures and parts, the last ones things. &lt;b&gt;Try&lt;/b&gt;: the stages one after another with the same picture; a channel, and which of your photos excite it most; the map of your folder before and after fine-tuning.</source>
        <translation>Prvi slojevi nalaze rubove i boje, srednji teksture i dijelove, a posljednji stvari. &lt;b&gt;Isprobajte&lt;/b&gt;: stupnjeve jedan za drugim s istom slikom; neki kanal i koje ga vaše fotografije najviše pobuđuju; kartu svoje mape prije i poslije finog ugađanja.</translation>
    </message>
    <message>
        <source>Open a picture…</source>
        <translation>Otvori sliku…</translation>
    </message>
    <message>
        <source>Choose the picture to look at (Ctrl+O)</source>
        <translation>Odaberite sliku za promatranje (Ctrl+O)</translation>
    </message>
    <message>
        <source>A picture from the clipboard (Ctrl+V)</source>
        <translation>Slika iz međuspremnika (Ctrl+V)</translation>
    </message>
    <message>
        <source>Open a folder of photos…</source>
        <translation>Otvori mapu s fotografijama…</translation>
    </message>
    <message>
        <source>One folder for each class in it, as on the Data page</source>
        <translation>U njoj po jedna mapa za svaki razred, kao na stranici Podaci</translation>
    </message>
    <message>
        <source>Draw the map</source>
        <translation>Nacrtaj kartu</translation>
    </message>
    <message>
        <source>Open a picture</source>
        <translation>Otvaranje slike</translation>
    </message>
    <message>
        <source>Open a folder of photos</source>
        <translation>Otvori mapu s fotografijama</translation>
    </message>
    <message>
        <source>Show the layer</source>
        <translation>Prikaži sloj</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Zaustavi</translation>
    </message>
    <message>
        <source>open a folder first</source>
        <translation>prvo otvorite mapu</translation>
    </message>
    <message>
        <source>choose a picture first</source>
        <translation>prvo odaberite sliku</translation>
    </message>
    <message>
        <source>A network looks at a picture in many layers, one after the other. The first ones find lines and colours, the later ones eyes, wheels or petals. Click through the stages with one picture and watch what is left of it.</source>
        <translation>Mreža sliku gleda kroz mnogo slojeva, jedan za drugim. Prvi nalaze crte i boje, kasniji oči, kotače ili latice. Prođite stupnjeve s jednom slikom i gledajte što od nje ostaje.</translation>
    </message>
</context>
<context>
    <name>FeaturesSettings</name>
    <message>
        <source>Picture</source>
        <translation>Slika</translation>
    </message>
    <message>
        <source>Layers of a picture</source>
        <translation>Slojevi slike</translation>
    </message>
    <message>
        <source>What each layer makes of one picture</source>
        <translation>Što svaki sloj načini od jedne slike</translation>
    </message>
    <message>
        <source>Map of a folder</source>
        <translation>Karta mape</translation>
    </message>
    <message>
        <source>Photos near each other are alike to the network</source>
        <translation>Fotografije koje su blizu mreži su slične</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Prikaz</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Postupak</translation>
    </message>
    <message>
        <source>Keeps neighbours together; distances between groups say little.</source>
        <translation>Susjede drži zajedno; udaljenosti među skupinama malo govore.</translation>
    </message>
    <message>
        <source>The two directions in which the photos differ most; quick and exact.</source>
        <translation>Dva smjera u kojima se fotografije najviše razlikuju; brzo i egzaktno.</translation>
    </message>
</context>
<context>
    <name>FeaturesView</name>
    <message>
        <source>Looking into the network</source>
        <translation>Gledam u mrežu</translation>
    </message>
    <message>
        <source>Looking at the photos</source>
        <translation>Gledam fotografije</translation>
    </message>
    <message>
        <source>Drop a picture here</source>
        <translation>Ispustite sliku ovamo</translation>
    </message>
    <message>
        <source>See what each layer of the network makes of it</source>
        <translation>Pogledajte što svaki sloj mreže načini od nje</translation>
    </message>
    <message>
        <source>Each photo becomes a point; photos that the network finds alike lie near each other</source>
        <translation>Svaka fotografija postaje točka; blizu su one koje mreža smatra sličnima</translation>
    </message>
    <message>
        <source>The photos of {folder} as a map</source>
        <translation>Fotografije iz mape {folder} kao karta</translation>
    </message>
    <message>
        <source>Open a folder of photos</source>
        <translation>Otvori mapu s fotografijama</translation>
    </message>
    <message>
        <source>Draw the map</source>
        <translation>Nacrtaj kartu</translation>
    </message>
</context>
<context>
    <name>FilmStrip</name>
    <message>
        <source>step {step}</source>
        <translation>korak {step}</translation>
    </message>
    <message>
        <source>Film</source>
        <translation>Film</translation>
    </message>
    <message>
        <source>How the picture came about: drag along, or use the arrow keys</source>
        <translation>Kako je slika nastajala: povlačite ili koristite tipke sa strelicama</translation>
    </message>
</context>
<context>
    <name>FindingsView</name>
    <message>
        <source>Choose a finding</source>
        <translation>Odaberite nalaz</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>izostavljeno</translation>
    </message>
    <message>
        <source>not the same</source>
        <translation>nije isto</translation>
    </message>
    <message numerus="yes">
        <source>Take all %n suggestion(s)</source>
        <translation>
            <numerusform>Prihvati %n prijedlog</numerusform>
            <numerusform>Prihvati sva %n prijedloga</numerusform>
            <numerusform>Prihvati svih %n prijedloga</numerusform>
        </translation>
    </message>
    <message>
        <source>Look through them first: some photos are hard, not wrong</source>
        <translation>Najprije ih pregledajte: neke su fotografije teške, a ne pogrešne</translation>
    </message>
    <message numerus="yes">
        <source>The others agree with the labels of {share} of %n photo(s)</source>
        <translation>
            <numerusform>Ostale se slažu s oznakom za {share} od %n fotografije</numerusform>
            <numerusform>Ostale se slažu s oznakama {share} od %n fotografije</numerusform>
            <numerusform>Ostale se slažu s oznakama {share} od %n fotografija</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing stands out</source>
        <translation>Ništa se ne ističe</translation>
    </message>
    <message>
        <source>Photos that the others, asked about them, put into another class. The most doubtful come first: some are labelled wrongly, some are hard.</source>
        <translation>Fotografije koje bi ostale, kad ih se pita, stavile u drugi razred. Prve su najsumnjivije: neke su krivo označene, neke su teške.</translation>
    </message>
    <message>
        <source>Labels in doubt</source>
        <translation>Sumnjive oznake</translation>
    </message>
    <message>
        <source>The same picture lies in two classes: one of them cannot be right.</source>
        <translation>Ista slika leži u dva razreda: jedan od njih ne može biti točan.</translation>
    </message>
    <message>
        <source>One picture, two classes</source>
        <translation>Jedna slika, dva razreda</translation>
    </message>
    <message>
        <source>They are not like any other photo of the folder. Do they belong here?</source>
        <translation>Ne sliče nijednoj drugoj fotografiji u mapi. Pripadaju li ovamo?</translation>
    </message>
    <message>
        <source>Strangers</source>
        <translation>Stranci</translation>
    </message>
    <message>
        <source>Very dark or bright, blurred, without colour, tiny, or of an odd shape.</source>
        <translation>Vrlo tamne ili svijetle, mutne, bez boje, sitne ili neobičnog oblika.</translation>
    </message>
    <message>
        <source>Hard to see</source>
        <translation>Teško vidljive</translation>
    </message>
    <message>
        <source>It alone guesses {accuracy} of the classes, best “{name}”; always the largest class: {majority}. A model may learn it in place of what is on the photos.</source>
        <translation>Samo iz toga pogodi se {accuracy} razreda, najbolje „{name}”; uvijek najveći razred: {majority}. Model bi mogao naučiti to umjesto onoga što je na fotografijama.</translation>
    </message>
    <message>
        <source>Shortcut: {property}</source>
        <translation>Prečac: {property}</translation>
    </message>
    <message>
        <source>Right on {low} of the photos with little of it, on {high} of those with much.</source>
        <translation>Točno na {low} fotografija gdje ga je malo, na {high} onih gdje ga je mnogo.</translation>
    </message>
    <message>
        <source>Unequal: {property}</source>
        <translation>Nejednako: {property}</translation>
    </message>
    <message>
        <source>The most typical</source>
        <translation>Najtipičnije</translation>
    </message>
    <message>
        <source>Those most like the others of their class.</source>
        <translation>One koje najviše sliče ostalima iz svojeg razreda.</translation>
    </message>
    <message>
        <source>The strangest</source>
        <translation>Najneobičnije</translation>
    </message>
    <message>
        <source>Those least like the others of their class.</source>
        <translation>One koje najmanje sliče ostalima iz svojeg razreda.</translation>
    </message>
    <message>
        <source>Photos of the chosen finding</source>
        <translation>Fotografije odabranog nalaza</translation>
    </message>
    <message>
        <source>Choose a finding to see its photos</source>
        <translation>Odaberite nalaz da biste vidjeli njegove fotografije</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Nalazi</translation>
    </message>
</context>
<context>
    <name>FolderMap</name>
    <message numerus="yes">
        <source>{method} of the embeddings of %n photo(s)</source>
        <translation>
            <numerusform>{method} vektora značajki %n fotografije</numerusform>
            <numerusform>{method} vektora značajki %n fotografije</numerusform>
            <numerusform>{method} vektora značajki %n fotografija</numerusform>
        </translation>
    </message>
    <message>
        <source>For {share} of them the nearest photo, by embedding, is of the same class.</source>
        <translation>Za {share} njih najbliža je fotografija, po vektoru značajki, iz istog razreda.</translation>
    </message>
    <message>
        <source>A part of the photos, drawn at random, is shown.</source>
        <translation>Prikazan je samo dio fotografija, slučajno izvučen.</translation>
    </message>
    <message>
        <source>Look at it layer by layer</source>
        <translation>Pogledaj je sloj po sloj</translation>
    </message>
    <message>
        <source>Shows what each layer of the network makes of this photo</source>
        <translation>Pokazuje što svaki sloj mreže načini od ove fotografije</translation>
    </message>
</context>
<context>
    <name>Found</name>
    <message>
        <source>Nothing odd was found</source>
        <translation>Ništa neobično nije nađeno</translation>
    </message>
    <message>
        <source>Every photo can be read, none is there twice, and every class has enough of them.</source>
        <translation>Sve se fotografije mogu pročitati, nijedna nije dvaput i svaki ih razred ima dovoljno.</translation>
    </message>
    <message>
        <source>No classes</source>
        <translation>Nema razreda</translation>
    </message>
    <message>
        <source>The choice no longer fits</source>
        <translation>Odabir više ne odgovara</translation>
    </message>
    <message>
        <source>Parts, no classes</source>
        <translation>Dijelovi, a ne razredi</translation>
    </message>
    <message>
        <source>Pieces, no classes</source>
        <translation>Komadi zbirke, a ne razredi</translation>
    </message>
    <message>
        <source>The same folders in each</source>
        <translation>U svakoj iste mape</translation>
    </message>
    <message>
        <source>Versions of the same photos</source>
        <translation>Inačice istih fotografija</translation>
    </message>
    <message>
        <source>Photos of the table that are not there</source>
        <translation>Fotografija iz tablice nema</translation>
    </message>
    <message>
        <source>Several classes in the table</source>
        <translation>Više razreda u tablici</translation>
    </message>
    <message>
        <source>Spelt in several ways</source>
        <translation>Pisano na više načina</translation>
    </message>
    <message>
        <source>Only one class</source>
        <translation>Samo jedan razred</translation>
    </message>
    <message>
        <source>Folders without photos</source>
        <translation>Mape bez fotografija</translation>
    </message>
    <message>
        <source>Too few photos in a class</source>
        <translation>Premalo fotografija u razredu</translation>
    </message>
    <message>
        <source>Few photos in a class</source>
        <translation>Malo fotografija u razredu</translation>
    </message>
    <message>
        <source>Unbalanced classes</source>
        <translation>Neujednačeni razredi</translation>
    </message>
    <message>
        <source>One picture, two classes</source>
        <translation>Jedna slika, dva razreda</translation>
    </message>
    <message>
        <source>One picture, two parts</source>
        <translation>Jedna slika, dva skupa</translation>
    </message>
    <message>
        <source>Nothing to learn from</source>
        <translation>Nema iz čega učiti</translation>
    </message>
    <message>
        <source>Damaged files</source>
        <translation>Oštećene datoteke</translation>
    </message>
    <message>
        <source>Exact copies</source>
        <translation>Iste kopije</translation>
    </message>
    <message>
        <source>Photos that look the same</source>
        <translation>Fotografije koje izgledaju isto</translation>
    </message>
    <message>
        <source>Series of photos</source>
        <translation>Nizovi fotografija</translation>
    </message>
    <message>
        <source>Wide or tall photos</source>
        <translation>Široke ili visoke fotografije</translation>
    </message>
    <message>
        <source>Tiny photos</source>
        <translation>Sitne fotografije</translation>
    </message>
    <message>
        <source>Several pictures in a file</source>
        <translation>Više slika u datoteci</translation>
    </message>
    <message>
        <source>Greys of more than 8 bits</source>
        <translation>Sivi tonovi s više od 8 bitova</translation>
    </message>
    <message>
        <source>Corrected by you</source>
        <translation>Vaši ispravci</translation>
    </message>
    <message>
        <source>One scene</source>
        <translation>Jedan prizor</translation>
    </message>
    <message>
        <source>Photos without a class</source>
        <translation>Fotografije bez razreda</translation>
    </message>
    <message>
        <source>Files left out</source>
        <translation>Izostavljene datoteke</translation>
    </message>
</context>
<context>
    <name>Gallery</name>
    <message>
        <source>Photos</source>
        <translation>Fotografije</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Razred</translation>
    </message>
    <message>
        <source>Show one class alone</source>
        <translation>Prikaži samo jedan razred</translation>
    </message>
    <message>
        <source>Search by file name</source>
        <translation>Traži po imenu</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Prikaži sve</translation>
    </message>
    <message>
        <source>No photo here has such a name. Empty the search to see all of them.</source>
        <translation>Nijedna fotografija nema takvo ime. Obrišite traženje da ih vidite sve.</translation>
    </message>
    <message>
        <source>All classes</source>
        <translation>Svi razredi</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n fotografija</numerusform>
            <numerusform>%n fotografije</numerusform>
            <numerusform>%n fotografija</numerusform>
        </translation>
    </message>
    <message>
        <source>Show large</source>
        <translation>Prikaži veliko</translation>
    </message>
    <message>
        <source>Show in its folder</source>
        <translation>Prikaži u mapi</translation>
    </message>
</context>
<context>
    <name>Growing</name>
    <message>
        <source>opening the model …</source>
        <translation>otvaram model …</translation>
    </message>
    <message>
        <source>nothing grew</source>
        <translation>ništa nije izraslo</translation>
    </message>
    <message>
        <source>Ideal image of {name}</source>
        <translation>Idealna slika: {name}</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Ispočetka</translation>
    </message>
    <message>
        <source>From the beginning, with the settings as they are now</source>
        <translation>Od početka, s postavkama kakve su sad</translation>
    </message>
    <message>
        <source>Save picture…</source>
        <translation>Spremi sliku…</translation>
    </message>
    <message>
        <source>The picture that is shown, as PNG</source>
        <translation>Prikazanu sliku, kao PNG</translation>
    </message>
    <message>
        <source>Save film…</source>
        <translation>Spremi film…</translation>
    </message>
    <message>
        <source>How it came about, as GIF, WebP or a folder of PNGs</source>
        <translation>Kako je nastajala, kao GIF, WebP ili mapu s PNG slikama</translation>
    </message>
    <message>
        <source>{agree} of {others} other networks see it</source>
        <translation>vidi je {agree} od ostalih mreža ({others})</translation>
    </message>
    <message>
        <source>picture {number}</source>
        <translation>slika {number}</translation>
    </message>
</context>
<context>
    <name>HeatPanel</name>
    <message>
        <source>Esc stops</source>
        <translation>Esc zaustavlja</translation>
    </message>
    <message>
        <source>The picture with what speaks for {name} marked</source>
        <translation>Slika s označenim onim što govori u prilog razredu {name}</translation>
    </message>
    <message>
        <source>Looking for what counts …</source>
        <translation>Tražim što je važno …</translation>
    </message>
    <message>
        <source>Bright: what speaks for “{name}”, on the part of the picture that the network sees.</source>
        <translation>Svijetlo: što govori u prilog razredu „{name}”, na dijelu slike koji mreža vidi.</translation>
    </message>
    <message>
        <source>Blurring the brightest {share} moves its probability from {before} to {after}; at random: {chance}.</source>
        <translation>Kad se zamuti najsvjetlijih {share}, vjerojatnost se mijenja s {before} na {after}; nasumce: {chance}.</translation>
    </message>
    <message>
        <source>What is marked counts more than chance.</source>
        <translation>Označeno je važnije od slučajno odabranog.</translation>
    </message>
    <message>
        <source>Hardly better than chance: do not trust this map.</source>
        <translation>Jedva bolje od slučaja: ne vjerujte ovoj karti.</translation>
    </message>
    <message>
        <source>marked</source>
        <translation>označeno</translation>
    </message>
    <message>
        <source>at random</source>
        <translation>nasumce</translation>
    </message>
    <message>
        <source>share blurred</source>
        <translation>zamućeni udio</translation>
    </message>
    <message>
        <source>Show what counts</source>
        <translation>Pokaži što je važno</translation>
    </message>
    <message>
        <source>Marks the places that speak for the first class, or for the one whose bar you click (heat map)</source>
        <translation>Označava mjesta koja govore u prilog prvom razredu ili onome čiji stupac kliknete (toplinska karta)</translation>
    </message>
    <message>
        <source>Which places of the last layer&apos;s maps raise the class; quick</source>
        <translation>Koja mjesta na kartama posljednjeg sloja podižu ocjenu razreda; brzo</translation>
    </message>
    <message>
        <source>Integrated gradients</source>
        <translation>Integrirani gradijenti</translation>
    </message>
    <message>
        <source>What each pixel adds on the way from black to the picture; fine and speckled</source>
        <translation>Što svaki piksel dodaje na putu od crne do slike; fino i zrnato</translation>
    </message>
    <message>
        <source>Occlusion</source>
        <translation>Zaklanjanje</translation>
    </message>
    <message>
        <source>Covers one square after another; slow and honest</source>
        <translation>Zaklanja kvadrat po kvadrat; sporo i pošteno</translation>
    </message>
    <message>
        <source>Method of the heat map</source>
        <translation>Postupak toplinske karte</translation>
    </message>
    <message>
        <source>Probability while more and more of the picture is blurred</source>
        <translation>Vjerojatnost dok se zamućuje sve veći dio slike</translation>
    </message>
</context>
<context>
    <name>Hint</name>
    <message>
        <source>Close the explanation</source>
        <translation>Zatvori objašnjenje</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>Manje</translation>
    </message>
    <message>
        <source>More, with the formula</source>
        <translation>Više, s formulom</translation>
    </message>
</context>
<context>
    <name>IdealPage</name>
    <message>
        <source>Ideal image</source>
        <translation>Idealna slika</translation>
    </message>
    <message>
        <source>Training changes the &lt;b&gt;weights&lt;/b&gt; so that photos get the right class. Here the weights stay and the &lt;b&gt;pixels&lt;/b&gt; change: from noise, the gradient leads uphill to the picture that the network finds ideal for a class (activation maximisation).</source>
        <translation>Učenje mijenja &lt;b&gt;težine&lt;/b&gt; tako da fotografije dobiju pravi razred. Ovdje težine ostaju, a mijenjaju se &lt;b&gt;pikseli&lt;/b&gt;: od šuma gradijent vodi uzbrdo do slike koju mreža smatra idealnom za razred (maksimizacija aktivacije).</translation>
    </message>
    <message>
        <source>&lt;i&gt;s&lt;sub&gt;k&lt;/sub&gt;&lt;/i&gt; is the score of class &lt;i&gt;k&lt;/i&gt;, TV the total variation, the sum of the differences between neighbouring pixels. &lt;i&gt;Noise&lt;/i&gt; climbs the score alone; &lt;i&gt;variation&lt;/i&gt; adds the second term; &lt;i&gt;robust&lt;/i&gt; looks through windows and keeps to the statistics of real photos. &lt;b&gt;Try next:&lt;/b&gt; all three side by side: which of them do the other networks recognise? Then turn a knob while it runs.</source>
        <translation>&lt;i&gt;s&lt;sub&gt;k&lt;/sub&gt;&lt;/i&gt; je ocjena razreda &lt;i&gt;k&lt;/i&gt;, a TV ukupna varijacija, zbroj razlika susjednih piksela. &lt;i&gt;Šum&lt;/i&gt; se penje samo po ocjeni; &lt;i&gt;Varijacija&lt;/i&gt; dodaje drugi član; &lt;i&gt;Otporno&lt;/i&gt; gleda kroz prozore i drži se statistika pravih fotografija. &lt;b&gt;Isprobajte dalje:&lt;/b&gt; sva tri recepta usporedno: koju sliku prepoznaju i druge mreže? Zatim tijekom rada okrenite neki regulator.</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>Pokreni ponovno</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Pokreni</translation>
    </message>
    <message>
        <source>Stop, keep it</source>
        <translation>Zaustavi, sačuvaj</translation>
    </message>
    <message>
        <source>opening the model …</source>
        <translation>otvaram model …</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>stanka</translation>
    </message>
    <message>
        <source>What would the network most like to see? It begins with noise and changes it bit by bit, until it is convinced. That it is sure does not mean that you recognise anything: compare the three recipes.</source>
        <translation>Što bi mreža najradije vidjela? Počinje od šuma i mijenja ga malo-pomalo dok se ne uvjeri. To što je sigurna ne znači da ćete vi nešto prepoznati: usporedite tri recepta.</translation>
    </message>
</context>
<context>
    <name>IdealSaving</name>
    <message>
        <source>A folder of PNGs</source>
        <translation>Mapa s PNG slikama</translation>
    </message>
    <message>
        <source>Save the film</source>
        <translation>Spremanje filma</translation>
    </message>
</context>
<context>
    <name>IdealSettings</name>
    <message>
        <source>Target</source>
        <translation>Cilj</translation>
    </message>
    <message>
        <source>A class</source>
        <translation>Razred</translation>
    </message>
    <message>
        <source>What the network finds ideal for one of its classes</source>
        <translation>Što mreža smatra idealnim za neki od svojih razreda</translation>
    </message>
    <message>
        <source>A channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>What one channel of a layer inside likes to see</source>
        <translation>Što jedan kanal nekog unutarnjeg sloja voli vidjeti</translation>
    </message>
    <message>
        <source>Type a piece of the class&apos;s name, or its index</source>
        <translation>Upišite dio imena razreda ili njegov redni broj</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Razred</translation>
    </message>
    <message>
        <source>type a name or an index</source>
        <translation>upišite ime ili redni broj</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Sloj</translation>
    </message>
    <message>
        <source>Where inside the network: early layers like textures, late ones things</source>
        <translation>Gdje u mreži: rani slojevi vole teksture, kasni stvari</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>Which of the layer&apos;s channels, counted from 0</source>
        <translation>Koji kanal sloja, brojeći od 0</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Recept</translation>
    </message>
    <message>
        <source>All three side by side</source>
        <translation>Sva tri usporedno</translation>
    </message>
    <message>
        <source>The three recipes at once, from the same seed</source>
        <translation>Sva tri recepta odjednom, iz istog sjemena</translation>
    </message>
</context>
<context>
    <name>JudgedView</name>
    <message>
        <source>On other photos like these it would, 95 times of 100, lie between {low} and {high}.</source>
        <translation>Na drugim ovakvim fotografijama bila bi, 95 puta od 100, između {low} i {high}.</translation>
    </message>
    <message>
        <source>Photos judged</source>
        <translation>Ocijenjenih fotografija</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Točno</translation>
    </message>
    <message>
        <source>Always “{name}”</source>
        <translation>Uvijek „{name}”</translation>
    </message>
    <message>
        <source>Could not be judged</source>
        <translation>Nije se moglo ocijeniti</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Točnost</translation>
    </message>
    <message>
        <source>{right} of {asked}</source>
        <translation>{right} od {asked}</translation>
    </message>
    <message>
        <source>The classes</source>
        <translation>Razredi</translation>
    </message>
    <message>
        <source>Mistakes on {name}</source>
        <translation>Pogreške za razred {name}</translation>
    </message>
    <message>
        <source>Confusion matrix: click a cell to see its photos</source>
        <translation>Matrica zabune: kliknite ćeliju da vidite njezine fotografije</translation>
    </message>
    <message>
        <source>All classes</source>
        <translation>Svi razredi</translation>
    </message>
    <message>
        <source>Photos of the chosen cell</source>
        <translation>Fotografije odabrane ćelije</translation>
    </message>
    <message>
        <source>No photo.</source>
        <translation>Nema fotografija.</translation>
    </message>
</context>
<context>
    <name>Knobs</name>
    <message>
        <source>All of them can be turned while the picture grows</source>
        <translation>Svi se mogu okretati dok slika raste</translation>
    </message>
    <message>
        <source>as in the recipe</source>
        <translation>kao u receptu</translation>
    </message>
    <message>
        <source>Puts every knob back to where the recipe has it</source>
        <translation>Vraća svaki regulator onamo gdje ga drži recept</translation>
    </message>
    <message>
        <source>More knobs</source>
        <translation>Više regulatora</translation>
    </message>
    <message>
        <source>Knobs of “{recipe}”</source>
        <translation>Gumbi recepta „{recipe}”</translation>
    </message>
</context>
<context>
    <name>LargeView</name>
    <message>
        <source>Back to all photos (Esc)</source>
        <translation>Natrag na sve fotografije (Esc)</translation>
    </message>
    <message>
        <source>Previous photo (←)</source>
        <translation>Prethodna fotografija (←)</translation>
    </message>
    <message>
        <source>Next photo (→)</source>
        <translation>Sljedeća fotografija (→)</translation>
    </message>
    <message>
        <source>Show in its folder</source>
        <translation>Prikaži u mapi</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height} piksela</translation>
    </message>
</context>
<context>
    <name>LayerTree</name>
    <message>
        <source>Layer</source>
        <translation>Sloj</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Izlaz</translation>
    </message>
    <message>
        <source>Channels × height × width of what the layer gives for one picture</source>
        <translation>Kanali × visina × širina onoga što sloj daje za jednu sliku</translation>
    </message>
    <message>
        <source>Layers in the order of the data</source>
        <translation>Slojevi redom kojim prolaze podaci</translation>
    </message>
    <message>
        <source>convolution</source>
        <translation>konvolucija</translation>
    </message>
    <message>
        <source>fully connected</source>
        <translation>potpuno povezani</translation>
    </message>
    <message>
        <source>batch norm</source>
        <translation>normalizacija serije</translation>
    </message>
    <message>
        <source>dropout</source>
        <translation>dropout</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>ništa</translation>
    </message>
    <message>
        <source>pooling</source>
        <translation>sažimanje</translation>
    </message>
    <message>
        <source>activation</source>
        <translation>aktivacija</translation>
    </message>
    <message>
        <source>block</source>
        <translation>blok</translation>
    </message>
</context>
<context>
    <name>LayerView</name>
    <message>
        <source>mean {mean} · standard deviation {deviation} · largest {largest} · {zeros} zeros</source>
        <translation>srednja vrijednost {mean} · standardna devijacija {deviation} · najveća {largest} · nula {zeros}</translation>
    </message>
    <message>
        <source>All channels</source>
        <translation>Svi kanali</translation>
    </message>
    <message>
        <source>16 most active</source>
        <translation>16 najaktivnijih</translation>
    </message>
    <message>
        <source>64 most active</source>
        <translation>64 najaktivnija</translation>
    </message>
    <message>
        <source>All, most active first</source>
        <translation>Svi, prvo najaktivniji</translation>
    </message>
    <message>
        <source>Channels shown</source>
        <translation>Prikazani kanali</translation>
    </message>
    <message>
        <source>Which channels are shown; the most active have the largest figures</source>
        <translation>Koji se kanali prikazuju; najaktivniji imaju najveće brojeve</translation>
    </message>
    <message>
        <source>Save the maps that are shown as a picture…</source>
        <translation>Spremi prikazane karte kao sliku…</translation>
    </message>
</context>
<context>
    <name>LessonList</name>
    <message>
        <source>done</source>
        <translation>gotovo</translation>
    </message>
    <message>
        <source>begun</source>
        <translation>započeto</translation>
    </message>
    <message>
        <source>not taken yet</source>
        <translation>još nije započeto</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Riječi</translation>
    </message>
    <message>
        <source>What the words of the field mean</source>
        <translation>Što znače riječi ovog područja</translation>
    </message>
    <message>
        <source>How sure am I?</source>
        <translation>Moja sigurnost</translation>
    </message>
    <message>
        <source>Whether you are as often right as you are sure</source>
        <translation>Jeste li onoliko puta u pravu koliko ste sigurni</translation>
    </message>
    <message>
        <source>How the class voted</source>
        <translation>Kako je razred glasao</translation>
    </message>
    <message>
        <source>Type in how a class predicted, and compare</source>
        <translation>Upišite kako je razred predvidio i usporedite</translation>
    </message>
    <message>
        <source>Sheets to print</source>
        <translation>Listovi za ispis</translation>
    </message>
    <message>
        <source>Sheets for pupils, for the teacher and for parents</source>
        <translation>Listovi za učenike, nastavnika i roditelje</translation>
    </message>
</context>
<context>
    <name>LessonPhotos</name>
    <message>
        <source>Download into this folder</source>
        <translation>Preuzmi u ovu mapu</translation>
    </message>
    <message>
        <source>Unpack into this folder</source>
        <translation>Raspakiraj u ovu mapu</translation>
    </message>
    <message>
        <source>Go on downloading</source>
        <translation>Nastavi preuzimanje</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Odustani</translation>
    </message>
    <message>
        <source>it is here already</source>
        <translation>već je ovdje</translation>
    </message>
    <message>
        <source>{here} of {all} MB</source>
        <translation>{here} od {all} MB</translation>
    </message>
    <message>
        <source>Where the new folder is to be made</source>
        <translation>Gdje da nastane nova mapa</translation>
    </message>
    <message>
        <source>The archive of a data set: {files}</source>
        <translation>Arhiva skupa podataka: {files}</translation>
    </message>
    <message>
        <source>Archives</source>
        <translation>Arhive</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Sve datoteke</translation>
    </message>
</context>
<context>
    <name>LessonsPage</name>
    <message>
        <source>Lessons</source>
        <translation>Lekcije</translation>
    </message>
    <message>
        <source>Nine lessons of six to ten minutes. Each one asks you first what will happen and how sure you are; then it tries that on your own photos and your own model, asks what you &lt;b&gt;saw&lt;/b&gt;, and only then says &lt;b&gt;why&lt;/b&gt;. Whoever predicts first, rightly or not, learns more. Your answers stay on this computer, and a lesson goes on where you left it.</source>
        <translation>Devet lekcija od šest do deset minuta. Svaka najprije pita što će se dogoditi i koliko ste sigurni; zatim to iskuša na vašim fotografijama i vašem modelu, pita što ste &lt;b&gt;vidjeli&lt;/b&gt; i tek tada kaže &lt;b&gt;zašto&lt;/b&gt;. Tko najprije predvidi, točno ili ne, nauči više. Vaši odgovori ostaju na ovom računalu, a lekcija se nastavlja gdje ste stali.</translation>
    </message>
    <message>
        <source>Begin the experiment</source>
        <translation>Započni pokus</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Zaustavi</translation>
    </message>
</context>
<context>
    <name>Live</name>
    <message>
        <source>epoch</source>
        <translation>epoha</translation>
    </message>
    <message>
        <source>train</source>
        <translation>učenje</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>provjera</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Gubitak</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Točnost</translation>
    </message>
    <message>
        <source>majority class</source>
        <translation>najčešći razred</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Stopa učenja</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>Norma gradijenta</translation>
    </message>
    <message>
        <source>first group</source>
        <translation>prva skupina</translation>
    </message>
    <message>
        <source>before clipping</source>
        <translation>prije rezanja</translation>
    </message>
</context>
<context>
    <name>LogPanel</name>
    <message>
        <source>Log</source>
        <translation>Dnevnik</translation>
    </message>
    <message>
        <source>Nothing has happened yet.</source>
        <translation>Još se ništa nije dogodilo.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopiraj</translation>
    </message>
    <message>
        <source>Copies every line</source>
        <translation>Kopira sve retke</translation>
    </message>
    <message>
        <source>Close the log (Ctrl+L)</source>
        <translation>Zatvori dnevnik (Ctrl+L)</translation>
    </message>
</context>
<context>
    <name>Matrix</name>
    <message>
        <source>truth</source>
        <translation>istina</translation>
    </message>
    <message>
        <source>the model says</source>
        <translation>model kaže</translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation>Matrica zabune</translation>
    </message>
    <message numerus="yes">
        <source>%n of {whole} photo(s) of {truth} recognised ({share})</source>
        <translation>
            <numerusform>%n od {whole} fotografija razreda {truth} prepoznata ({share})</numerusform>
            <numerusform>%n od {whole} fotografija razreda {truth} prepoznate ({share})</numerusform>
            <numerusform>%n od {whole} fotografija razreda {truth} prepoznato ({share})</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of {whole} photo(s) of {truth} taken for {said} ({share})</source>
        <translation>
            <numerusform>%n od {whole} fotografija razreda {truth} proglašena razredom {said} ({share})</numerusform>
            <numerusform>%n od {whole} fotografija razreda {truth} proglašene razredom {said} ({share})</numerusform>
            <numerusform>%n od {whole} fotografija razreda {truth} proglašeno razredom {said} ({share})</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Measuring</name>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n fotografija</numerusform>
            <numerusform>%n fotografije</numerusform>
            <numerusform>%n fotografija</numerusform>
        </translation>
    </message>
    <message>
        <source>the folder&apos;s name</source>
        <translation>ime mape</translation>
    </message>
    <message>
        <source>what the model said before</source>
        <translation>ono što je model rekao prije napada</translation>
    </message>
    <message>
        <source>{photos}; right is: {truth}</source>
        <translation>{photos}; točno je: {truth}</translation>
    </message>
    <message>
        <source>Open a folder of photos first</source>
        <translation>Prvo otvorite mapu s fotografijama</translation>
    </message>
    <message>
        <source>Measure {folder} with {model}</source>
        <translation>Izmjeri mapu {folder} modelom {model}</translation>
    </message>
    <message>
        <source>Attacks up to 32 of its photos with growing ε; takes a minute or more</source>
        <translation>Napada do 32 njezine fotografije sa sve većim ε; traje minutu ili dulje</translation>
    </message>
</context>
<context>
    <name>MendBar</name>
    <message numerus="yes">
        <source>%n photo(s) corrected</source>
        <translation>
            <numerusform>%n fotografija ispravljena</numerusform>
            <numerusform>%n fotografije ispravljene</numerusform>
            <numerusform>%n fotografija ispravljeno</numerusform>
        </translation>
    </message>
    <message>
        <source>It is: {name}</source>
        <translation>To je: {name}</translation>
    </message>
    <message>
        <source>Move to</source>
        <translation>Premjesti u</translation>
    </message>
    <message>
        <source>Says which class the photo belongs to; the file stays where it is</source>
        <translation>Kaže kojem razredu fotografija pripada; datoteka ostaje gdje jest</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>Izostavi</translation>
    </message>
    <message>
        <source>The photo is neither learnt from nor asked about; it stays where it is</source>
        <translation>Iz fotografije se ne uči i za nju se ne pita; ona ostaje gdje jest</translation>
    </message>
    <message>
        <source>Train again</source>
        <translation>Uči ponovno</translation>
    </message>
    <message>
        <source>To the Train page: what is learnt then is what you corrected</source>
        <translation>Na stranicu Učenje: uči se ono što ste ispravili</translation>
    </message>
    <message>
        <source>Corrected copy…</source>
        <translation>Ispravljena kopija…</translation>
    </message>
    <message>
        <source>Copies the photos into a new folder, each in the class that you gave it; this folder stays as it is</source>
        <translation>Kopira fotografije u novu mapu, svaku u razred koji ste joj dali; ova mapa ostaje kakva jest</translation>
    </message>
    <message>
        <source>Undo the last correction</source>
        <translation>Poništi zadnji ispravak</translation>
    </message>
    <message>
        <source>Do it again</source>
        <translation>Ponovi ga</translation>
    </message>
</context>
<context>
    <name>ModelChooser</name>
    <message>
        <source>Your models</source>
        <translation>Vaši modeli</translation>
    </message>
    <message>
        <source>Your models: none yet, train one first</source>
        <translation>Vaši modeli: još nijedan, prvo ga naučite</translation>
    </message>
    <message>
        <source>Backbones, with ImageNet&apos;s 1,000 classes</source>
        <translation>Okosnice, s 1.000 razreda ImageNeta</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Model</translation>
    </message>
    <message>
        <source>Who answers: a model of your own, or a backbone with the classes it came with</source>
        <translation>Tko odgovara: vaš model ili okosnica s razredima s kojima je došla</translation>
    </message>
    <message>
        <source>Open a model file…</source>
        <translation>Otvori datoteku modela…</translation>
    </message>
    <message>
        <source>A .safetensors file that a training saved, also on another computer</source>
        <translation>Datoteka .safetensors koju je spremilo učenje, i na drugom računalu</translation>
    </message>
    <message>
        <source>This file cannot be read as a model.</source>
        <translation>Ova se datoteka ne može pročitati kao model.</translation>
    </message>
    <message numerus="yes">
        <source>%n class(es):</source>
        <translation>
            <numerusform>%n razred:</numerusform>
            <numerusform>%n razreda:</numerusform>
            <numerusform>%n razreda:</numerusform>
        </translation>
    </message>
    <message>
        <source>Models ({pattern})</source>
        <translation>Modeli ({pattern})</translation>
    </message>
    <message>
        <source>Open a model file</source>
        <translation>Otvaranje datoteke modela</translation>
    </message>
    <message>
        <source>“{name}” cannot be read as a model; the one before stays.</source>
        <translation>„{name}” se ne može pročitati kao model; ostaje prijašnji.</translation>
    </message>
</context>
<context>
    <name>MoreFigures</name>
    <message>
        <source>Right</source>
        <translation>Točno</translation>
    </message>
    <message>
        <source>The right answers of each class</source>
        <translation>Točni odgovori svakog razreda</translation>
    </message>
    <message>
        <source>Scores</source>
        <translation>Ocjene</translation>
    </message>
    <message>
        <source>Precision, recall and F1 of each class</source>
        <translation>Preciznost, odziv i F1 svakog razreda</translation>
    </message>
    <message>
        <source>How sure</source>
        <translation>Sigurnost</translation>
    </message>
    <message>
        <source>Whether the model is as often right as it is sure</source>
        <translation>Je li model točan onoliko često koliko je siguran</translation>
    </message>
    <message>
        <source>“I don&apos;t know”: what it costs not to answer where it is unsure</source>
        <translation>„Ne znam”: koliko stoji ne odgovoriti kad je nesiguran</translation>
    </message>
    <message>
        <source>Two classes: found and falsely found, for every threshold</source>
        <translation>Dva razreda: pronađeno i lažno pronađeno, za svaki prag</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Brojke</translation>
    </message>
    <message>
        <source>Right answers in each class</source>
        <translation>Točni odgovori po razredima</translation>
    </message>
    <message>
        <source>Reliability diagram</source>
        <translation>Dijagram pouzdanosti</translation>
    </message>
    <message>
        <source>Answered, and right of those, by threshold</source>
        <translation>Odgovoreno i od toga točno, prema pragu</translation>
    </message>
    <message>
        <source>The share of each class that is right, and where it probably lies</source>
        <translation>Udio točnih u svakom razredu i gdje vjerojatno leži</translation>
    </message>
    <message>
        <source>Balanced accuracy {share} ({low} to {high}): every class counts alike.</source>
        <translation>Uravnotežena točnost {share} (od {low} do {high}): svaki razred vrijedi jednako.</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Razred</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Preciznost</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>Odziv</translation>
    </message>
    <message>
        <source>On average it is off by {error} in how sure it is (ECE).</source>
        <translation>U svojoj sigurnosti griješi prosječno {error} (ECE).</translation>
    </message>
    <message>
        <source>Divided by its temperature {temperature}: {error}.</source>
        <translation>Podijeljeno temperaturom {temperature}: {error}.</translation>
    </message>
    <message>
        <source>this model</source>
        <translation>ovaj model</translation>
    </message>
    <message>
        <source>how sure it is</source>
        <translation>koliko je siguran</translation>
    </message>
    <message>
        <source>right</source>
        <translation>točno</translation>
    </message>
    <message>
        <source>Below a threshold it may say “I don&apos;t know”.</source>
        <translation>Ispod praga smije reći „ne znam”.</translation>
    </message>
    <message>
        <source>Below its threshold, {threshold}, it may say “I don&apos;t know”: it answers {answered}, {right} of those rightly.</source>
        <translation>Ispod svojeg praga, {threshold}, smije reći „ne znam”: odgovara na {answered}, od toga točno {right}.</translation>
    </message>
    <message>
        <source>Of pictures of nothing that it knows it answers {share}.</source>
        <translation>Od slika ničega što poznaje odgovara na {share}.</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>odgovoreno</translation>
    </message>
    <message>
        <source>right of those</source>
        <translation>od toga točno</translation>
    </message>
    <message>
        <source>strangers answered</source>
        <translation>odgovoreno na strane</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>prag</translation>
    </message>
    <message>
        <source>“{name}” is to be found. Area under the curve {auc}, average precision {precision}.</source>
        <translation>Traži se „{name}”. Površina ispod krivulje {auc}, prosječna preciznost {precision}.</translation>
    </message>
    <message>
        <source>by chance</source>
        <translation>nasumce</translation>
    </message>
    <message>
        <source>falsely found</source>
        <translation>lažno pronađeno</translation>
    </message>
    <message>
        <source>found</source>
        <translation>pronađeno</translation>
    </message>
</context>
<context>
    <name>Offer</name>
    <message>
        <source>Continue it</source>
        <translation>Nastavi ga</translation>
    </message>
    <message>
        <source>Goes on from its last epoch, with the settings it began with</source>
        <translation>Nastavlja od zadnje epohe, s postavkama s kojima je počelo</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Ne sada</translation>
    </message>
</context>
<context>
    <name>OpeningProject</name>
    <message>
        <source>Open a project</source>
        <translation>Otvori projekt</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>Projekti</translation>
    </message>
    <message>
        <source>Choose where the folder “{name}” with the project&apos;s photos shall be made</source>
        <translation>Odaberite gdje će nastati mapa „{name}” s fotografijama projekta</translation>
    </message>
    <message>
        <source>Choose the folder with the project&apos;s photos; it was called “{name}”</source>
        <translation>Odaberite mapu s fotografijama projekta; zvala se „{name}”</translation>
    </message>
</context>
<context>
    <name>OrderGuess</name>
    <message>
        <source>Earlier</source>
        <translation>Ranije</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Kasnije</translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message>
        <source>Open…</source>
        <translation>Otvori…</translation>
    </message>
    <message>
        <source>Open another folder of photos (Ctrl+O)</source>
        <translation>Otvori drugu mapu s fotografijama (Ctrl+O)</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Osvježi</translation>
    </message>
    <message>
        <source>Look through the folder again, after photos were added or removed (F5)</source>
        <translation>Ponovno pregledaj mapu, kad su fotografije dodane ili maknute (F5)</translation>
    </message>
    <message>
        <source>Photos of the lesson: Cats vs. Dogs, Oxford-IIIT Pet</source>
        <translation>Fotografije iz lekcije: Cats vs. Dogs, Oxford-IIIT Pet</translation>
    </message>
    <message>
        <source>Photos of the lesson…</source>
        <translation>Fotografije iz lekcije…</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Razredi</translation>
    </message>
    <message>
        <source>What stands out</source>
        <translation>Što odskače</translation>
    </message>
    <message>
        <source>Photos in each class</source>
        <translation>Fotografija po razredu</translation>
    </message>
    <message>
        <source>Click a class to see its photos alone</source>
        <translation>Kliknite razred da vidite samo njegove fotografije</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n fotografija</numerusform>
            <numerusform>%n fotografije</numerusform>
            <numerusform>%n fotografija</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n class(es)</source>
        <translation>
            <numerusform>%n razred</numerusform>
            <numerusform>%n razreda</numerusform>
            <numerusform>%n razreda</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Explain this</source>
        <translation>Objasni</translation>
    </message>
    <message>
        <source>What this page is for, in a few sentences (F1)</source>
        <translation>Čemu služi ova stranica, u nekoliko rečenica (F1)</translation>
    </message>
    <message>
        <source>Settings of this page</source>
        <translation>Postavke ove stranice</translation>
    </message>
    <message>
        <source>Open a folder of photos</source>
        <translation>Otvori mapu s fotografijama</translation>
    </message>
</context>
<context>
    <name>PageStates</name>
    <message>
        <source>running</source>
        <translation>u tijeku</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>stanka</translation>
    </message>
    <message>
        <source>waits for you</source>
        <translation>čeka te</translation>
    </message>
</context>
<context>
    <name>PageTask</name>
    <message>
        <source>waits for PyTorch, which is starting …</source>
        <translation>čeka PyTorch, koji se pokreće …</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>stanka</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>još {time}</translation>
    </message>
</context>
<context>
    <name>PairGuess</name>
    <message>
        <source>It confuses none</source>
        <translation>Ne miješa nijedan</translation>
    </message>
</context>
<context>
    <name>PatchSettings</name>
    <message>
        <source>A folder to learn the patch over</source>
        <translation>Mapa na kojoj se uči naljepnica</translation>
    </message>
    <message>
        <source>On this photo alone: it will hardly mislead on others. Open a folder.</source>
        <translation>Samo na ovoj fotografiji: na drugima će teško zavarati. Otvori mapu.</translation>
    </message>
    <message>
        <source>{folder}: two thirds of its photos to learn from, a third to try it on</source>
        <translation>{folder}: na dvije trećine fotografija uči se, na trećini se iskušava</translation>
    </message>
    <message>
        <source>Learnt over</source>
        <translation>Uči se na</translation>
    </message>
    <message>
        <source>Another folder…</source>
        <translation>Druga mapa…</translation>
    </message>
    <message>
        <source>The folder of photos that the patch is learnt over and tried on</source>
        <translation>Mapa s fotografijama na kojima se naljepnica uči i iskušava</translation>
    </message>
</context>
<context>
    <name>PatchView</name>
    <message>
        <source>Save to print…</source>
        <translation>Spremi za ispis…</translation>
    </message>
    <message>
        <source>As a PDF sheet or a PNG in true size, to be printed at 100 %</source>
        <translation>Kao PDF list ili PNG u pravoj veličini, za ispis uz 100 %</translation>
    </message>
    <message>
        <source>After the attack “Patch”: the square, and how often it misleads.</source>
        <translation>Nakon napada „Naljepnica”: kvadrat i koliko često zavarava.</translation>
    </message>
    <message>
        <source>The patch</source>
        <translation>Naljepnica</translation>
    </message>
    <message>
        <source>{area} % of a picture, {millimetres} mm when printed</source>
        <translation>{area} % slike, ispisana stranica {millimetres} mm</translation>
    </message>
    <message numerus="yes">
        <source>learnt over %n photo(s)</source>
        <translation>
            <numerusform>učena na %n fotografiji</numerusform>
            <numerusform>učena na %n fotografije</numerusform>
            <numerusform>učena na %n fotografija</numerusform>
        </translation>
    </message>
    <message>
        <source>held, misled: {seen}</source>
        <translation>u ruci, zavarano: {seen}</translation>
    </message>
    <message>
        <source>flat, misled: {seen}</source>
        <translation>ravno, zavarano: {seen}</translation>
    </message>
    <message>
        <source>held, in vain: {seen}</source>
        <translation>u ruci, uzalud: {seen}</translation>
    </message>
    <message>
        <source>flat, in vain: {seen}</source>
        <translation>ravno, uzalud: {seen}</translation>
    </message>
    <message>
        <source>There were no other photos to try it on.</source>
        <translation>Nije bilo drugih fotografija na kojima bi se iskušala.</translation>
    </message>
    <message numerus="yes">
        <source>On %n other photo(s) it misleads at {flat} of random places, held in a hand at {held}.</source>
        <translation>
            <numerusform>Na %n drugoj fotografiji zavarava na {flat} nasumičnih mjesta, u ruci na {held}.</numerusform>
            <numerusform>Na %n druge fotografije zavarava na {flat} nasumičnih mjesta, u ruci na {held}.</numerusform>
            <numerusform>Na %n drugih fotografija zavarava na {flat} nasumičnih mjesta, u ruci na {held}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PathField</name>
    <message>
        <source>Choose…</source>
        <translation>Odaberi…</translation>
    </message>
</context>
<context>
    <name>PictureIntake</name>
    <message>
        <source>Pictures ({pattern})</source>
        <translation>Slike ({pattern})</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Sve datoteke</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Zalijepi</translation>
    </message>
    <message>
        <source>Nothing at hand? Click one of these:</source>
        <translation>Nemate sliku pri ruci? Kliknite jednu od ovih:</translation>
    </message>
</context>
<context>
    <name>Player</name>
    <message>
        <source>Plays the film</source>
        <translation>Pokreće film</translation>
    </message>
    <message>
        <source>Play the film</source>
        <translation>Pokreni film</translation>
    </message>
</context>
<context>
    <name>PredictCard</name>
    <message>
        <source>Prediction {number} of {count}</source>
        <translation>Predviđanje {number} od {count}</translation>
    </message>
    <message>
        <source>That is my prediction</source>
        <translation>To je moje predviđanje</translation>
    </message>
</context>
<context>
    <name>PrintView</name>
    <message>
        <source>Each sheet is saved as a page for a browser, and printed from there.</source>
        <translation>Svaki se list sprema kao stranica za preglednik i ispisuje odande.</translation>
    </message>
    <message>
        <source>My answers</source>
        <translation>Moji odgovori</translation>
    </message>
    <message>
        <source>What you predicted, saw and answered, with room for a signature</source>
        <translation>Što ste predvidjeli, vidjeli i odgovorili, s mjestom za potpis</translation>
    </message>
    <message>
        <source>Sheets for pupils</source>
        <translation>Listovi za učenike</translation>
    </message>
    <message>
        <source>Empty, a sheet for each lesson: predict on paper first</source>
        <translation>Prazni, po jedan za svaku lekciju: najprije se predviđa na papiru</translation>
    </message>
    <message>
        <source>Pages for the teacher</source>
        <translation>Stranice za nastavnika</translation>
    </message>
    <message>
        <source>Time, aim, what surprises, what to ask next</source>
        <translation>Vrijeme, cilj, što iznenadi, što pitati dalje</translation>
    </message>
    <message>
        <source>Plan of the hours</source>
        <translation>Plan sati</translation>
    </message>
    <message>
        <source>For one school hour and for three</source>
        <translation>Za jedan i za tri školska sata</translation>
    </message>
    <message>
        <source>Audit sheet</source>
        <translation>List za reviziju</translation>
    </message>
    <message>
        <source>A classmate&apos;s model looked into in five steps</source>
        <translation>Model kolege iz razreda pregledan u pet koraka</translation>
    </message>
    <message>
        <source>Page for parents</source>
        <translation>Stranica za roditelje</translation>
    </message>
    <message>
        <source>What happens to photos and answers</source>
        <translation>Što se događa s fotografijama i odgovorima</translation>
    </message>
</context>
<context>
    <name>Problems</name>
    <message numerus="yes">
        <source>Show %n photo(s)</source>
        <translation>
            <numerusform>Prikaži %n fotografiju</numerusform>
            <numerusform>Prikaži %n fotografije</numerusform>
            <numerusform>Prikaži %n fotografija</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProjectsPlace</name>
    <message>
        <source>Where are new projects to lie?</source>
        <translation>Gdje neka budu novi projekti?</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Promijeni…</translation>
    </message>
    <message>
        <source>New projects are begun in a folder of your own; those that are there already stay where they are</source>
        <translation>Novi projekti nastaju u vašoj mapi; postojeći ostaju gdje jesu</translation>
    </message>
    <message>
        <source>As usual</source>
        <translation>Kao inače</translation>
    </message>
    <message>
        <source>New projects lie in the program&apos;s own folder again</source>
        <translation>Novi su projekti opet u mapi programa</translation>
    </message>
</context>
<context>
    <name>QuestionView</name>
    <message>
        <source>Right. {why}</source>
        <translation>Točno. {why}</translation>
    </message>
    <message>
        <source>Not quite. {why}</source>
        <translation>Ne baš. {why}</translation>
    </message>
    <message>
        <source>That is my answer</source>
        <translation>To je moj odgovor</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Dalje</translation>
    </message>
    <message>
        <source>Show me</source>
        <translation>Pokaži mi</translation>
    </message>
    <message>
        <source>Opens the page where it can be tried</source>
        <translation>Otvara stranicu na kojoj se to može isprobati</translation>
    </message>
</context>
<context>
    <name>QuizCard</name>
    <message>
        <source>Question {number} of {count}</source>
        <translation>Pitanje {number} od {count}</translation>
    </message>
</context>
<context>
    <name>RatioField</name>
    <message>
        <source>recommended</source>
        <translation>preporučeno</translation>
    </message>
    <message>
        <source>{value} (advised)</source>
        <translation>{value} (savjet)</translation>
    </message>
</context>
<context>
    <name>Readings</name>
    <message>
        <source>Find out anew how the folder is to be read</source>
        <translation>Ponovno utvrdi kako čitati mapu</translation>
    </message>
    <message>
        <source>It may also be read so</source>
        <translation>Može se čitati i ovako</translation>
    </message>
    <message>
        <source>Open this folder</source>
        <translation>Otvori ovu mapu</translation>
    </message>
    <message>
        <source>Read it so</source>
        <translation>Čitaj ovako</translation>
    </message>
</context>
<context>
    <name>Ready</name>
    <message>
        <source>Try the sample photos</source>
        <translation>Isprobaj s primjerima</translation>
    </message>
    <message>
        <source>About a hundred photos of birds, flowers, fruit and vegetables</source>
        <translation>Stotinjak fotografija ptica, cvijeća, voća i povrća</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>Otvori mapu…</translation>
    </message>
    <message>
        <source>A folder with one folder of photos for each class</source>
        <translation>Mapa s po jednom mapom fotografija za svaki razred</translation>
    </message>
    <message>
        <source>What does the network take for a perfect {name}?</source>
        <translation>Što mreža smatra savršenim za razred {name}?</translation>
    </message>
    <message>
        <source>Three attempts, each better than the one before. Begin with the first.</source>
        <translation>Tri pokušaja, svaki bolji od prethodnoga. Počnite od prvoga.</translation>
    </message>
</context>
<context>
    <name>RecentFolders</name>
    <message>
        <source>Recent folders</source>
        <translation>Nedavne mape</translation>
    </message>
</context>
<context>
    <name>Reliability</name>
    <message>
        <source>ideal</source>
        <translation>idealno</translation>
    </message>
</context>
<context>
    <name>Result</name>
    <message>
        <source>Most frequent mistakes</source>
        <translation>Najčešće pogreške</translation>
    </message>
    <message>
        <source>The validation photos could not be read any more</source>
        <translation>Fotografije za provjeru više se nisu mogle pročitati</translation>
    </message>
    <message>
        <source>No mistakes on the validation photos</source>
        <translation>Nema pogrešaka na fotografijama za provjeru</translation>
    </message>
    <message>
        <source>Always answering “{guess}” would be right on {share}.</source>
        <translation>Stalni odgovor „{guess}” bio bi točan za {share}.</translation>
    </message>
    <message>
        <source>No better than always answering “{guess}”: right on {share}.</source>
        <translation>Ništa bolje od stalnog odgovora „{guess}”, točnog za {share}.</translation>
    </message>
    <message>
        <source>Validation accuracy</source>
        <translation>Točnost na provjeri</translation>
    </message>
    <message>
        <source>{truth}  →  {said}   ({count})</source>
        <translation>{truth}  →  {said}   ({count})</translation>
    </message>
    <message>
        <source>Shows these photos</source>
        <translation>Prikazuje te fotografije</translation>
    </message>
    <message>
        <source>{best} of {epochs}</source>
        <translation>{best} od {epochs}</translation>
    </message>
    <message>
        <source>Train accuracy</source>
        <translation>Točnost na učenju</translation>
    </message>
    <message>
        <source>Best epoch</source>
        <translation>Najbolja epoha</translation>
    </message>
    <message>
        <source>Train + validation + test</source>
        <translation>Učenje + provjera + ispitivanje</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Vrijeme</translation>
    </message>
    <message>
        <source>Confusion matrix of the validation photos</source>
        <translation>Matrica zabune fotografija za provjeru</translation>
    </message>
    <message>
        <source>All mistakes</source>
        <translation>Sve pogreške</translation>
    </message>
    <message>
        <source>Classify something now</source>
        <translation>Sad nešto prepoznaj</translation>
    </message>
    <message>
        <source>Takes this model to the Classify page</source>
        <translation>Nosi ovaj model na stranicu Prepoznavanje</translation>
    </message>
    <message>
        <source>Save the model as…</source>
        <translation>Spremi model kao…</translation>
    </message>
    <message>
        <source>One file that holds all that classifying needs, for another computer too</source>
        <translation>Jedna datoteka sa svime što prepoznavanje treba, i za drugo računalo</translation>
    </message>
    <message>
        <source>Show the run&apos;s folder</source>
        <translation>Prikaži mapu učenja</translation>
    </message>
    <message>
        <source>The folder with the journal, the checkpoints and the model of this training</source>
        <translation>Mapa s dnevnikom, međustanjima i modelom ovog učenja</translation>
    </message>
    <message>
        <source>Photos of the chosen cell</source>
        <translation>Fotografije odabrane ćelije</translation>
    </message>
    <message>
        <source>Web page…</source>
        <translation>Web-stranica…</translation>
    </message>
    <message>
        <source>One file that names pictures on any phone, without a connection</source>
        <translation>Jedna datoteka koja na svakom mobitelu prepoznaje slike, bez veze</translation>
    </message>
</context>
<context>
    <name>ResultSaving</name>
    <message>
        <source>Save the patch to print</source>
        <translation>Spremi naljepnicu za ispis</translation>
    </message>
    <message>
        <source>patch</source>
        <translation>naljepnica</translation>
    </message>
</context>
<context>
    <name>ResultStrip</name>
    <message>
        <source>What the training came to</source>
        <translation>Što je učenje postiglo</translation>
    </message>
    <message>
        <source>stands here when it is done</source>
        <translation>stoji ovdje kad završi</translation>
    </message>
    <message>
        <source>{low} to {high} in 95 of 100 cases</source>
        <translation>od {low} do {high} u 95 od 100 slučajeva</translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation>od {low} do {high}</translation>
    </message>
    <message>
        <source>best epoch {best}</source>
        <translation>najbolja epoha {best}</translation>
    </message>
    <message>
        <source>always “{guess}”: {share}</source>
        <translation>uvijek „{guess}”: {share}</translation>
    </message>
    <message>
        <source>Mistakes</source>
        <translation>Pogreške</translation>
    </message>
    <message>
        <source>Judges the model on the Evaluate page and shows what it takes for what</source>
        <translation>Ocjenjuje model na stranici Vrednovanje i pokazuje što zamjenjuje s čime</translation>
    </message>
    <message>
        <source>Classify</source>
        <comment>verb</comment>
        <translation>Prepoznaj</translation>
    </message>
    <message>
        <source>Photos of your folder that this model has not learnt from</source>
        <translation>Fotografije iz vaše mape na kojima ovaj model nije učio</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Spremi…</translation>
    </message>
    <message>
        <source>One file that holds all that classifying needs, for another computer too</source>
        <translation>Jedna datoteka sa svime što prepoznavanje treba, i za drugo računalo</translation>
    </message>
    <message>
        <source>Validation accuracy</source>
        <translation>Točnost na provjeri</translation>
    </message>
</context>
<context>
    <name>RunBar</name>
    <message>
        <source>Progress</source>
        <translation>Napredak</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Pokreni</translation>
    </message>
    <message>
        <source>Starts with the settings as they are (Space)</source>
        <translation>Pokreće s postavkama kakve jesu (razmaknica)</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Nastavi</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Stanka</translation>
    </message>
    <message>
        <source>Pauses between two steps, and goes on from there (Space)</source>
        <translation>Stane između dva koraka i odande nastavlja (razmaknica)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Zaustavi</translation>
    </message>
    <message>
        <source>Ends the job now (Esc)</source>
        <translation>Odmah završava posao (Esc)</translation>
    </message>
</context>
<context>
    <name>RunTable</name>
    <message>
        <source>No.</source>
        <translation>Br.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Ime</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Model</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Točnost</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Trajanje</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>How it ended</source>
        <translation>Kako je završilo</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Bilješka</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>Učenja</translation>
    </message>
</context>
<context>
    <name>RunsView</name>
    <message>
        <source>Validation accuracy</source>
        <translation>Točnost na provjeri</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>epoha</translation>
    </message>
    <message>
        <source>Training {number}</source>
        <translation>Učenje {number}</translation>
    </message>
    <message>
        <source>No training on these photos yet</source>
        <translation>Na ovim fotografijama još nema učenja</translation>
    </message>
    <message>
        <source>Choose one to see its curves, several to compare them</source>
        <translation>Odaberite jedno da vidite krivulje ili više njih da ih usporedite</translation>
    </message>
    <message>
        <source>The chosen trainings have the same settings</source>
        <translation>Odabrana učenja imaju iste postavke</translation>
    </message>
    <message>
        <source>Differs: {settings}</source>
        <translation>Razlike: {settings}</translation>
    </message>
    <message>
        <source>At most four are drawn</source>
        <translation>Crtaju se najviše četiri</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n training(s)?</source>
        <translation>
            <numerusform>Izbrisati %n učenje?</numerusform>
            <numerusform>Izbrisati %n učenja?</numerusform>
            <numerusform>Izbrisati %n učenja?</numerusform>
        </translation>
    </message>
    <message>
        <source>{size} MB will be freed. Their curves, checkpoints and models are gone then.</source>
        <translation>Oslobodit će se {size} MB. Krivulje, kontrolne točke i modeli time nestaju.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Izbriši</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Odustani</translation>
    </message>
    <message>
        <source>Show again</source>
        <translation>Prikaži ponovno</translation>
    </message>
    <message>
        <source>Its curves and its result, as when it was done (Enter in the table)</source>
        <translation>Njegove krivulje i rezultat, kao kad je bio gotov (Enter u tablici)</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>Uzmi ovaj model</translation>
    </message>
    <message>
        <source>Takes the chosen training&apos;s model to all pages</source>
        <translation>Uzima model odabranog učenja na svim stranicama</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Preimenuj</translation>
    </message>
    <message>
        <source>Gives the chosen training a name of your own (F2 in the table)</source>
        <translation>Daje odabranom učenju vaše ime (u tablici: F2)</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Bilješka</translation>
    </message>
    <message>
        <source>Writes a note to the chosen training</source>
        <translation>Piše bilješku uz odabrano učenje</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Izbriši…</translation>
    </message>
    <message>
        <source>Deletes the chosen trainings; it asks first</source>
        <translation>Briše odabrana učenja; prije toga pita</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Izvezi…</translation>
    </message>
    <message>
        <source>All these trainings as one file, for another computer</source>
        <translation>Sva ova učenja kao jedna datoteka, za drugo računalo</translation>
    </message>
</context>
<context>
    <name>SaveFigures</name>
    <message>
        <source>saved: {path}</source>
        <translation>spremljeno: {path}</translation>
    </message>
    <message>
        <source>Save the figures…</source>
        <translation>Spremi brojke…</translation>
    </message>
    <message>
        <source>What is shown, as a CSV table: figures with points, as programs read them</source>
        <translation>Ono što je prikazano, kao CSV tablica: brojevi s točkom, kako ih čitaju programi</translation>
    </message>
</context>
<context>
    <name>Saving</name>
    <message>
        <source>Save the picture</source>
        <translation>Spremanje slike</translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation>Spremljeno kao {path}</translation>
    </message>
</context>
<context>
    <name>SavingModel</name>
    <message>
        <source>Save the model</source>
        <translation>Spremanje modela</translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation>Spremljeno kao {path}</translation>
    </message>
</context>
<context>
    <name>Scatter</name>
    <message>
        <source>Map of the photos</source>
        <translation>Karta fotografija</translation>
    </message>
    <message>
        <source>and more</source>
        <translation>i druge</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n fotografija</numerusform>
            <numerusform>%n fotografije</numerusform>
            <numerusform>%n fotografija</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>Postavke</translation>
    </message>
    <message>
        <source>The settings of before are kept in {path}</source>
        <translation>Prijašnje postavke sačuvane su u {path}</translation>
    </message>
    <message>
        <source>Language and theme change at once. The device and the number of threads say what the computer may use for learning; the folders hold what the program keeps. Your photos are only read, never changed or copied.</source>
        <translation>Jezik i tema mijenjaju se odmah. Uređaj i broj dretvi kažu što računalo smije upotrijebiti za učenje; u mapama je ono što program čuva. Vaše se fotografije samo čitaju, nikad ne mijenjaju ni kopiraju.</translation>
    </message>
    <message>
        <source>Language and look</source>
        <translation>Jezik i izgled</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>Računanje</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Mape</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Privatnost</translation>
    </message>
    <message>
        <source>Your photos stay where they are: they are only read. What the program works out of them, such as trained models, embeddings and the names of folders, is kept on this computer, in the folders above. Nothing is sent anywhere; the network is asked only when you download weights.</source>
        <translation>Vaše fotografije ostaju gdje jesu: samo se čitaju. Ono što program iz njih izradi, poput naučenih modela, vektora značajki i imena mapa, čuva se na ovom računalu, u mapama iznad. Ništa se nikamo ne šalje; mreža se koristi samo kad preuzimate težine.</translation>
    </message>
    <message>
        <source>all {0} cores</source>
        <translation>sve jezgre ({0})</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Dretve</translation>
    </message>
    <message>
        <source>Back to the defaults</source>
        <translation>Vrati početne postavke</translation>
    </message>
    <message>
        <source>Every setting as on the first day; photos, models and recent folders stay</source>
        <translation>Sve postavke kao prvog dana; fotografije, modeli i nedavne mape ostaju</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Jezik</translation>
    </message>
    <message>
        <source>Of the window and of every message</source>
        <translation>Prozora i svih poruka</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Tema</translation>
    </message>
    <message>
        <source>Light, dark, or as the system is set</source>
        <translation>Svijetla, tamna ili kako je postavljen sustav</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Veličina teksta</translation>
    </message>
    <message>
        <source>Larger type for tired eyes and far seats; pages that no longer fit scroll</source>
        <translation>Veća slova za umorne oči i daleka mjesta; stranice koje više ne stanu mogu se pomicati</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Uređaj</translation>
    </message>
    <message>
        <source>Where the network computes: a graphics card is faster, where there is one</source>
        <translation>Gdje mreža računa: grafička je kartica brža, ako je ima</translation>
    </message>
    <message>
        <source>Processor cores to use; fewer leave more for other programs</source>
        <translation>Koliko jezgri procesora koristiti; manje ih ostavlja više drugim programima</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Kao sustav</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Svijetla</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Tamna</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatski</translation>
    </message>
    <message>
        <source>Processor (CPU)</source>
        <translation>Procesor (CPU)</translation>
    </message>
    <message>
        <source>NVIDIA graphics card (CUDA)</source>
        <translation>Grafička kartica NVIDIA (CUDA)</translation>
    </message>
    <message>
        <source>Apple graphics (MPS)</source>
        <translation>Grafika Apple (MPS)</translation>
    </message>
    <message>
        <source>Everything the program keeps</source>
        <translation>Sve što program čuva</translation>
    </message>
    <message>
        <source>Projects: trainings and their results</source>
        <translation>Projekti: učenja i njihovi rezultati</translation>
    </message>
    <message>
        <source>Weights of the backbones</source>
        <translation>Težine okosnica</translation>
    </message>
    <message>
        <source>Embeddings, computed once</source>
        <translation>Vektori značajki, jednom izračunati</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Dnevnici</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Otvori</translation>
    </message>
    <message>
        <source>Shows the folder in the system&apos;s file browser</source>
        <translation>Prikazuje mapu u pregledniku datoteka</translation>
    </message>
    <message>
        <source>Open: {0}</source>
        <translation>Otvori: {0}</translation>
    </message>
</context>
<context>
    <name>Sharing</name>
    <message>
        <source>Save as a web page</source>
        <translation>Spremi kao web-stranicu</translation>
    </message>
    <message>
        <source>Saved as {path}: send it to a phone and open it there</source>
        <translation>Spremljeno kao {path}: pošaljite na mobitel i ondje otvorite</translation>
    </message>
</context>
<context>
    <name>SheetSaving</name>
    <message>
        <source>maps.png</source>
        <translation>karte.png</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>To the start page</source>
        <translation>Na početnu stranicu</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Stranice</translation>
    </message>
</context>
<context>
    <name>SituationCard</name>
    <message>
        <source>I predict</source>
        <translation>Predviđam</translation>
    </message>
    <message>
        <source>Choose a second folder…</source>
        <translation>Odaberi drugu mapu…</translation>
    </message>
    <message>
        <source>Its second half needs another folder with the same classes, such as drawings.</source>
        <translation>Za drugi dio treba još jedna mapa s istim razredima, primjerice crteži.</translation>
    </message>
    <message>
        <source>The second folder: {name}</source>
        <translation>Druga mapa: {name}</translation>
    </message>
    <message>
        <source>Something completely new: drawings</source>
        <translation>Nešto posve novo: crteži</translation>
    </message>
</context>
<context>
    <name>SplitBar</name>
    <message>
        <source>train</source>
        <translation>učenje</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>provjera</translation>
    </message>
    <message>
        <source>test</source>
        <translation>ispitivanje</translation>
    </message>
    <message>
        <source>Split of the photos</source>
        <translation>Podjela fotografija</translation>
    </message>
</context>
<context>
    <name>SplitSettings</name>
    <message>
        <source>Split</source>
        <translation>Podjela</translation>
    </message>
    <message>
        <source>The test part stays locked: no training ever sees it. It judges a finished model once, at the end.</source>
        <translation>Skup za ispitivanje ostaje zaključan: nijedno ga učenje ne vidi. Gotov model ocjenjuje jednom, na kraju.</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>Provjera</translation>
    </message>
    <message>
        <source>The share of the photos that checks the model after every epoch; it is not learned from</source>
        <translation>Udio fotografija koje provjeravaju model nakon svake epohe; iz njih se ne uči</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Ispitivanje</translation>
    </message>
    <message>
        <source>The share of the photos that stays locked until you ask for the final judgement</source>
        <translation>Udio fotografija koje ostaju zaključane dok ne zatražite konačnu ocjenu</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Sjeme</translation>
    </message>
    <message>
        <source>The number that the dice begin with: the same seed always gives the same split</source>
        <translation>Broj od kojeg kreću kocke: isto sjeme uvijek daje istu podjelu</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>stem</source>
        <translation>ulaz</translation>
    </message>
    <message>
        <source>top</source>
        <translation>vrh</translation>
    </message>
    <message>
        <source>fully connected</source>
        <translation>potpuno povezani</translation>
    </message>
    <message>
        <source>stage</source>
        <translation>stupanj</translation>
    </message>
    <message>
        <source>block</source>
        <translation>blok</translation>
    </message>
</context>
<context>
    <name>StageRow</name>
    <message>
        <source>Shows what this stage makes of the picture</source>
        <translation>Pokazuje što ovaj stupanj načini od slike</translation>
    </message>
    <message>
        <source>Stages of the network</source>
        <translation>Stupnjevi mreže</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n fotografija</numerusform>
            <numerusform>%n fotografije</numerusform>
            <numerusform>%n fotografija</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n class(es)</source>
        <translation>
            <numerusform>%n razred</numerusform>
            <numerusform>%n razreda</numerusform>
            <numerusform>%n razreda</numerusform>
        </translation>
    </message>
    <message>
        <source>PyTorch is starting …</source>
        <translation>PyTorch se pokreće …</translation>
    </message>
    <message numerus="yes">
        <source>CPU, %n thread(s)</source>
        <translation>
            <numerusform>CPU, %n dretva</numerusform>
            <numerusform>CPU, %n dretve</numerusform>
            <numerusform>CPU, %n dretvi</numerusform>
        </translation>
    </message>
    <message>
        <source>downloading</source>
        <translation>preuzimanje</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>bez mreže</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>To that page</source>
        <translation>Na tu stranicu</translation>
    </message>
    <message>
        <source>Log: what happened, with the time (Ctrl+L)</source>
        <translation>Dnevnik: što se dogodilo i kada (Ctrl+L)</translation>
    </message>
    <message>
        <source>Keyboard shortcuts (?)</source>
        <translation>Tipkovni prečaci (?)</translation>
    </message>
    <message>
        <source>Presentation: larger type, nothing but the page (F11)</source>
        <translation>Predstavljanje: veća slova, samo stranica (F11)</translation>
    </message>
</context>
<context>
    <name>Sureness</name>
    <message>
        <source>How sure are you?</source>
        <translation>Koliko ste sigurni?</translation>
    </message>
    <message>
        <source>50%: you are guessing. 100%: you would bet anything on it.</source>
        <translation>50 %: pogađate. 100 %: kladili biste se u sve.</translation>
    </message>
</context>
<context>
    <name>SurenessView</name>
    <message>
        <source>Reliability diagram</source>
        <translation>Dijagram pouzdanosti</translation>
    </message>
    <message>
        <source>Forget all my answers</source>
        <translation>Zaboravi sve moje odgovore</translation>
    </message>
    <message>
        <source>Begins the lessons anew; the answers until now are set aside in a file</source>
        <translation>Lekcije počinju iznova; dosadašnji se odgovori spremaju u zasebnu datoteku</translation>
    </message>
    <message>
        <source>Once you have predicted and answered something, your points will stand here.</source>
        <translation>Kad nešto predvidite i odgovorite, ovdje će stajati vaše točke.</translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s) so far.</source>
        <translation>
            <numerusform>Zasad %n odgovor.</numerusform>
            <numerusform>Zasad %n odgovora.</numerusform>
            <numerusform>Zasad %n odgovora.</numerusform>
        </translation>
    </message>
    <message>
        <source>Where a point lies below the line, you were surer than you were right; above it you were more right than you thought. On average you are off by {error}. A network is judged in just the same way.</source>
        <translation>Gdje je točka ispod crte, bili ste sigurniji nego što ste bili u pravu; iznad nje bili ste češće u pravu nego što ste mislili. U prosjeku griješite za {error}. Mreža se prosuđuje na isti način.</translation>
    </message>
    <message>
        <source>you</source>
        <translation>vi</translation>
    </message>
    <message>
        <source>how sure you were</source>
        <translation>koliko ste bili sigurni</translation>
    </message>
    <message>
        <source>right</source>
        <translation>točno</translation>
    </message>
</context>
<context>
    <name>Table</name>
    <message>
        <source>File</source>
        <translation>Datoteka</translation>
    </message>
    <message>
        <source>Best class</source>
        <translation>Najbolji razred</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>Vjerojatnost</translation>
    </message>
    <message>
        <source>Second guess</source>
        <translation>Drugi odgovor</translation>
    </message>
    <message>
        <source>Classified photos</source>
        <translation>Prepoznate fotografije</translation>
    </message>
</context>
<context>
    <name>TogetherBar</name>
    <message>
        <source>Undo the last correction</source>
        <translation>Poništi zadnji ispravak</translation>
    </message>
    <message>
        <source>Do it again</source>
        <translation>Ponovi</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) corrected</source>
        <translation>
            <numerusform>%n ispravljena fotografija</numerusform>
            <numerusform>%n ispravljene fotografije</numerusform>
            <numerusform>%n ispravljenih fotografija</numerusform>
        </translation>
    </message>
    <message>
        <source>Take this group apart</source>
        <translation>Razdvoji ovu skupinu</translation>
    </message>
    <message>
        <source>They are not the same: each photo may then lie on its own side when photos are divided</source>
        <translation>Nisu isto: pri podjeli svaka fotografija tada može biti na svojoj strani</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) in this group</source>
        <translation>
            <numerusform>%n fotografija u ovoj skupini</numerusform>
            <numerusform>%n fotografije u ovoj skupini</numerusform>
            <numerusform>%n fotografija u ovoj skupini</numerusform>
        </translation>
    </message>
    <message>
        <source>Pick a photo of the group</source>
        <translation>Odaberite fotografiju iz skupine</translation>
    </message>
    <message>
        <source>Leave out “{name}”</source>
        <translation>Izostavi „{name}”</translation>
    </message>
    <message>
        <source>The class is neither learnt nor asked about until you undo it; the photos stay where they are</source>
        <translation>Razred se ne uči niti se o njemu pita dok to ne poništite; fotografije ostaju gdje jesu</translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
    <message>
        <source>Train</source>
        <translation>Učenje</translation>
    </message>
    <message>
        <source>&lt;b&gt;Try next:&lt;/b&gt; none as weights, then fine-tuning: what did transfer bring?</source>
        <translation>&lt;b&gt;Isprobajte dalje:&lt;/b&gt; bez težina, pa fino ugađanje: što je donio prijenos?</translation>
    </message>
    <message>
        <source>&lt;b&gt;Try next:&lt;/b&gt; learn from a later stage on only, or a lower learning rate.</source>
        <translation>&lt;b&gt;Isprobajte dalje:&lt;/b&gt; učenje tek od kasnijeg stupnja ili nižu stopu učenja.</translation>
    </message>
    <message>
        <source>&lt;b&gt;Try next:&lt;/b&gt; the same with a frozen backbone: fewer photos, higher accuracy.</source>
        <translation>&lt;b&gt;Isprobajte dalje:&lt;/b&gt; isto sa zamrznutom okosnicom: manje fotografija, veća točnost.</translation>
    </message>
    <message>
        <source>A &lt;b&gt;backbone&lt;/b&gt; has seen 1.28 million photos. It turns yours into an &lt;b&gt;embedding&lt;/b&gt;, a vector of features; a new &lt;b&gt;head&lt;/b&gt; learns to tell your classes by it. &lt;i&gt;Frozen&lt;/i&gt;: only the head learns. &lt;i&gt;Fine-tune&lt;/i&gt;: the backbone learns on too. &lt;i&gt;Scratch&lt;/i&gt;: all begins at random.</source>
        <translation>&lt;b&gt;Okosnica&lt;/b&gt; je vidjela 1,28 milijuna fotografija. Vaše pretvara u &lt;b&gt;embedding&lt;/b&gt;, vektor značajki; nova &lt;b&gt;glava&lt;/b&gt; po njemu uči razlikovati vaše razrede. &lt;i&gt;Zamrznuto&lt;/i&gt;: uči samo glava. &lt;i&gt;Ugađanje&lt;/i&gt;: dalje uči i okosnica. &lt;i&gt;Ispočetka&lt;/i&gt;: sve kreće od slučajnih brojeva.</translation>
    </message>
    <message>
        <source>Learning lowers the &lt;b&gt;loss&lt;/b&gt;, the cross entropy &lt;i&gt;L&lt;/i&gt; = −log &lt;i&gt;p&lt;/i&gt;(true class), averaged over the photos: 0 when the model is sure and right. Watch the &lt;b&gt;validation&lt;/b&gt; curve: where it turns while train goes on, the model learns by heart (overfitting). The dotted line is what always answering the most frequent class would reach.</source>
        <translation>Učenje smanjuje &lt;b&gt;gubitak&lt;/b&gt;, unakrsnu entropiju &lt;i&gt;L&lt;/i&gt; = −log &lt;i&gt;p&lt;/i&gt;(pravi razred), u prosjeku po fotografijama: 0 kad je model siguran i u pravu. Pratite krivulju &lt;b&gt;provjere&lt;/b&gt;: ondje gdje skrene, a učenje ide dalje, model uči napamet (prenaučenost). Točkasta crta pokazuje što bi se postiglo stalnim odgovaranjem najčešćim razredom.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Pokreni</translation>
    </message>
    <message>
        <source>Stop, keep the best</source>
        <translation>Zaustavi, sačuvaj najbolje</translation>
    </message>
    <message>
        <source>stopping, keeping the best …</source>
        <translation>zaustavljam, čuvam najbolje …</translation>
    </message>
    <message>
        <source>The curves of this training; what it came to was not kept.</source>
        <translation>Krivulje ovog pokusa; njegov rezultat nije sačuvan.</translation>
    </message>
    <message>
        <source>{photos} photos/s</source>
        <translation>{photos} fotografija/s</translation>
    </message>
    <message>
        <source>Open a folder of photos first.</source>
        <translation>Prvo otvorite mapu s fotografijama.</translation>
    </message>
    <message>
        <source>Photos of at least two classes are needed.</source>
        <translation>Trebaju fotografije barem dvaju razreda.</translation>
    </message>
    <message>
        <source>Download the weights of {backbone} first, on the left.</source>
        <translation>Prvo lijevo preuzmite težine za {backbone}.</translation>
    </message>
    <message>
        <source>Change something and start again: the curves can be compared.</source>
        <translation>Promijenite nešto i pokrenite ponovno: krivulje se mogu usporediti.</translation>
    </message>
    <message>
        <source>A network that has already seen a million photos now learns yours. Press start and watch two lines: how often it is right on the photos it learns from, and on photos it has not seen. The second line is the one that counts.</source>
        <translation>Mreža koja je već vidjela milijun fotografija sada uči vaše. Pokrenite i pratite dvije crte: koliko je često u pravu na fotografijama iz kojih uči i na onima koje nije vidjela. Važna je druga crta.</translation>
    </message>
</context>
<context>
    <name>TrainSettings</name>
    <message>
        <source>everything</source>
        <translation>sve</translation>
    </message>
    <message>
        <source>from stage {number} of {stages}: {name}</source>
        <translation>od stupnja {number} od {stages}: {name}</translation>
    </message>
    <message>
        <source>Backbone</source>
        <translation>Okosnica</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Način</translation>
    </message>
    <message>
        <source>The backbone stays as it is; only a new head learns, on its embeddings. Seconds.</source>
        <translation>Okosnica ostaje kakva jest; uči samo nova glava, na njezinim vektorima značajki. Traje sekunde.</translation>
    </message>
    <message>
        <source>The whole network learns on, in small steps. Slower; pays with more photos.</source>
        <translation>Cijela mreža uči dalje, malim koracima. Sporije; isplati se s više fotografija.</translation>
    </message>
    <message>
        <source>The network begins with random numbers: shows what transfer is worth.</source>
        <translation>Mreža kreće od slučajnih brojeva: pokazuje koliko prijenos vrijedi.</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>Zamrznuto</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>Ugađanje</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>Ispočetka</translation>
    </message>
    <message>
        <source>What learns</source>
        <translation>Što uči</translation>
    </message>
    <message>
        <source>Earlier stages see edges and colours that all photos share, later ones parts and things.</source>
        <translation>Raniji stupnjevi vide rubove i boje zajedničke svim fotografijama, kasniji dijelove i stvari.</translation>
    </message>
</context>
<context>
    <name>TrainView</name>
    <message>
        <source>Trainings</source>
        <translation>Učenja</translation>
    </message>
    <message>
        <source>All trainings on these photos: compare, use, name, delete</source>
        <translation>Sva učenja na ovim fotografijama: usporedba, upotreba, ime, brisanje</translation>
    </message>
    <message>
        <source>There is a result once it is done.</source>
        <translation>Rezultat će biti tu kad završi.</translation>
    </message>
    <message>
        <source>The last training on these photos was stopped after epoch {epoch} of {epochs}.</source>
        <translation>Zadnje učenje na ovim fotografijama prekinuto je nakon epohe {epoch} od {epochs}.</translation>
    </message>
    <message>
        <source>A training needs photos: a folder with one folder for each class.</source>
        <translation>Za učenje trebaju fotografije: mapa s po jednom mapom za svaki razred.</translation>
    </message>
    <message>
        <source>No photos yet</source>
        <translation>Još nema fotografija</translation>
    </message>
    <message>
        <source>Press Start: the curves of loss and accuracy will grow here while the model learns.</source>
        <translation>Pritisnite Pokreni: ovdje će rasti krivulje gubitka i točnosti dok model uči.</translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n fotografija</numerusform>
            <numerusform>%n fotografije</numerusform>
            <numerusform>%n fotografija</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n class(es)</source>
        <translation>
            <numerusform>%n razred</numerusform>
            <numerusform>%n razreda</numerusform>
            <numerusform>%n razreda</numerusform>
        </translation>
    </message>
    <message>
        <source>Loss and accuracy</source>
        <translation>Gubitak i točnost</translation>
    </message>
    <message>
        <source>How well it learns</source>
        <translation>Koliko dobro uči</translation>
    </message>
    <message>
        <source>Rate and gradient</source>
        <translation>Stopa i gradijent</translation>
    </message>
    <message>
        <source>How large its steps are</source>
        <translation>Koliki su mu koraci</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Rezultat</translation>
    </message>
    <message>
        <source>Scores, confusion matrix, mistakes</source>
        <translation>Ocjene, matrica zabune, pogreške</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>Što je prikazano</translation>
    </message>
    <message>
        <source>With the last run</source>
        <translation>Usporedi s prethodnim</translation>
    </message>
    <message>
        <source>Draws the curves of the run before faintly behind these</source>
        <translation>Iza ovih blijedo crta krivulje prethodnog učenja</translation>
    </message>
</context>
<context>
    <name>Unpacking</name>
    <message>
        <source>Unpack</source>
        <translation>Raspakiraj</translation>
    </message>
    <message>
        <source>Into another folder…</source>
        <translation>U drugu mapu…</translation>
    </message>
    <message>
        <source>Unpacks the photos into that folder and opens it</source>
        <translation>Raspakirava fotografije u tu mapu i otvara je</translation>
    </message>
    <message>
        <source>Choose a folder in which the new one is made</source>
        <translation>Odaberite mapu u kojoj će nastati nova</translation>
    </message>
    <message>
        <source>Where the new folder is to be made</source>
        <translation>Gdje da nastane nova mapa</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Odustani</translation>
    </message>
    <message>
        <source>Stops unpacking; nothing of it is kept</source>
        <translation>Zaustavlja raspakiravanje; ništa se ne zadržava</translation>
    </message>
</context>
<context>
    <name>Verdicts</name>
    <message>
        <source>Second opinions</source>
        <translation>Druga mišljenja</translation>
    </message>
</context>
<context>
    <name>VotesView</name>
    <message>
        <source>What was asked</source>
        <translation>Što se pitalo</translation>
    </message>
    <message>
        <source>Let everybody predict first. Then count the hands for each answer, and begin the experiment.</source>
        <translation>Neka najprije svi predvide. Zatim prebrojte ruke za svaki odgovor i započnite pokus.</translation>
    </message>
    <message>
        <source>What this lesson asks is drawn or put in order: let everybody do it on paper.</source>
        <translation>Ovdje se crta ili slaže redom: neka to svi učine na papiru.</translation>
    </message>
    <message>
        <source>It was: {answer}. {count} of {every} voted for it.</source>
        <translation>Bilo je: {answer}. Za to je glasova: {count} od {every}.</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Welcome</source>
        <translation>Dobro došli</translation>
    </message>
    <message>
        <source>&lt;b&gt;Transfer learning&lt;/b&gt; takes a network that has learned to see on a million photos and teaches it your own classes with a few dozen. Open a folder that holds one folder of photos for each class; then go through the pages on the left from top to bottom.</source>
        <translation>&lt;b&gt;Prijenosno učenje&lt;/b&gt; uzima mrežu koja je gledati naučila na milijun fotografija i s nekoliko desetaka ih uči vaše razrede. Otvorite mapu u kojoj je po jedna mapa fotografija za svaki razred, pa prođite stranice slijeva odozgo prema dolje.</translation>
    </message>
    <message>
        <source>Teach a network to tell your own photos apart</source>
        <translation>Naučite mrežu razlikovati vaše fotografije</translation>
    </message>
    <message>
        <source>It has learned to see from a million pictures; a few dozen of yours are enough for it to learn what you want to tell apart. Everything stays on this computer.</source>
        <translation>Gledati je naučila na milijun slika; dovoljno je nekoliko desetaka vaših da nauči razlikovati ono što želite. Sve ostaje na ovom računalu.</translation>
    </message>
    <message>
        <source>Try the sample photos</source>
        <translation>Isprobaj s primjerima</translation>
    </message>
    <message>
        <source>Birds, flowers, fruit and vegetables: a hundred photos to begin with</source>
        <translation>Ptice, cvijeće, voće i povrće: stotinjak fotografija za početak</translation>
    </message>
    <message>
        <source>Open a folder of photos</source>
        <translation>Otvori mapu s fotografijama</translation>
    </message>
    <message>
        <source>One folder inside it for each class, or the class in the file names</source>
        <translation>U njoj po jedna mapa za svaki razred ili razred u imenima datoteka</translation>
    </message>
    <message>
        <source>Photos of the lesson…</source>
        <translation>Fotografije iz lekcije…</translation>
    </message>
    <message>
        <source>Cats vs. Dogs and Oxford-IIIT Pet: downloaded, or taken from an archive that you have</source>
        <translation>Cats vs. Dogs i Oxford-IIIT Pet: preuzeti ili uzeti iz arhive koju imate</translation>
    </message>
    <message>
        <source>A folder can also be dropped anywhere in this window.</source>
        <translation>Mapu možete i ispustiti bilo gdje u ovaj prozor.</translation>
    </message>
    <message>
        <source>Language: {name}</source>
        <translation>Jezik: {name}</translation>
    </message>
    <message>
        <source>Nothing was opened before on this computer</source>
        <translation>Na ovom računalu još ništa nije otvarano</translation>
    </message>
    <message>
        <source>Continue where you were</source>
        <translation>Nastavi od zadnjeg puta</translation>
    </message>
    <message>
        <source>Open a project from another computer…</source>
        <translation>Otvori projekt s drugog računala…</translation>
    </message>
    <message>
        <source>A file that was exported there: its trainings go on here</source>
        <translation>Datoteka izvezena ondje: njezina se učenja ovdje nastavljaju</translation>
    </message>
</context>
<context>
    <name>WhyCard</name>
    <message>
        <source>Your result</source>
        <translation>Vaš rezultat</translation>
    </message>
    <message>
        <source>The lesson&apos;s figure: {text}</source>
        <translation>Slika iz lekcije: {text}</translation>
    </message>
    <message>
        <source>To the questions</source>
        <translation>Na pitanja</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>stopping, keeping what was reached …</source>
        <translation>zaustavljam, čuvam postignuto …</translation>
    </message>
    <message>
        <source>Photos of the lesson</source>
        <translation>Fotografije iz lekcije</translation>
    </message>
    <message>
        <source>F11 or Esc leaves the presentation</source>
        <translation>F11 ili Esc: izlaz iz prezentacije</translation>
    </message>
    <message>
        <source>Start, pause and go on</source>
        <translation>Pokreni, stani i nastavi</translation>
    </message>
    <message>
        <source>Stop, or leave the presentation</source>
        <translation>Zaustavi ili izađi iz predstavljanja</translation>
    </message>
    <message>
        <source>Open a folder or pictures</source>
        <translation>Otvori mapu ili slike</translation>
    </message>
    <message>
        <source>Paste a picture, files or a folder</source>
        <translation>Zalijepi sliku, datoteke ili mapu</translation>
    </message>
    <message>
        <source>Explain this page</source>
        <translation>Objasni ovu stranicu</translation>
    </message>
    <message>
        <source>Look through the folder again</source>
        <translation>Ponovno pregledaj mapu</translation>
    </message>
    <message>
        <source>Presentation: the page alone, in larger type</source>
        <translation>Predstavljanje: samo stranica, većim slovima</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>Prikaži dnevnik</translation>
    </message>
    <message>
        <source>To the start page</source>
        <translation>Na početnu stranicu</translation>
    </message>
    <message>
        <source>This sheet</source>
        <translation>Ovaj popis</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Zatvori program</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tipkovni prečaci</translation>
    </message>
    <message>
        <source>No word of the field stands here.</source>
        <translation>Ovdje nema stručnih riječi.</translation>
    </message>
    <message>
        <source>Words in view</source>
        <translation>Riječi na zaslonu</translation>
    </message>
    <message>
        <source>Explain the words of what has the keyboard, or of this page</source>
        <translation>Objasni riječi polja na kojem je tipkovnica ili ove stranice</translation>
    </message>
</context>
<context>
    <name>WordsView</name>
    <message>
        <source>Find a word</source>
        <translation>Pronađite riječ</translation>
    </message>
</context>
<context>
    <name>_Bring</name>
    <message>
        <source>Try again</source>
        <translation>Pokušaj ponovno</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Preuzmi</translation>
    </message>
    <message>
        <source>Fetches the file from its publisher and checks its digest</source>
        <translation>Preuzima datoteku od izdavača i provjerava njezin sažetak</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>Iz datoteke…</translation>
    </message>
    <message>
        <source>Takes the weights from a file or a USB stick: no network connection needed</source>
        <translation>Uzima težine iz datoteke ili s USB ključića: mreža nije potrebna</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Odustani</translation>
    </message>
</context>
<context>
    <name>duration</name>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} h</translation>
    </message>
</context>
</TS>
