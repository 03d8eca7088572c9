// Words for one and the same kind of act; a tool's name uses one of them, who asks for it another. Verbs in the form that
// tells somebody to do it, then what also speaks of it, then verbs of other languages.
const ACTS = {
  send: `send transfer pay wire donate transmit remit deposit forward deliver dispatch email mail message dm text notify reply tell inform
    | transaction payment money sent paid
    | sende sendet senden schick schicke schicken überweise überweist überweisen zahle bezahle leite maile
      envoie envoyez envoyer vire virez virer transfère transférez paie payez
      envía envíe envie envia enviar manda mande transfiere transfiera paga pague transfira
      invia invii inviare trasferisci отправь отправьте переведи переведите 发送 转账 汇款 支付 转发 寄给 送信 振込`,
  visit: `visit open browse fetch get read access load navigate view go download retrieve look click follow
    | webpage website page link url curl wget
    | öffne öffnet besuche besucht lies rufe ouvre ouvrez visite visitez lisez abre abra visita lee apri открой откройте
      посети 打开 访问 下载 读取 開い`,
  change: `change update modify edit set reset alter adjust replace switch amend overwrite |
    | ändere ändert setze ersetze aktualisiere modifie modifiez changez remplace cambia cambie modifica actualiza altere
      измени измените 修改 更改 重置 更新 変更`,
  delete: `delete remove erase drop clear destroy purge wipe trash unlink | rm rmdir
    | lösche löscht löschen entferne entfernt supprime supprimez efface effacez elimina elimine borra borre apague exclua
      cancella удали удалите 删除 移除 清空 削除`,
  cancel: `cancel revoke terminate unsubscribe | | storniere kündige annule annulez cancela cancele anula отмени 取消`,
  invite: `invite add include enroll register |
    | lade ladet einladen invitez ajoute ajoutez invita añade convide aggiungi пригласи добавь 邀请 添加 招待`,
  post: `post publish upload share put push paste write append insert |
    | poste veröffentliche teile schreibe publie publiez partage écris écrivez publica publique comparte escribe опубликуй
      发布 上传 分享 写入 投稿`,
  create: `create make schedule generate draft | | erstelle lege crée créez crea cree создай 创建 新建 作成`,
  book: `book reserve | reservation booking
    | buche bucht reserviere réserve réservez reserva prenota забронируй 预订 预约 予約`,
  buy: `buy order purchase | checkout
    | kaufe bestelle achète achetez commande commandez compra compre ordina купи 购买 下单 購入`,
  run: `run execute launch call invoke eval start install apply trigger use | exec shell bash command terminal sh npm pip make
    | führe starte installiere exécute exécutez lance lancez installe ejecuta ejecute corre instala esegui запусти выполни
      运行 执行 安装 実行`,
  grant: `grant allow permit authorize authorise approve enable give assign promote |
    | erteile gewähre erlaube accorde accordez autorise concede otorga autoriza 授予 允许 批准 授权`,
  disable: `disable turn block deny deactivate | | deaktiviere schalte désactive désactivez desactiva disattiva отключи 禁用 关闭`,
  say: `say tell mention state recommend answer respond claim announce output print reply praise conclude |
    | sage sag antworte empfiehl dites réponds recommande diga responde recomienda скажи 告诉 回答 推荐`,
  search: `search find lookup query list | | suche finde cherche busca найди 搜索 查找`,
} as const;

/** A kind of act, whatever word it goes by. */
export type Act = keyof typeof ACTS;

const GROUPS = new Map<string, Set<Act>>();
const VERBS = new Set<string>();
for (const [act, line] of Object.entries(ACTS)) {
  for (const [index, words] of line.split('|').entries()) {
    for (const word of words.split(/\s+/).filter((each) => each !== '')) {
      GROUPS.set(word, (GROUPS.get(word) ?? new Set()).add(act as Act));
      if (index !== 1) VERBS.add(word);
    }
  }
}
const LITTLE = new Set('the and for with from into that this user tool function api all any new get set'.split(' '));
const HAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** The words of a tool's name or a sentence, lower case, without plural and tense; of scripts without spaces all pairs. */
export function plainWords(text: string): Set<string> {
  const words = new Set<string>();
  for (const [word] of text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .matchAll(/\p{L}{2,}/gu)) {
    if (HAN.test(word)) for (let at = 0; at + 2 <= word.length; at++) words.add(word.slice(at, at + 2));
    else words.add(stem(word));
  }
  return words;
}

/** Whether a word, as {@link plainWords} gives it, is one for a kind of act. */
export function isActWord(word: string): boolean {
  return GROUPS.has(word);
}

/** The kinds of acts that the words speak of, or only those of verbs. */
export function actsOf(words: ReadonlySet<string>, verbs = false): Set<Act> {
  const acts = new Set<Act>();
  for (const word of words) if (!verbs || VERBS.has(word)) for (const act of GROUPS.get(word) ?? []) acts.add(act);
  return acts;
}

/**
 * How much of a tool's name a sentence speaks of: 1 for a word for the same kind of act, 1 for each other word they share.
 *
 * @param name - words of the tool's name, see {@link plainWords}
 * @param sentence - words of the sentence
 */
export function sameAct(name: ReadonlySet<string>, sentence: ReadonlySet<string>): number {
  let shared = 0;
  const asked = actsOf(sentence);
  let act = 0;
  for (const word of name) {
    const groups = GROUPS.get(word);
    if (groups !== undefined && [...groups].some((group) => asked.has(group))) act = 1;
    else if (!LITTLE.has(word) && sentence.has(word)) shared++;
  }
  return act + shared;
}

// What may stand before the verb of somebody who tells another to do something.
const OPENING = /^(?:[^\p{L}]|[ivx]+[.)]|(?:please|kindly|now|first|then|next|also|and|finally|immediately|simply|just|bitte|veuillez|por favor|to-?do|task|goal|step|action|instruction|note|important|urgent|do the following)(?!\p{L})[\s:,-]*)*(\p{L}+)(?! +(?:is|are|was|were|has|have|had|will|can|may)\b)/iu; // prettier-ignore
const WITHIN = /(?:[^\p{L}\p{N}\s]+\s+|[>\]})"“|\n] *|(?<!\p{L})(?:to|you|and|then|now|first|please|kindly|must|shall|should|bitte|zuerst|und|et|y|veuillez|por favor|do) +)(\p{L}+)/giu; // prettier-ignore

/** Where a sentence tells somebody to do something: the offset of the verb, at its opening or of any clause; -1 when it does not. */
export function imperativeAt(sentence: string, anywhere: boolean): number {
  if (HAN.test(sentence) && actsOf(plainWords(sentence)).size > 0) return 0;
  const opening = OPENING.exec(sentence);
  if (opening !== null && VERBS.has(opening[1]!.toLowerCase())) return opening[0].length - opening[1]!.length;
  if (!anywhere) return -1;
  for (const match of sentence.matchAll(WITHIN))
    if (VERBS.has(match[1]!.toLowerCase())) return match.index + match[0].length - match[1]!.length;
  return -1;
}

function stem(word: string): string {
  if (word.length > 5 && word.endsWith('ing'))
    return GROUPS.has(`${word.slice(0, -3)}e`) ? `${word.slice(0, -3)}e` : word.slice(0, -3);
  if (word.length > 4 && word.endsWith('ed'))
    return GROUPS.has(word.slice(0, -1)) ? word.slice(0, -1) : word.slice(0, -2);
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}
