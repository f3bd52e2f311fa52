import { isEnglishOrganisation, isOrganisation, joined, organisationsIn } from './authority.ts'
import { labelled, type FactSource, type Found, type Line } from './fact-source.ts'
import { signatureOf, type Signature } from './signature.ts'

type Issuers = Found<readonly string[]>

const labels =
  '发文机关|发布机[关构]|发布单位|发布部门|印发机关|制定机关|制定部门|编制单位|编制部门|归口部门|归口单位|归口管理部门|主办部门|办理部门|办理机构|实施主体|实施机关|责任部门|责任单位|发文单位|发布者|来源|主管部门|制造商|生产厂家|issued by|published by|issuing (?:body|authority|department)|owner|publisher|document owner|responsible department'
const personOrFirm = '编制|制定|编写|发布'
const decree =
  /^(?:中华人民共和国)?([\u4e00-\u9fa5]{2,30}?)(?:令|公告|通告)(?:\s*(?:\d{4}\s*年\s*)?第\s*[\d一二三四五六七八九十百零〇]+\s*号)?$/
const issuedBracket = /^[（(]?\s*\d{4}年\d{1,2}月\d{1,2}日\s*([\u4e00-\u9fa5、（）\s]{4,120}?)(?:印发|发布|公布|制定|颁布)/
const numbered = /(人民政府|委员会|办公室|局|厅)[\u4e00-\u9fa5]{2,8}〔\d{4}〕\d+号/
const national = /第[一二三四五六七八九十]+届(全国人民代表大会(?:常务委员会)?)第[一二三四五六七八九十]+次会议/
const congress =
  /([\u4e00-\u9fa5]{2,12}?)第[一二三四五六七八九十]+届(人民代表大会)(常务委员会)?第[一二三四五六七八九十]+次会议(?:于.{8,14})?(?:修订)?通过/
const titled = /^([\u4e00-\u9fa5（）]{4,30}?)(?:、([\u4e00-\u9fa5（）]{4,30}?))?(?=关于)/
const decreedBracket = /\d{1,2}日([\u4e00-\u9fa5]{3,30}?)令第?[^。\n]{1,12}号(?:公布|发布)/
const standardPublisher = /^([\u4e00-\u9fa5（）]{4,40})\s+发布$/
const englishBy = /\b(?:Issued|Made|Published) by (?:the )?(.{5,160}?)(?: on \d.*$|\.(?:\s|$))/
const sourceBehind = /来源\s*[:：]\s*([\u4e00-\u9fa5、]{4,60})/

/** The bodies a document was issued by, from its red head, decree, signature, the brackets below its title, or a label. */
export function issuersIn(source: FactSource, title: string): Issuers | undefined {
  const own = source.document.properties['issuers'] || source.document.properties['issuer']
  if (own) return { value: listOf(own), start: 0, end: 0, sure: true }
  const law = source.head[0] && /主席令/.test(joined(source.head[0].text)) ? passedBy(source) : undefined
  if (law) return law
  const signature = signatureOf(source)
  const head =
    redHead(source) ?? decreeHead(source) ?? fromLabel(source) ?? bracket(source) ?? publisher(source) ?? topLine(source)
  if (head && signature && signature.issuers.length > 0) return agreeing(head, signature)
  if (head) return head
  if (signature && signature.issuers.length > 0) return signed(signature)
  return passedBy(source) ?? fromTitle(source, title)
}

function listOf(text: string): readonly string[] {
  return text
    .split(/[;；、]|,(?=\s*[\u4e00-\u9fa5])/)
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** A signature names all of several joint issuers; one that names others than the head makes the head unsure. */
function agreeing(head: Issuers, signature: Signature): Issuers {
  const shared = head.value.filter((name) => signature.issuers.includes(name))
  if (shared.length === head.value.length) return signature.issuers.length > head.value.length ? signed(signature) : head
  if (shared.length === signature.issuers.length && shared.length > 0) return head
  const related = signature.issuers.some((name) => head.value.some((one) => name.startsWith(one) || one.startsWith(name)))
  return related ? head : { ...head, sure: false }
}

function signed({ issuers, line }: Signature): Issuers {
  return { value: issuers, start: line.start, end: line.end, sure: true }
}

/** 某某局文件, also with several bodies on the lines above and below the word. */
function redHead({ head }: FactSource): Issuers | undefined {
  const at = head.slice(0, 8).findIndex(({ text }) => /文\s*件$/.test(text) && text.length <= 60 && !/[：:。，]/.test(text))
  const line = head[at]
  if (!line) return undefined
  const names = organisationsIn(joined(line.text).replace(/\s*文\s*件$/, ''))
  const above = around(head, at, -1)
  const below = around(head, at, 1)
  const value = [...above.flatMap((one) => one.names), ...names, ...below.flatMap((one) => one.names)]
  if (value.length === 0) return undefined
  const start = above[0]?.line.start ?? line.start
  return { value, start, end: below.at(-1)?.line.end ?? line.end, sure: true }
}

function around(head: readonly Line[], at: number, step: 1 | -1): { line: Line; names: string[] }[] {
  const found: { line: Line; names: string[] }[] = []
  for (let next = at + step; head[next]; next += step) {
    const names = organisationsIn(head[next]!.text)
    if (names.length === 0) break
    found.push({ line: head[next]!, names })
  }
  return step < 0 ? found.reverse() : found
}

function decreeHead({ head }: FactSource): Issuers | undefined {
  for (const line of head.slice(0, 6)) {
    const name = decree.exec(joined(line.text))?.[1]
    if (!name) continue
    if (name === '主席') return undefined
    if (isOrganisation(name)) return { value: [name], start: line.start, end: line.end, sure: true }
  }
  return undefined
}

function fromLabel(source: FactSource): Issuers | undefined {
  const found = labelled(source, labels)
  const value = found
    ? listOf(found.value.replace(/（.*?）|\(.*?\)$/g, '')).map((name) => name.split(/及|和(?=各)/)[0]!.trim())
    : []
  if (found && value.length > 0) return { ...found, value }
  const maybe = labelled(source, personOrFirm)
  return maybe && isOrganisation(maybe.value) ? { ...maybe, value: [maybe.value] } : undefined
}

function bracket({ head }: FactSource): Issuers | undefined {
  for (const line of head) {
    const names = organisationsIn(issuedBracket.exec(line.text.replace(numbered, '$1'))?.[1]?.trim() ?? '')
    const decreed = organisationsIn(decreedBracket.exec(line.text)?.[1] ?? '')
    const value = decreed.length > 0 ? decreed : names
    if (value.length > 0) return { value, start: line.start, end: line.end, sure: true }
  }
  return undefined
}

/** The publisher of a standard, and the source of a web page. */
function publisher({ head }: FactSource): Issuers | undefined {
  for (const line of head) {
    const names = organisationsIn(standardPublisher.exec(line.text)?.[1] ?? sourceBehind.exec(line.text)?.[1] ?? '')
    if (names.length > 0) return { value: names, start: line.start, end: line.end, sure: true }
    const english = englishBy.exec(line.text)?.[1]
    const value = english?.split(/(?:,\s*|\s+)and (?:the )?/).map((name) => name.trim())
    if (value && value.length > 0) return { value, start: line.start, end: line.end, sure: true }
  }
  return undefined
}

/** A body alone on one of the first lines, above or below the title. */
function topLine({ head }: FactSource): Issuers | undefined {
  for (const line of head.slice(0, 4)) {
    const names = organisationsIn(line.text)
    if (names.length > 0) return { value: names, start: line.start, end: line.end, sure: true }
    if (isEnglishOrganisation(line.text)) return { value: [line.text], start: line.start, end: line.end, sure: true }
  }
  return undefined
}

function passedBy({ head }: FactSource): Issuers | undefined {
  for (const line of head) {
    const all = national.exec(line.text)?.[1]
    if (all) return { value: [all], start: line.start, end: line.end, sure: true }
    const match = congress.exec(line.text)
    if (!match) continue
    const where = match[1]!.replace(/^.*[日，（(]/, '')
    return { value: [`${where}${match[2]}${match[3] ?? ''}`], start: line.start, end: line.end, sure: true }
  }
  return undefined
}

function fromTitle({ text }: FactSource, title: string): Issuers | undefined {
  const [, ...names] = titled.exec(title) ?? []
  const value = names.filter((name) => name !== undefined && isOrganisation(name))
  const at = text.indexOf(value[0] ?? '\u0000')
  return value.length > 0 && at >= 0 ? { value, start: at, end: at + value[0]!.length, sure: true } : undefined
}
