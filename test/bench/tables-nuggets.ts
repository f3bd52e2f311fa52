import { cellWords } from '../../packages/knowledge/src/table/cell-words.ts'

/** A fact that an answer must hold. */
export type Nugget = Readonly<{ nugget: string; status: 'ESSENTIAL' | 'OPTIONAL' }>

const stop = new Set(
  `a an the of to in on at for from by with and or is are was were be been being do does did can could may might must shall should will would it its they them their this that these those
  which who whom whose what where when how there as than then so also only both each every all any some such into about over under up out more most very just other another i we you he she
  one has have had not no none never without neither nor aside between among within across per during above below but`.split(
    /\s+/,
  ),
)
// Words that put a fact into a sentence and are no part of it.
const framing = new Set(
  `relevant defined define listed list associated related called named name contain contains containing include includes included value values data dataset full knowledge base based
  entity entities provided considered refers refer refered occurs occur following exist exists available different known stated state around roughly approximately linked due number place involving`.split(
    /\s+/,
  ),
)
const denial = /\b(?:no|not|none|never|without|n't|neither|unknown|zero)\b/i

/** What of a text is compared: stems of content words, and numbers. */
type Essence = Readonly<{ words: ReadonlySet<string>; numbers: readonly number[]; denies: boolean }>

/** Whether an answer holds a nugget; `strict`: in one of its lines. */
export function holdsNugget(answer: string, nugget: string): Readonly<{ found: boolean; strict: boolean }> {
  const wanted = essenceOf(nugget)
  const numbers = decimalsOf(nugget)
  const found = holds(essenceOf(answer), wanted, numbers)
  const strict = found && answer.split('\n').some((line) => holds(essenceOf(line), wanted, numbers) && inPlace(line, nugget))
  return { found, strict }
}

/** Whether a numbered line has the place a nugget gives: (2nd to 6th place). A nugget without a place is at home anywhere. */
function inPlace(line: string, nugget: string): boolean {
  const [, first, last = first] = /\b(\d+)(?:st|nd|rd|th)(?: to (\d+)(?:st|nd|rd|th))?/.exec(nugget) ?? []
  if (first === undefined) return true
  const at = Number(/^(\d+)\. /.exec(line)?.[1] ?? Number.NaN)
  return at >= Number(first) && at <= Number(last)
}

/** The words of a nugget that an answer does not hold, to see why. */
export function missingWords(answer: string, nugget: string): readonly string[] {
  const held = essenceOf(answer).words
  return [...essenceOf(nugget).words].filter((word) => !held.has(word))
}

function holds(held: Essence, wanted: Essence, numbers: readonly Readonly<{ value: number; half: number }>[]): boolean {
  if (wanted.denies && !held.denies) return false
  if ([...wanted.words].some((word) => !held.words.has(word))) return false
  return numbers.every(({ value, half }) => held.numbers.some((number) => Math.abs(number - value) <= half + 1e-9))
}

function essenceOf(text: string): Essence {
  // Sub-component and subcomponent are one word.
  const plain = text.replace(/\[\d+\]|\\/g, ' ').replace(/(?<=[A-Za-z])-(?=[A-Za-z])/g, '')
  const words = cellWords(plain)
  const kept = words.filter(({ kind, start, end }) => {
    const written = plain.slice(start, end).toLowerCase()
    return kind === 'word' && written.length > 1 && !stop.has(written) && !framing.has(written)
  })
  return {
    words: new Set(kept.map(({ word }) => word)),
    numbers: words.filter(({ kind }) => kind === 'number').map(({ word }) => Number(word)),
    denies: denial.test(plain),
  }
}

/** The numbers of a nugget with half of their last digit: 2.44 is held by 2.4424. Ordinals (1st) are places: strict finding checks them. */
function decimalsOf(nugget: string): readonly Readonly<{ value: number; half: number }>[] {
  return [...nugget.matchAll(/(?<![\w.])\d+(?:\.(\d+))?(?![\w]|\.\d)/g)].map(({ 0: written, 1: decimals = '' }) => ({
    value: Number(written),
    half: decimals === '' && !/around|about|roughly/i.test(nugget) ? 0 : 0.5 * 10 ** -decimals.length,
  }))
}
