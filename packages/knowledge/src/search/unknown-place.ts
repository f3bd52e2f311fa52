import { knownPlaces } from './known-places.ts'
import { stopWords } from './stop-words.ts'

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
const han = /^\p{Script=Han}+$/u
const noPlace =
  /[本全我该贵各大小老新外跨区地城都超股楼门菜夜上集出离进回]市$|[本全我该贵各]县$|(?:直辖|地级|县级|农贸|批发|二手|自治|贫困|试点)[市县]$/
// 北京路 is a street, wherever it runs.
const street = /^(?:[东南西北中]{0,2}(?:路|街|大街|大道|巷|桥|广场))/
const behindName = /^(?:[市省县区州人]|户口|话)/

/**
 * Whether a question names a city, a county or a province that no document does: 江浦市 where they only know 云泽市.
 * Goes by words, so that neither 市 of 市民中心 nor 天水 of 冬天水管 is taken for a place.
 * @param text folded, with words of asking blanked
 * @param isKnown whether some passage holds a name
 */
export function namesUnknownPlace(text: string, isKnown: (name: string) => boolean): boolean {
  const words = [...segmenter.segment(text)]
  return (
    words.some(({ segment }, at) => {
      const named =
        /[市县]$/.test(segment) || (segment.length > 2 && segment.endsWith('省')) ? nameEndingAt(words, at) : undefined
      return named !== undefined && !isKnown(named.slice(-3))
    }) || words.some(({ segment, index }) => han.test(segment) && namesKnownPlace(text, segment, index, isKnown))
  )
}

type Word = Readonly<{ segment: string; index: number }>

/** The name that 市 or 县 ends: 北京市, or what the dictionary lacks and the segmenter leaves in pieces, 青|川|县. */
function nameEndingAt(words: readonly Word[], at: number): string | undefined {
  const { segment } = words[at]!
  let name = segment
  for (let before = at - 1; name.length === 1 || (segment.length === 1 && before >= at - 2); before--) {
    const piece = words[before]?.segment ?? ''
    if (!han.test(piece) || isFiller(piece) || (name.length > 1 && piece.length > 1)) break
    name = piece + name
    if (piece.length > 1) break
  }
  return name.length < 2 || (segment.length === 2 && name === segment) || noPlace.test(name) ? undefined : name
}

/** 在, or 想去 where the segmenter leaves two such words as one. */
function isFiller(word: string): boolean {
  return stopWords.has(word) || [...word].every((character) => stopWords.has(character))
}

/** A word that is a place of the list, or begins with one: 上海, 北京市, 四川话. */
function namesKnownPlace(text: string, word: string, index: number, isKnown: (name: string) => boolean): boolean {
  return [2, 3, 4].some((length) => {
    const name = text.slice(index, index + length)
    if (!knownPlaces.has(name) || isKnown(name)) return false
    const behind = text.slice(index + length, index + length + 4)
    return !street.test(behind) && (length >= word.length || behindName.test(behind))
  })
}
