import { literalScanner } from '../cue/literal-scanner.ts';

/**
 * How plainly a text speaks past the person whose data it stands in: 0 not at all, 1 it claims authority, 2 it addresses the
 * program that reads it, 3 it takes back or puts off the task, swears to secrecy, forges a turn, or hides.
 */
export type Mark = 0 | 1 | 2 | 3;

const THING = String.raw`(?:instructions?|tasks?|requests?|directions?|directives?|prompts?|orders?|commands?|rules?|guidelines?|assignments?|jobs?|questions?|messages?|work|goals?|objectives?|context|quer(?:y|ies))`;
const EARLIER = String.raw`(?:previous|prior|earlier|above|preceding|former|other|all|any|original|initial|current|existing|given|first|user(?:['’]s)?|my|your|actual|main|old)`;
const FORMER = String.raw`(?:previous|prior|earlier|above|preceding|former|original|initial|first|user['’]s|actual|main)`;
const MACHINE = String.raw`(?:ai|a\.i\.|artificial intelligence|llms?|language models?|(?:ai |virtual |digital )?assistants?|(?:ai |automated |autonomous |calling )?agents?|chat ?bots?|bots?|models?|gpt[\w.-]*|chatgpt|claude|gemini|llama|copilot|command-?r\S*)`;

// What takes back or puts off the person's task, swears to secrecy, or forges a turn of the conversation.
const STRONG = new RegExp(
  [
    String.raw`\b(?:ignor|disregard|forget|overrid|(?:set|put)(?:ting)? aside|abandon|instead of|never mind|(?:do not|don['’]t) (?:follow|obey)|tak(?:e|es|ing) (?:precedence|priority) over)\w*\b[^.\n]{0,60}?\b(?:${EARLIER} (?:\w+ ){0,2}?${THING}\b|the (?:user|task|request|assignment|job|question)\b|(?:what|everything|anything|all) (?:you were|the user|i|you['’]ve been|you have been|that|before|above|else|so far)\b)`,
    String.raw`\b(?:put|set|discard|drop|cancel|suspend|pause|stop|replac|supersed)\w*\b[^.\n]{0,60}?\b${FORMER} (?:\w+ )?${THING}\b`,
    String.raw`\b(?:${FORMER}|your|my|all|any) (?:\w+ )?${THING} (?:\w+ )?(?:is|are|has been|have been|was|were) (?:\w+ )?(?:void|cancell?ed|obsolete|suspended|revoked|replaced|superseded|overridden|outdated|out of date|paused|no longer|invalid)`,
    String.raw`\b(?:before|prior to|after|once|until|then|only then|first|resume|return to|go(?:ing)? back to|continue|proceed|finish|complet|solv|carry on|get(?:ting)? (?:back )?to|work|start|help)\w*\b[^.\n]{0,40}?\b(?:${FORMER} (?:\w+ )?${THING}\b|(?:your|my) (?:task|request|assignment|question)\b|the (?:task|request|assignment|job|question)s? (?:that |which )?(?:i|you|the user|was|were)\b|what (?:you were|the user|i) (?:asked|told|given|requested|doing|wanted))`,
    String.raw`\byou are now\b(?! (?:ready|able|logged|signed|connected|subscribed|registered))|\bfrom now on\b|\byour (?:new|real|true|actual|next|updated) (?:instructions?|task|goal|job|objective|directive|mission|assignment|role)\b|\bnew (?:instructions?|directives?|orders?|task)(?: (?:from|for|follow)|:)|\bchanges? of plans?\b|\bchanged (?:the |my |his |her |their |our )?(?:plans?|mind)\b`,
    String.raw`\b(?:do not|don['’]t|never|no need to|must not|should not|need not|without) (?:\w+ ){0,2}?(?:(?:tell|inform|mention|notif|alert|ask|reveal|disclos|report|say|warn|let)\w*\b[^.\n]{0,40}?\b(?:user|owner|person|human)\b|(?:tell|inform|mention|notif|alert|warn)\w* (?:of |about |to )?(?:this|it|anyone|anybody|them|him|her)\b)|\bkeep (?:this|it) (?:between us|secret|quiet|to yourself|hidden)|\b(?:the )?(?:user|owner) (?:need not|must not|should not|does not need to|doesn['’]t need to) (?:know|see|be|learn)`,
    String.raw`\b(?:everything|anything|all) else (?:can|must|has to|will) wait|\b(?:this|it|that) (?:comes|goes|must come|has to come|must be done|has to be done) first\b|\b(?:top|highest|absolute|overriding) priority\b|\btakes? priority\b|\bnothing else\b|\babove all else\b|\bdrop everything\b|\bwhatever (?:else )?you (?:were|are) doing\b|\b(?:obey|do nothing but)\b|\b(?:let us|let['’]s) play\b|\bpretend (?:to be|that|you)\b|\bimagine (?:that )?you are\b|\brole-?play|\bthe user (?:adds|also|now|just|has (?:just|since))\b`,
    String.raw`\b(?:bring|brought) (?:this|it) up\b|\b(?:say|mention|confirm|report|write) nothing\b|\b(?:quietly|silently|discreetly|secretly)\b|\bwithout (?:a word|comment|mention|notice)\b|\bleave (?:this|it) out of\b|\b(?:not|never) (?:be )?(?:mention|refer to|talk about|appear in|show)\w*[^.\n]{0,30}\b(?:answer|reply|response|summary|report)\b|\bour (?:little )?secret\b`,
    String.raw`<\|\w+\|>|<\/?(?:start|end|begin)_of_\w+>|<\/?(?:system|information|important|admin|urgent|override)[^>\n]{0,40}>|^\s*<\/?(?:user|assistant|instructions?|command|priority|directive)>\s*$|\[\/?(?:inst|system|admin|developer|operator|instructions?)\b[^\]\n]{0,40}\]|<<\/?sys>>|"role"\s*:\s*"\s*(?:system|user|developer|assistant)"|^[\s#*>-]{0,6}(?:system|human|developer|administrator|admin|operator)(?: (?:message|note|notice|prompt|instructions?|override|update|alert|command))?\s*:|^[\s#*>-]{0,6}###? ?(?:system|instruction|human|user)\b`,
    String.raw`(?<!\p{L})(?:ignorier|vergiss|vergesst|missacht|verwirf)\p{L}*[^.\n]{0,50}(?:anweisung|befehl|auftr|aufgabe|vorgabe|instruktion)|(?<!\p{L})(?:nutzer|benutzer|anwender)\p{L}* (?:davon )?(?:nichts|nicht)|(?:nichts|nicht) (?:dem |den |der )?(?:nutzer|benutzer)|(?<!\p{L})neuer? (?:anweisung|aufgabe|auftrag)`,
    String.raw`(?<!\p{L})(?:ignor|oubli|néglig)\p{L}*[^.\n]{0,50}(?:instruction|consigne|ordre|directive|demande|tâche)|(?:pas|rien)[^.\n]{0,20} (?:à )?l['’]utilisat|(?<!\p{L})nouvelles? (?:instruction|consigne|tâche)`,
    String.raw`(?<!\p{L})(?:ignor|olvid|descart|omit|esque|dimentic)\p{L}*[^.\n]{0,50}(?:instrucci|instruç|istruzion|[oó]rden|tarea|tarefa|indicaci|compit)|(?<!\p{L})n[oã]o? [^.\n]{0,25}(?:usuario|usuário)|(?<!\p{L})nuevas? (?:instrucci|tarea)`,
    String.raw`(?:忽略|无视|忘记|忘掉|不要理会|放弃)[^。\n]{0,20}(?:指令|指示|命令|任务|要求|提示)|(?:不要|别|无需|请勿)(?:告诉|通知|告知)|新的?(?:指令|任务)|(?:指示|命令|タスク)[^。\n]{0,12}(?:無視|忘れ)|(?:игнорируй|забудь)\p{L}*[^.\n]{0,40}(?:инструкц|указани|задани)`,
  ].join('|'),
  'gmu',
);

// Who is spoken to: a tool's answer has no reason to address the program that reads it.
const ADDRESS = new RegExp(
  [
    String.raw`\b(?:a|an|any|every|each|all|no|the) (?:automated|automatic|autonomous|artificial|digital|virtual|intelligent) (?:\w+ )?(?:helper|system|tool|process|worker|reader|program|service|employee|colleague|summari[sz]er)s?\b|\b(?:an?|any|every) (?:\w+ )?(?:bot|agent|assistant|model|crawler|summari[sz]er)s? (?:summari|read|process|pars|visit|touch|open|handl|load|see|index|answer)\w*|\byour (?:user|human|principal|creators?|operators?|makers?)\b|\bthe (?:person|human|user) (?:that |whom |who )?you (?:are )?(?:work|help|assist|serv|act|speak)\w*|"[\w-]*(?:instruct|prompt|agent|assistant|directive|_ai|ai_|llm)[\w-]*"\s*:|"(?:for|to|audience|recipient|target)"\s*:\s*"\s*(?:ai|llm|assistant|agent|bot|model)s?"`,
    String.raw`\b(?:dear|hey|hi|hello|attention|note (?:to|for)|message (?:to|for)|instructions? (?:to|for)|to|for|you,?(?: are| as)?(?: an?| the)?) (?:the |any |all |every |an? |my |this |our )?(?:helpful |personal |virtual |digital |autonomous |calling )?${MACHINE}\b`,
    String.raw`\b(?:ai|llm) (?:agent|assistant|model|system)s?\b|\b(?:the|every|any|your) (?:\w+ )?(?:agent|assistant|bot|caller|reader|model)s? (?:(?:is|are) (?:required|instructed|obliged|expected)|must|shall|should|needs? to|has to|have to|(?:who|that|which) (?:\w+ )?(?:read|process|handl|pars|summari))|\bif you(?:['’]re| are) (?:an? |the )?(?:\w+ )?${MACHINE}\b`,
    String.raw`\b(?:whoever|whatever|any(?:one|thing)|the (?:system|program|software|tool)) (?:is |that is |that )?(?:\w+ )?(?:process|read|pars|handl|summari[sz])(?:e?s|ing)\b|(?<=[<!\-*#/([{"\s]{2})(?:agent|assistant|bot)s?:`,
    String.raw`(?<!\p{L})(?:ki|ia)[- ](?:assisten|agent|modell|asistente|modèle|system)\p{L}*|sprachmodell|(?<!\p{L})(?:assistante?|assistente|asistente|agent|agente|modèle|modelo|modello) (?:d['’]|de )?(?:ki|ia|ai|langage|lenguaje|linguagem)(?!\p{L})|(?<!\p{L})(?:à l['’]attention de |pour |cher |note (?:à|pour) )?l['’]assistant(?:e)? (?:qui|ia|virtuel)|(?<!\p{L})(?:al|el|para el|estimado|del) (?:asistente|agente) (?:que|de|virtual)|(?<!\p{L})(?:hilfreicher|digitaler|virtueller|lieber|an den) (?:assistent|agent)(?!\p{L})|系统(?:通知|消息|提示|指令)|intelligence artificielle|inteligencia artificial|(?:人工智能|ai|智能|语言|大) ?(?:助手|模型|代理)|ai ?アシスタント|言語モデル|языков\p{L}+ модел|ии[- ](?:ассистент|агент)`,
  ].join('|'),
  'gmu',
);

// Who is said to speak.
const AUTHORITY = new RegExp(
  [
    String.raw`\byour (?:boss|manager|employer|owner|creator|supervisor|ceo|director|company)\b|\b(?:i beg|life[- ]or[- ]death|matter of life|emergency|desperate(?:ly)?|only you can|i am begging)\b|\b(?:it['’]s|this is|it is) me\b|\bi forgot to (?:say|tell|mention|add|ask)\b|\bto (?:unlock|regain|get access|gain access|access|fix the error|resolve the error|clear the error|recover)\b[^.\n]{0,50}|\b(?:call|use|invoke|try|run) (?:this|the) tool again\b|\b(?:is|are) (?:locked|restricted|withheld)\b|\b(?:policy|compliance|protocol) (?:update|notice|change|requirement)s?\b`,
    String.raw`\b(?:system|admin(?:istrator)?|developer|security|operator|automated|priority) (?:message|note|notice|instructions?|prompt|override|update|alert|directive|command|request)\b|\b(?:important|urgent|special|new|updated|additional|mandatory|critical|high[- ]priority|priority) (?:message|notice|instructions?|directive|task|request|order|command)s?\b`,
    String.raw`\b(?:this is|it['’]s|i am|i['’]m|signed,?|from:?|on behalf of) (?:me, |your |just )?(?:the )?(?:user|owner|admin(?:istrator)?|developer|boss|account holder|system|me|person you)\b|\b(?:the )?(?:user|owner|account holder) (?:wants|would like|has (?:asked|requested|authori[sz]ed|approved|changed)|needs|asks|requests|authori[sz]es|requires)\b`,
  ].join('|'),
  'gmu',
);

// One of these stands wherever a pattern above could speak; the patterns are tried around them only.
const TRIGGERS = literalScanner(
  [
    "ignor;disregard;forget;overrid;set aside;put aside;setting aside;putting aside;abandon;instead of;precedence;priority over;never mind;not follow;not obey;n't follow",
    "previous ;prior ;prior to;earlier ;preceding;former ;your task;your request;your assign;your question;my task;my request;my question;task that;task i ;task you;the request;original ;initial ;user's;what you were;what the user;what i ;main task;actual task;first task;first request;first question",
    'you are now;from now on;your new ;your real ;your true ;your next ;your updated;new instruct;new direct;new order;new task;change of plan;changed plan;changed the pl;changed my;changed his;changed her;changed their;changed our',
    'the user;the owner;tell this;mention ;mention it;tell anyone;notify anyone;inform ;tell them;tell him;tell her;keep this;keep it',
    '<|;<start_of;<end_of;</start_of;<begin_of;<system;<info;<import;<admin;<urgent;<overr;<instr;</user;<user>\n;<assistant>;</instr;[inst;[/inst;[system;[admin;[develop;[operator;[instr;<<sys;"role";system:;system note;system message;system prompt;system instr;system update;system alert;system override;system command;system notice;system request;human:;developer ;developer:;administrator;admin ;admin:;operator ;operator:;automated ;security notice;security alert;security update;security message;security request;priority ;# human;# user;# instruction;# system',
    'assistant;language model;llms;an llm;the llm;any llm;llm agent;llm assist;llm model;llm system;llm:;chatbot;chat bot;bot:;bots;bot ;to gpt;for gpt;dear gpt;hey gpt;hi gpt;you, gpt;chatgpt;to claude;for claude;dear claude;hey claude;hi claude;you, claude;are claude;to gemini;for gemini;hey gemini;dear gemini;to llama;hey llama;to copilot;for copilot;hey copilot;to command-r;artificial intell; ai ; ai-;ai agent;ai:;agents;agent:;agent,;the agent;an agent;calling agent;every agent;your agent;ai model;whoever;whatever is;caller;reader ;readers ;the program;the software;anyone read;anyone proc',
    "important m;important n;important instr;important task;important req;urgent ;special instr;special m;additional instr;additional task;mandatory ;critical m;critical instr;account holder;this is me;your boss;it's me;i am the;i'm the;i'm your;on behalf of;the person you;your owner;the developer",
    "else can;else must;else has;else will;comes first;goes first;come first;done first;top priority;highest pri;absolute pri;overriding;takes prior;take prior;nothing else;all else;drop every;whatever you;whatever else;obey ;nothing but;us play;let's play;pretend ;imagine ;role-play;roleplay",
    'this up;it up;say nothing;mention nothing;confirm nothing;report nothing;write nothing;quietly;silently;discreetly;secretly;a word;without com;without men;leave this;leave it;secret;be mention;not mention;not refer;not appear',
    'automatic ;autonomous ;artificial ;digital ;virtual ;intelligent ;bot;summarise;summarize;crawler;your user;your human;your princ;your creat;your oper;your maker;you are work;you work;you help;you assist;you are help;you are assist;you serve;you act;instruction":;instructions":;prompt":;agent":;assistant":;directive":;llm',
    'your manager;your employer;your superv;your ceo;your director;your company;i beg;life-or;life or;of life;emergency;desperate;only you;begging;is me;s me;i forgot;to unlock;to regain;to get access;to gain access;to access;the error;to recover;tool again;locked;restricted;withheld;policy update;policy change;compliance;protocol',
    'vergiss;vergesst;missacht;verwirf;nutzer;anwender;neue anweis;neue aufgabe;neuer auftrag;oubli;néglig;utilisat;nouvelle;olvid;descart;omite;omita;esque;dimentic;usuario;usuário;nueva;ki-;ki assist;ki agent;sprachmodell;asistente;assistent;agent ia;agente ia;agente de ia;modelo de;modèle;intelligence art;inteligencia art',
    "忽略;无视;忘;不要;请勿;无需;别告诉;放弃;新的;新指令;新任务;助手;系统;l'assist;hilfreich;digitaler ;virtueller ;lieber ;模型;代理;無視;アシスタント;モデル;игнорир;забудь;языков;ии-;ии ",
    '\u200b;\u200c;\u200d;\u2060;\u00ad;\udb40',
  ].flatMap((line) => line.split(';')),
);

/** Offsets just after whatever could be a mark, at most `limit` of them, in order. */
export function triggersIn(text: string, limit: number): number[] {
  const places: number[] = [];
  TRIGGERS.scan(text, (_, end) => {
    if (places.length < limit) places.push(end);
  });
  return places;
}

/** Offsets of all marks of a text, with their strength. */
export function marksIn(text: string): { readonly at: number; readonly mark: Mark }[] {
  const lower = text.toLowerCase();
  // Some capitals take more room as small letters.
  const read = lower.length === text.length ? lower : text;
  const found: { readonly at: number; readonly mark: Mark }[] = [];
  for (const [index, pattern] of [STRONG, ADDRESS, AUTHORITY].entries()) {
    // Not `matchAll`: it makes a new expression of these long ones each time.
    pattern.lastIndex = 0;
    for (let match = pattern.exec(read); match !== null; match = pattern.exec(read))
      found.push({ at: match.index + Math.max(0, match[0].search(/\S/)), mark: (3 - index) as Mark });
  }
  return found;
}
