import { localText, type Language, type LocalText } from '@kaiwu/core'

/** What a reader is told when the evidence is not there, with whom to ask. */
export function refusalText(contact: LocalText, language: Language): string {
  return language === 'zh'
    ? `现有资料里没有找到可以回答这个问题的依据。可以咨询：${localText(contact, 'zh')}`
    : `The documents here hold no evidence that answers this question. Please ask: ${localText(contact, 'en')}`
}

/** The remark about a document that would have matched better but is not in force on the asked day. */
export function notInForceNote(
  document: { title: string; number?: string; effective?: string; ends?: string; validity: string },
  language: Language,
): string {
  const name = document.number ? `《${document.title}》（${document.number}）` : `《${document.title}》`
  if (document.validity === 'not-yet') {
    return language === 'zh'
      ? `${name}自 ${document.effective} 起施行，在所问日期尚未施行，未作为依据。`
      : `${name} takes effect on ${document.effective} and was not used for the date asked.`
  }
  const since = document.ends ?? ''
  return language === 'zh'
    ? `${name}已于 ${since} 失效，未作为依据。`
    : `${name} ceased to be in force on ${since} and was not used.`
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
