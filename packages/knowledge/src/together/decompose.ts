import { detectLanguage } from '@kaiwu/core'
import { decomposeChinese } from './decompose-chinese.ts'
import { decomposeEnglish } from './decompose-english.ts'
import { undivided, type Decomposition } from './decomposition.ts'

// A story of this length tells more than it asks; its commas are no sign of several questions.
const longest = 160

/**
 * What a question asks for, one by one, each complete in itself: questions that need two places of the documents find only one of them
 * when both are searched at once. By rules, without a model: 「A 和 B 分别…」, 「…有什么区别」, 「先…再…，各…」, 「除了…，还…」, several clauses that each ask
 * something, and the like in English. Where the rules are not sure the question stays whole, which costs nothing.
 * @example
 * decompose('硕士的租房补贴和购房补贴各是多少？').parts // ['硕士的租房补贴是多少', '硕士的购房补贴是多少']
 */
export function decompose(question: string): Decomposition {
  const text = question.trim()
  if (text === '' || text.length > longest) return undivided(question)
  const found = detectLanguage(text) === 'zh' ? decomposeChinese(text) : decomposeEnglish(text)
  return found.by === 'nobody' ? undivided(question) : found
}
