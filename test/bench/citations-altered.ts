import { fold } from '@kaiwu/knowledge'
import { pick, type Chance, type Sample } from './citations-texts.ts'

/** A change that makes a quote say what the text does not; nothing where it does not apply. */
export type Alteration = (sample: Sample, chance: Chance) => string | undefined

const solid = /[\p{L}\p{N}%‰±+<>≤≥=~℃°]/u

/** Replaces one of the places that a pattern finds. */
function once(pattern: RegExp, to: (found: string, chance: Chance) => string): Alteration {
  return ({ quote }, chance) => {
    const places = [...quote.matchAll(pattern)]
    if (places.length === 0) return undefined
    const { 0: found, index } = pick(places, chance)
    return quote.slice(0, index) + to(found, chance) + quote.slice(index + found.length)
  }
}

/** One word of each row for another of it. */
function anotherOf(...rows: string[]): Alteration {
  const others = new Map(
    rows.flatMap((row) => row.split(' ').map((word, _, all) => [word, all.filter((other) => other !== word)] as const)),
  )
  const words = [...others.keys()].sort((a, b) => b.length - a.length)
  const pattern = new RegExp(
    words.map((word) => (/^[A-Za-z]/.test(word) ? `(?<![A-Za-z])${word}(?![A-Za-z])` : word)).join('|'),
    'g',
  )
  return once(pattern, (found, chance) => pick(others.get(found)!, chance))
}

const sameSort = (one: string): RegExp => (/\p{Script=Han}/u.test(one) ? /\p{Script=Han}/u : /\d/.test(one) ? /\d/ : /[a-z]/i)

function replaced({ stored, quote }: Sample, chance: Chance): string | undefined {
  const places = [...quote.matchAll(/[\p{L}\p{N}]/gu)]
  if (places.length === 0) return undefined
  const { 0: own, index } = pick(places, chance)
  const others = [...stored].filter((other) => sameSort(own).test(other) && fold(other).text !== fold(own).text)
  if (others.length === 0) return undefined
  return quote.slice(0, index) + pick(others, chance) + quote.slice(index + own.length)
}

function added({ stored, quote }: Sample, chance: Chance): string | undefined {
  const others = [...stored].filter((other) => /[\p{L}\p{N}]/u.test(other))
  const at = 1 + Math.floor(chance() * (quote.length - 1))
  if (/^[\udc00-\udfff]/.test(quote.slice(at)) || others.length === 0) return undefined
  return quote.slice(0, at) + pick(others, chance) + quote.slice(at)
}

function swapped({ quote }: Sample, chance: Chance): string | undefined {
  const places = [...quote].flatMap((one, at, all) => {
    const next = all[at + 1] ?? ''
    return solid.test(one) && solid.test(next) && fold(one).text !== fold(next).text ? [at] : []
  })
  if (places.length === 0) return undefined
  const characters = [...quote]
  const at = pick(places, chance)
  characters.splice(at, 2, characters[at + 1]!, characters[at]!)
  return characters.join('')
}

const numerals = '一二三四五六七八九'
const digits = '0123456789'
const otherOf = (all: string) => (found: string, chance: Chance) =>
  pick(
    [...all].filter((one) => one !== found),
    chance,
  )

/** Every alteration by its name. */
export const alterations: Readonly<Record<string, Alteration>> = {
  'one character replaced': replaced,
  'one character removed': once(/[\p{L}\p{N}%‰±<>≤≥=℃°]/gu, () => ''),
  'one character added': added,
  'two characters swapped': swapped,
  'one digit changed': once(/\d/g, otherOf(digits)),
  'one digit dropped': once(/\d/g, () => ''),
  'one digit added': once(/\d/g, (found, chance) => found + pick([...digits], chance)),
  'a Chinese numeral changed': once(/[一二三四五六七八九]/g, otherOf(numerals)),
  '十 added or dropped': once(/[一二三四五六七八九]十?/g, (found) => (found.length > 1 ? found[0]! : `${found}十`)),
  'the point moved': once(/\d\.\d|\d\d/g, (found) => (found.includes('.') ? found.replace('.', '') : `${found[0]}.${found[1]}`)),
  'a sign dropped or added': once(/[±≤≥<>~～](?=\s?\d)|(?<=[\p{Script=Han}，：])(?=\d)/gu, (found, chance) =>
    found === '' ? pick(['-', '±', '≥', '≤'], chance) : '',
  ),
  'a comparison turned': anotherOf(
    '≥ ≤',
    '> <',
    '＞ ＜',
    '不低于 不高于',
    '不少于 不超过',
    '大于 小于',
    '高于 低于',
    '至少 至多',
    'more less',
    'least most',
    'above below',
  ),
  'a range joined': once(/(?<=\d)\s?[-–—~～]\s?(?=\d)/g, () => ''),
  'per cent dropped or added': once(/(?<=\d)[%％‰]|(?<=\d)(?=\p{Script=Han})/gu, (found) => (found === '' ? '%' : '')),
  'a raised digit lowered': once(/[²³]/g, (found) => (found === '²' ? '02' : '03')),
  'the unit changed': anotherOf(
    'mm cm m',
    'MPa kPa mPa',
    'kW W MW',
    'kg g',
    'min h s',
    'mA A',
    'kV mV',
    '万元 元 亿元',
    '工作日 日 个月 年',
    '小时 分钟',
    '米 毫米 公里',
    'days months years',
    'hours minutes',
    'yards miles',
  ),
  '万 dropped or added': once(/(?<=\d)万|(?<=\d)(?=元|人|户)/g, (found) => (found === '' ? '万' : '')),
  'a negation removed': once(/[不未非无](?=\p{Script=Han})|\s(?:not|never|no)(?=\s)/gu, () => ''),
  'a negation added': once(
    /(?<!不)(?=得|应当|可以|能|属于|超过|符合|需要)|(?<=\s(?:is|are|was|were|can|will|shall|may|has|have))(?=\s)/g,
    (_, chance) => (chance() < 0.5 ? '不' : '未'),
  ),
  'the duty changed': anotherOf(
    '应当 可以 不得',
    '必须 可以',
    '不得 得',
    '应 可',
    '有权 无权',
    'shall may',
    'must can',
    'should need',
  ),
  '以上 and 以下': anotherOf('以上 以下 以内 以外', '之前 之后', '不足 超过', '前 后', 'before after', 'over under'),
  '和 and 或': anotherOf('和 或 及', '或者 并且', '并 或', 'and or', 'either both'),
  'other quantifiers': anotherOf(
    '全部 部分',
    '每 各',
    '均 不',
    '所有 任何',
    '最高 最低',
    '增加 减少',
    '同意 拒绝',
    'all some any',
    'first last',
    'increase decrease',
  ),
  'a pause removed': once(/(?<=\p{Script=Han})[，、；](?=\p{Script=Han})/gu, () => ''),
  'a pause added': ({ quote }, chance) => {
    const places = [...quote.matchAll(/(?<=\p{Script=Han})(?=\p{Script=Han})/gu)]
    if (places.length === 0) return undefined
    const { index } = pick(places, chance)
    return `${quote.slice(0, index)}，${quote.slice(index)}`
  },
  'a bracket removed': once(/(?<=[\p{L}\p{N}])[（(）)](?=[\p{L}\p{N}])/gu, () => ''),
  'a word space removed': once(/(?<=[A-Za-z]) (?=[A-Za-z])/g, () => ''),
  'an apostrophe clause removed': once(/n['’]t\b/g, () => ''),
}
