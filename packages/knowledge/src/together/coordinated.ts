/** Two things said in one breath: what stands before both, the two, and what holds for both behind them. */
export type Coordinated = Readonly<{ head: string; items: readonly string[]; tail: string }>

const conjunction = /\s*(?:以及|还有|和|与|跟|及|同(?![一时样意步等行事学期类])|或者?)\s*/g
const code = /[A-Za-z]{1,6}-?\d[\w.-]*|\d{3,}[A-Za-z-][\w.-]*/
const codeAtEnd = new RegExp(`(?:${code.source})(?=\\s*$)`)
const codeAtStart = new RegExp(`^\\s*(?:${code.source})`)
const codes = new RegExp(code.source, 'g')
const timeAtEnd = /(?:\d{4}年(?:\d{1,2}月)?(?:以?前|之前|以?后|之后|底|初)?|去年|前年|以前|原来|过去|当时|旧版?|老版?)$/
const timeAtStart = /^(?:\d{4}年(?:\d{1,2}月)?(?:以?前|之前|以?后|之后|底|初)?|现在|今年|目前|如今|当前|明年|后来|新版?|现行)/
// What a name may end with that says of which kind it is: 急难型, 南汀县, 押金.
const kinds = '型级类区县市镇省号种款版费证金油卡表房票税照'

/**
 * Takes apart 「A 和 B …」, where B's end says what holds for A too, or A's beginning what holds for B.
 * @param text what stands before 分别 or 有什么区别
 * @returns nothing when there are not two things, or it is unsure which
 */
export function coordinated(text: string): Coordinated | undefined {
  const inside = ({ index, 0: word }: RegExpMatchArray): boolean => index! > 0 && index! + word.length < text.length
  const places = [...text.matchAll(conjunction)].filter(inside)
  if (places.length === 0) places.push(...[...text.matchAll(/、/g)].filter(inside).slice(-1))
  const sure = places.filter(({ index, 0: word }) => alignedCodes(text.slice(0, index), text.slice(index + word.length)))
  const chosen = sure.length === 1 ? sure[0] : places.length === 1 ? places[0] : undefined
  if (!chosen) return undefined
  const before = text.slice(0, chosen.index)
  const right = text.slice(chosen.index + chosen[0].length)
  // What a comma sets apart belongs to both: 申请公租房，本地户口和外地户口的条件.
  const comma = Math.max(before.lastIndexOf('，'), before.lastIndexOf(',')) + 1
  const found = align(before.slice(comma).trimStart(), right)
  return found && withSeries({ ...found, head: before.slice(0, comma) + found.head })
}

function align(left: string, right: string): Coordinated | undefined {
  if (left.trim() === '' || right.trim() === '') return undefined
  // 交职工医保的和交居民医保的报销: whom it is about is left out.
  if (left.trimEnd().endsWith('的')) return undefined
  return (
    sameForm(left, right) ??
    alignedCodes(left, right) ??
    alignedTimes(left, right) ??
    alignedNames(left, right) ??
    shared(left, right)
  )
}

/** MC-0633 的 E-610 和 MC-0501 的 E-203 后来…: the left side's form, and then more. */
function sameForm(left: string, right: string): Coordinated | undefined {
  const form = left.replace(codes, '¤')
  if (!form.includes('¤') || form.replace(/\s/g, '') === '¤') return undefined
  const said = right.replace(codes, '¤')
  if (!said.startsWith(form)) return undefined
  const rest = said.slice(form.length)
  const restCodes = (rest.match(/¤/g) ?? []).length
  const used = [...right.matchAll(codes)]
  const next = used[used.length - restCodes]
  const end = next ? next.index - rest.indexOf('¤') : right.length - rest.length
  return { head: '', items: [left, right.slice(0, end)], tail: right.slice(end) }
}

/** HX-630 和 HX-500 报 E-203, 6205-2RS 和 6205-2Z 分别: codes of one make on both sides. */
function alignedCodes(left: string, right: string): Coordinated | undefined {
  const one = codeAtEnd.exec(left)
  const other = codeAtStart.exec(right)
  if (!one || !other || !isOfOneMake(one[0], other[0].trim())) return undefined
  return {
    head: left.slice(0, one.index),
    items: [one[0], other[0].trim()],
    tail: right.slice(other[0].length),
  }
}

function isOfOneMake(one: string, other: string): boolean {
  const make = (text: string): string => /^[A-Za-z]+|^\d+/.exec(text)![0].toLowerCase()
  return make(one) === make(other)
}

function alignedTimes(left: string, right: string): Coordinated | undefined {
  const one = timeAtEnd.exec(left)
  const other = timeAtStart.exec(right)
  if (!one || !other) return undefined
  return { head: left.slice(0, one.index), items: [one[0], other[0]], tail: right.slice(other[0].length) }
}

/** 硕士的租房补贴和购房补贴, 急难型和支出型的救助金: names with one ending. */
function alignedNames(left: string, right: string): Coordinated | undefined {
  for (let length = Math.min(6, left.length - 1); length >= 1; length--) {
    const ending = left.slice(-length)
    if (!/^[^\P{Script=Han}的]+$/u.test(ending) || (length === 1 && !kinds.includes(ending))) continue
    const at = right.indexOf(ending)
    if (at < 1 || at > 10 || /[，,的]/.test(right.slice(0, at))) continue
    const name = right.slice(0, at + length)
    const own = left.length > name.length ? left.slice(-name.length) : left
    const cut = own.search(/(?<=[的里，,\s])[^的里，,\s]*$/)
    const item = cut > 0 ? own.slice(cut) : own
    const head = left.slice(0, left.length - item.length)
    // A cut through a word would leave half of it: only behind 的, 里 or a blank is it sure.
    if (head !== '' && !/[的里\s]$/.test(head)) return { head: '', items: [left, name], tail: right.slice(at + length) }
    return { head, items: [item, name], tail: right.slice(at + length) }
  }
  return undefined
}

/** A 和 B 的 X, H 的 A 和 B; where each has its own 的, nothing is shared but a time or a machine at the beginning. */
function shared(left: string, right: string): Coordinated {
  const ofLeft = left.lastIndexOf('的')
  const ofRight = right.indexOf('的')
  if (ofLeft < 0 && ofRight > 0) return { head: '', items: [left, right.slice(0, ofRight)], tail: right.slice(ofRight) }
  if (ofLeft > 0 && ofRight < 0) return { head: left.slice(0, ofLeft + 1), items: [left.slice(ofLeft + 1), right], tail: '' }
  const head = leadingSubject(left, right)
  return { head, items: [left.slice(head.length), right], tail: '' }
}

/** 撞刀以后…的条件和…的要求; HX-630 反向间隙和链条下垂量: what leads the first leads the second too. */
function leadingSubject(left: string, right: string): string {
  const time = /^.{2,12}?(?:以后|之后|以前|之前|的时候|期间)/.exec(left)
  if (time && time[0].length < left.length) return time[0]
  const machine = codeAtStart.exec(left)
  return machine && !new RegExp(code.source).test(right) ? /^\s*\S+\s*(?:的)?/.exec(left.slice(0, machine[0].length + 2))![0] : ''
}

/** A、B 和 C: the first item may be several. */
function withSeries(found: Coordinated): Coordinated {
  const [first = '', ...rest] = found.items
  const series = first.split('、').map((item) => item.trim())
  if (series.length === 1 || series.some((item) => item === '')) return found
  return { ...found, items: [...series, ...rest] }
}
