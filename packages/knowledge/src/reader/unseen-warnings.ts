import type { UnseenTally } from './clean-text.ts'
import type { ReadWarning } from './reader.ts'

/** What to tell of characters that were taken out because nobody sees them: one remark for text in tag characters, one for the rest. */
export function unseenWarnings(tally: UnseenTally): readonly ReadWarning[] {
  const { tags, tagText, characters, around } = tally
  const warnings: ReadWarning[] = []
  if (tags > 0) {
    warnings.push({
      zh: `有 ${tags} 个看不见的标签字符，拼出的文字是“${tagText}”，已去掉`,
      en: `${tags} invisible tag character(s) that spell "${tagText}" were taken out`,
      kind: 'hidden',
      count: tags,
      sample: tagText,
    })
  }
  if (characters > 0) {
    warnings.push({
      zh: `有 ${characters} 个看不见的字符（零宽、改变书写方向、堆叠的符号等），已去掉`,
      en: `${characters} invisible character(s) (zero-width, controls of direction, piled-up marks) were taken out`,
      kind: 'hidden',
      count: characters,
      sample: around,
    })
  }
  return Object.freeze(warnings.map((one) => Object.freeze(one)))
}
