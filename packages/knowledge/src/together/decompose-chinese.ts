import { asksOpenly, clausesOf, isAsked, isFramed, ownContent, sentencesOf, withoutFraming } from './asked-things.ts'
import { carriedOver } from './carry-over.ts'
import { coordinated, type Coordinated } from './coordinated.ts'
import { divided, mostParts, undivided, type Decomposition, type DecompositionForm } from './decomposition.ts'
import { followUp } from './follow-up.ts'

const respectively =
  /(?:分别|各自|(?<!自)各(?=要|需|是|有|为|收|怎|多|在|用|占|代表|指|算|几|应|得|能|可|存|保|罚|补|给|由|找|叫|装|什|啥))(?:都|各|又)?/
const difference =
  /(?:之间)?的?(?:两者|二者|相比)?[，,]?(?:有(?:什么|啥|何|哪些|没有)?(?:本质)?(?:不同|区别|差别|不一样|差异|两样)(?:之处|的地方)?|(?<![有两几])(?:区别|差别|差异|(?<!所)不同)(?:点|之处)?(?:在哪里?儿?|是什么|是啥|有哪些|在于什么)?|(?:到底|究竟)?差在(?:哪里?儿?|什么地方)|相?差(?:多少|几\p{Script=Han}+))$/u
const related =
  /^(.+?)(?:相比|比起来|比较起来|对比)(?:起来|一下)?[，,](?:.*?)(\p{Script=Han}.*?)(?:差|相差)(多少|几\p{Script=Han}+)$/u
const comparing = /^(?:请|帮我)?(?:对比|比较)(?:一下|下)?(.+?)$/u
const which =
  /^(.+?)(?:之间)?[，,]?(?:哪个|谁)(?:的)?(\p{Script=Han}{2,8}?)(?:更|比较)?(?<!最\p{Script=Han}?)(?:高|低|大|小|多|少|快|慢|长|短|早|晚|贵|便宜)(?:一些|些|一点)?$/u
const same = /^(.+的.+?)(?:是不是|是否)?(?:都)?(?<![不没])(?:一样|相同|一致)(?:吗|么)?$/u
const inTurn = /^(.*?)先(.{2,20}?)[，,]?(?:再|然后|之后|后)(.{2,20}?)[，,](?:各自?|分别)(.+)$/
// 「…吗？/…吗？」 and 「…吗？（…吗？）」 say one thing in two ways.
const saidAgain = /[？?]\s*[/（(]/
// Without what it points to, a part would not be complete.
const pointsBack = /^(?:这|那|它|其|该|此|上述|两者|二者)/
const besides = /^(.*?)除了(.{2,30}?)(?:之外|以外)?[，,]?(?:还|另外|也)(.{2,40})$/

/** What a Chinese question asks for, one by one; see `decompose`. */
export function decomposeChinese(question: string): Decomposition {
  const sentences = sentencesOf(question)
  if (sentences.length === 0 || saidAgain.test(question)) return undivided(question)
  if (sentences.length === 1) {
    for (const rule of [byTurn, byBesides, byDistribution, byComparison, byDifference]) {
      const found = rule(sentences[0]!)
      if (found && isUseful(found.parts, question)) return found
    }
  }
  const parts = askedParts(sentences)
  return isUseful(parts, question) ? divided(parts, 'several-asked') : undivided(question)
}

function isUseful(parts: readonly string[], question: string): boolean {
  const wholes = new Set(parts)
  if (parts.length < 2 || parts.length > mostParts || wholes.size < parts.length) return false
  return parts.every((part) => ownContent(part).length >= 2 && !pointsBack.test(part) && part.length <= question.length + 12)
}

function byTurn(sentence: string): Decomposition | undefined {
  const [, head = '', one = '', other = '', asked = ''] = inTurn.exec(sentence) ?? []
  return asked === '' ? undefined : divided([`${head}${one}${asked}`, `${head}${other}${asked}`].map(tidy), 'in-turn')
}

/** 除了身份证还要带什么 asks for one thing; 除了要什么条件，还要哪些材料 for two. */
function byBesides(sentence: string): Decomposition | undefined {
  const [, head = '', one = '', other = ''] = besides.exec(sentence) ?? []
  if (other === '' || !isAsked(one) || !isAsked(other)) return undefined
  return divided([`${head}${one}`, `${head}${other}`].map(tidy), 'besides')
}

function byDistribution(sentence: string): Decomposition | undefined {
  const marker = respectively.exec(sentence)
  if (!marker || sentence[marker.index - 1] === '的') return undefined
  const asked = sentence.slice(marker.index + marker[0].length)
  // 分别 in one clause, and another that asks for more: neither rule fits.
  if (!isAsked(asked) || clausesOf(asked).length > 1) return undefined
  return distributed(coordinated(sentence.slice(0, marker.index)), asked, 'respectively')
}

function byDifference(sentence: string): Decomposition | undefined {
  const relation = related.exec(sentence)
  if (relation) {
    const [, pair = '', thing = '', amount = ''] = relation
    const found = coordinated(pair.replace(/[，,]$/, ''))
    return distributed(found && { ...found, tail: `${found.tail} ${thing}` }, `是${amount}`, 'difference')
  }
  const marker = difference.exec(sentence)
  if (!marker || marker.index < 3) return undefined
  const said = sentence.slice(0, marker.index)
  const asked = /差(多少|几.+)$/u.exec(marker[0])
  return distributed(coordinated(said), asked ? `是${asked[1]}` : '是什么', 'difference')
}

/** 对比一下 A 和 B 的…, A 和 B 哪个…更高, A 和 B 的…一样吗. */
function byComparison(sentence: string): Decomposition | undefined {
  const [, things = '', measure = ''] = comparing.exec(sentence) ?? which.exec(sentence) ?? same.exec(sentence) ?? []
  const found = things === '' || isAsked(things) ? undefined : coordinated(things)
  if (!found || measure === '') return distributed(found, '是什么', 'difference')
  return distributed({ ...found, tail: `${found.tail}的${measure}` }, '是多少', 'difference')
}

function distributed(found: Coordinated | undefined, asked: string, form: DecompositionForm): Decomposition | undefined {
  if (!found) return undefined
  return divided(
    found.items.map((item) => tidy(`${found.head}${item}${found.tail}${asked}`)),
    form,
  )
}

function tidy(part: string): string {
  return part
    .replace(/\s+/g, ' ')
    .replace(/\s*，\s*/g, '，')
    .replace(/^[，、\s]+/, '')
    .trim()
}

type Asked = { text: string; own: string; sentence: number }

/** Clauses that each ask something of their own; what asks nothing goes with the question it stands before. */
function askedParts(sentences: readonly string[]): string[] {
  const asked: Asked[] = []
  let context: string[] = []
  let lead = ''
  for (const [sentence, text] of sentences.entries()) {
    for (const clause of clausesOf(text)) {
      const before = asked.at(-1)
      if (!isAsked(clause)) context.push(clause)
      else if (before && !standsAlone([...context, clause].join('，'), clause)) {
        before.text += [...context, clause].map((one) => `，${one}`).join('')
        context = []
      } else {
        if (!before) lead = context.join('，')
        asked.push({ text: [...(before ? context : []), clause].join('，'), own: clause, sentence })
        context = []
      }
    }
  }
  const [first, ...rest] = asked
  if (!first || rest.length === 0) return []
  const complete = `${lead === '' ? '' : `${lead}，`}${withoutFraming(first.text)}`
  const leadOf = ({ own, sentence }: Asked): string => (sentence === first.sentence || ownContent(own).length < 8 ? lead : '')
  return [complete, ...rest.map((one) => followUp(one.text, first.own) ?? carriedOver(one.text, first.own, leadOf(one)))].map(
    tidy,
  )
}

const mostlyYesOrNo = 6
const noThings = /^(?:它们|两者|二者)?(?:之间)?有(?:什么|啥|何|哪些)(?:区别|不同|差别)$/

/**
 * 多少钱 behind 几天办好 asks on about the same: the search for the one finds the other. So does a short question for yes or no, unless
 * it says itself that it is another one.
 */
function standsAlone(text: string, clause: string): boolean {
  if (/^(?:那|那么)?.{2,10}呢$/u.test(clause)) return true
  const own = ownContent(clause).length
  return !noThings.test(clause) && own >= 2 && (asksOpenly(clause) || isFramed(text) || own >= mostlyYesOrNo)
}
