import { localText, type DocumentFacts, type Language, type LocalText } from '@kaiwu/core'

/** What a reader is told when the evidence is not there, with whom to ask. */
export function refusalText(contact: LocalText, language: Language): string {
  return language === 'zh'
    ? `现有资料里没有找到可以回答这个问题的依据。可以咨询：${localText(contact, 'zh')}`
    : `The documents here hold no evidence that answers this question. Please ask: ${localText(contact, 'en')}`
}

/** The remark about a document that would have matched better but is not in force on the asked day. */
export function notInForceNote(
  document: { title: string; number?: string; effective?: string; ends?: string; endedBy?: string; validity: string },
  language: Language,
): string {
  const name = nameOf(document)
  if (document.validity === 'not-yet') {
    return language === 'zh'
      ? `${name}自 ${document.effective} 起施行，在所问日期尚未施行，未作为依据。`
      : `${name} takes effect on ${document.effective} and was not used for the date asked.`
  }
  if (document.validity === 'unconfirmed') {
    return language === 'zh'
      ? `${name}的效力待确认，未作为依据。`
      : `Whether ${name} is in force is yet to be confirmed; it was not used.`
  }
  const since = document.ends ?? ''
  const by = document.endedBy ? (language === 'zh' ? `（见${document.endedBy}）` : ` (see ${document.endedBy})`) : ''
  if (language === 'en') return `${name} ceased to be in force on ${since}${by} and was not used.`
  return `${name}已于 ${since} ${document.validity === 'repealed' ? '废止' : '失效'}${by}，未作为依据。`
}

function nameOf({ title, number }: Readonly<{ title: string; number?: string }>): string {
  return number ? `《${title}》（${number}）` : `《${title}》`
}

/** The remark about a source that another document has changed. */
export function amendedNote(facts: DocumentFacts, language: Language): string {
  const by = facts.amendedBy ?? ''
  return language === 'zh'
    ? `${nameOf(facts)}自 ${facts.amended} 起有修改${by ? `（见${by}）` : ''}，请核对修改后的内容。`
    : `${nameOf(facts)} has been amended since ${facts.amended}${by ? ` (see ${by})` : ''}: check what was changed.`
}

/** The remark about a source that is about to end. */
export function endingNote(facts: DocumentFacts, language: Language): string {
  return language === 'zh' ? `${nameOf(facts)}将于 ${facts.ends} 失效。` : `${nameOf(facts)} ends on ${facts.ends}.`
}

/** The remark about a source whose dates nobody has confirmed. */
export function unsureNote(facts: DocumentFacts, language: Language): string {
  return language === 'zh'
    ? `${nameOf(facts)}的施行或失效日期待确认。`
    : `When ${nameOf(facts)} takes effect or ends is yet to be confirmed.`
}

/** The remark about an answer that rests on explanations of rules alone. */
export function interpretationNote(language: Language): string {
  return language === 'zh'
    ? '以上只引自政策解读，不能单独作为依据，请核对原文件。'
    : 'This is quoted from explanations only, which are no basis by themselves: check the rules they explain.'
}

/** A warning of the section that an answer quotes from. */
export function warningNote(text: string, language: Language): string {
  return language === 'zh' ? `同一节的警示：${text.trim()}` : `A warning of the same section: ${text.trim()}`
}

/** The remark about an answer that broke off because the model's service failed. */
export function brokenOffNote(reason: string, language: Language): string {
  return language === 'zh' ? `回答没有说完就中断了：${reason}` : `The answer broke off before its end: ${reason}`
}

/** The remark about an answer quoted from the documents because no model could be had. */
export function modelFailedNote(reason: string, language: Language): string {
  return language === 'zh'
    ? `模型没有给出回答，这里是原文摘录（local/extractive）：${reason}`
    : `No model answered; this is quoted from the documents (local/extractive): ${reason}`
}

/** The remark about an answer that one model began and another gave. */
export function switchedNote(model: string, language: Language): string {
  return language === 'zh'
    ? `先作答的模型中断了，由 ${model} 重新作答，之前显示的内容作废。`
    : `The first model broke off; ${model} answered anew, and what was shown before is void.`
}
