import { actsOf, plainWords, type Act } from './act.ts';
import { specificsOf } from './specifics-of.ts';

/** What a person has let the agent do, as far as it was said. */
export interface AskedFor {
  readonly words: ReadonlySet<string>;
  readonly acts: ReadonlySet<Act>;
  /** The kinds of acts that verbs speak of. */
  readonly verbs: ReadonlySet<Act>;
  /** What a document says is to be done. */
  readonly delegates: boolean;
  /** Something is to be done with a document: what it merely asks may be meant. */
  readonly entrusts: boolean;
  /** Files and pages that the person named. */
  readonly sources: ReadonlySet<string>;
  /** Something is to be made or changed, not only to be found out. */
  readonly does: boolean;
}

const SOURCE = String.raw`(?:instructions?|steps?|actions?|tasks?|to-?dos?|lists?|what|whatever|everything|anything|it says|readme|guides?|how-?to|manual|tutorial|recipe|checklists?|runbooks?|playbooks?|procedures?|tickets?|issues?|cards?|requests?|(?:e-?)?mails?|messages?|notes?|letters?|forms?|orders?|inbox|docs|documentation|page|wiki|directions?|header|plan|spec(?:ification)?s?|asks?|wants?|needs?|wishes|says?|file|comments?|feedback|minutes|points|items|brief|manifest|\S+\.(?:md|txt|rst|ya?ml|html?|pdf))`;
// The person asks that what a document says be done.
const DELEGATES = new RegExp(
  [
    String.raw`\b(?:follow|do|perform|complete|execute|carry out|act (?:up)?on|implement|handle|take care|work (?:through|on|off)|process|deal with|sort out|see to|resolve|fulfil|tackle|go through|address|apply|obey|fill (?:in|out)|finish|run through|fix|help (?:\w+ )?with|attend to|answer to|get (?:\w+ ){0,3}done|settle)\b[^.\n]{0,60}?\b(?:${SOURCE}|mailed|sent|submitted|wrote in|came in)\b`,
    String.raw`\b(?:what(?:ever)?|everything|anything|all(?: that)?) (?!(?:do|does|did|is|are|was|were|has|have|can|could|should)\b)(?:(?:\w+ ){1,4})?(?:asks?|wants?|needs?|says?|requests?|requires?|describes?|wrote|written|lists?|tells?|recommends?|suggests?|expects?)\b`,
    String.raw`(?<!\p{L})(?:erledige|befolge|folge|mach|tu|führe|bearbeite|arbeite|kümmere)\p{L}*(?!\p{L})[^.\n]{0,60}(?:was|anweisung|schritt|anleitung|mail|liste|notiz|aufgabe|datei|ticket|anfrage)`,
    String.raw`(?<!\p{L})(?:suis|suivez|fais|faites|exécute|effectue|traite|applique)\p{L}*(?!\p{L})[^.\n]{0,60}(?:ce qu|étapes|instructions|consignes|mail|liste|note|tâches|demande)`,
    String.raw`(?<!\p{L})(?:sigue|siga|haz|haga|realiza|cumple|ejecuta|atiende|aplica)\p{L}*(?!\p{L})[^.\n]{0,60}(?:lo que|pasos|instrucciones|correo|lista|nota|tareas|solicitud)`,
    String.raw`(?:按照|按|遵照|根据|照着|执行|完成|处理)[^。\n]{0,30}(?:说明|步骤|指示|要求|邮件|清单|列表|文档|任务)`,
  ].join('|'),
  'u',
);
// "Adjust my rent accordingly" lets the rent be adjusted, and "go on accordingly" anything be done.
const ACCORDINGLY = new RegExp(
  String.raw`\baccording(?:ly)?\b|\b(?:as|like) (?:it (?:is |was )?)?(?:(?:\w+ ){0,3})?(?:described|instructed|requested|specified|told|written|listed|recommended|recommends?|explains?|says?|describes?|asks?|tells?|wants?|shown|documented|outlined|laid out)\b|\b(?:per|using|following|with the help of|based on|by) (?:the|his|her|their|my|our|your|its) (?:\w+ ){0,3}?${SOURCE}\b|\bper the\b|\bthe way \w|\b(?:act on|follow|do|obey|handle|settle|resolve|sort|take care of|deal with|see to) (?:it|that|them|those|this|everything)\b|\b(?:is|are) in \S+\.(?:md|txt|rst)\b`,
  'u',
);
const WITH_SOURCE = new RegExp(String.raw`\b${SOURCE}\b|\bact on\b|\bthe way\b`, 'u');
// To read is not to do; to be told is not to tell.
const READS =
  /^\W*(?:(?:please|can|could|would|will|you|hi|hello|hey|i|want|need|like|to|just|kindly)\b[\s,!.]*)*(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|has|have|read|summar\w*|sum|tell|find|look|show|list|explain|compare|describe|search|translate|check|see if|know|give me|let me|quote|count|extract|analy[sz]e|get me|fetch)\b/i;
const SENTENCE = /[.!?\n]+ /;
const FILE = /^[^\s@]*[a-z_-][^\s@]*\.[a-z]{2,5}(?:\/\S*)?$/;
// Who pastes a long text asks before it or after it.
const MAX_READ = 6000;
const TO_ME = /\b(?:tell|show|give|send|inform|remind|let|mail|message|text) (?:me|us)\b/gi;
const DOES =
  /\b(?:fix|implement|set (?:it |this )?up|setup|build|test|debug|refactor|deploy|install|run|write|create|add|update|solve|make|migrate|rename|move|convert|replace|configure|clean|remove|change|develop|code|improve|optimi[sz]e|port|upgrade|rewrite|edit|patch|train|generate|draw|plot|translate|save|commit|merge|release|get\b[^.\n]{0,40}\b(?:running|going|working|started|installed|ready|on(?:to)? (?:this|my|our|the) (?:machine|computer|laptop|server|system)))\b/i;

function leavesOpen(sentence: string): boolean {
  if (!ACCORDINGLY.test(sentence)) return false;
  return [...actsOf(plainWords(sentence))].every((act) => act === 'visit' || act === 'search' || act === 'say');
}

/** Reads what the person asked for, from all that the person wrote. */
export function askedFor(messages: readonly string[], before?: AskedFor): AskedFor {
  const texts = messages.map((text) =>
    text.length <= MAX_READ ? text : `${text.slice(0, MAX_READ / 2)}\n${text.slice(-MAX_READ / 2)}`,
  );
  const words = new Set(before?.words);
  for (const text of texts) for (const word of plainWords(text.replace(TO_ME, ''))) words.add(word);
  // The patterns are long, and faster without regard to case.
  const lower = texts.map((text) => text.toLowerCase());
  const parts = lower.flatMap((text) => text.split(SENTENCE));
  const named = texts.flatMap((text) => [...specificsOf(text)].filter((each) => FILE.test(each)));
  return {
    words,
    sources: new Set([...(before?.sources ?? []), ...named]),
    acts: actsOf(words),
    verbs: actsOf(words, true),
    delegates: before?.delegates === true || lower.some((text) => DELEGATES.test(text)) || parts.some(leavesOpen),
    entrusts: before?.entrusts === true || parts.some((part) => WITH_SOURCE.test(part) && !READS.test(part)),
    does: before?.does === true || lower.some((text) => DOES.test(text)),
  };
}
