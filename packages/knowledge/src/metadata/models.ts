import { labelled, type FactSource, type Found } from './fact-source.ts'

const labels =
  '适用机型|适用型号|适用设备型号|适用设备|适用产品|适用产品型号|适用机种|适用车型|设备型号|产品型号|机型|applies to|applicable (?:models?|to)|for models?|models?|product models?'
const model = /^(?:[A-Z]{1,6}[-\s]?\d{2,5}[A-Za-z\d]{0,4}(?:-[A-Za-z\d]{1,6})*|[A-Z]{2,6}\d?[A-Z]?-[A-Z\d]{1,6})$/
const inTitle = /(?<![A-Za-z\d\-/])[A-Z]{1,5}-?\d{2,5}[A-Z]{0,2}(?![A-Za-z\d-])/g
const notModels = /^(?:GB|ISO|IEC|EN|Q|T|SOP|V|WI|EHS|PDF)[-\s]?\d/

/** The equipment models a document is about: from its label, else from the title of a manual. */
export function modelsIn(
  source: FactSource,
  title: Found,
  level: string | undefined,
  number: string | undefined,
): Found<readonly string[]> | undefined {
  const own = source.document.properties['models'] || source.document.properties['model']
  if (own)
    return {
      value: own
        .split(/[;；、,，/]\s*/)
        .map((one) => one.trim())
        .filter(Boolean),
      start: 0,
      end: 0,
      sure: true,
    }
  const named = labelled(source, labels)
  if (named) {
    const { value, sure } = modelList(named.value)
    if (value.length > 0) return { ...named, value, sure }
  }
  if (level !== 'manual' && level !== 'standard' && level !== 'guide') return undefined
  const value = [...new Set(title.value.match(inTitle) ?? [])].filter(
    (one) => !notModels.test(one) && !(number ?? '').includes(one),
  )
  return value.length > 0 && level === 'manual' ? { value, start: title.start, end: title.end, sure: title.sure } : undefined
}

/** HX-630/800 stands for HX-630 and HX-800; a range says nothing of what lies between. */
function modelList(text: string): { value: string[]; sure: boolean } {
  const range = /[~～]|至(?=[A-Z])/.test(text)
  const value: string[] = []
  for (const part of text
    .replace(/[（(][^（）()]*[）)]/g, '')
    .split(/[/、,，;；~～]|\s+(?:and|&)\s+|和|及|与|至(?=[A-Z])|\s{2,}/)) {
    const one = part.trim().replace(/\s*(?:系列|型|等|series|机床|卧式.*|立式.*)$/i, '')
    const before = value.at(-1)
    if (model.test(one)) value.push(one)
    else if (/^\d{2,5}[A-Z]{0,3}$/.test(one) && before) value.push(before.replace(/\d{2,5}[A-Za-z\d]*$/, one))
  }
  return { value: [...new Set(value)], sure: !range }
}
