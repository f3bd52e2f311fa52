import { divided, mostParts, undivided, type Decomposition } from './decomposition.ts'

const opens =
  /^(?:and\s+|also\s+)*(?:what|how|when|where|who|whom|which|why|within|at what|on what|for how|can|could|do|does|did|is|are|was|were|may|must|should|will)\b/i
const also =
  /,?\s+and\s+(?:also\s+)?(?=(?:what|how|when|where|who|which|why|within (?:how|what)|at what|can i|do i|does|must|should)\b)/i
const pointsBack = /\b(?:it|its|they|them|their|this|that|these|those|he|she|one|so)\b/i
const difference =
  /^(?:what(?:'s| is| are)\s+)?the\s+differences?\s+between\s+(.+?)\s+and\s+(.+?)(\s+(?:in|of|for|on|with|regarding)\s+.+)?$/i
const compare = /^compare\s+(.+?)\s+(?:and|with|to)\s+(.+?)(\s+(?:in|for|on|regarding)\s+.+)?$/i
const ofEach =
  /^(what\s+(?:is|are|was|were)|tell me|give me)\s+(the\s+.+?\s+(?:of|for|on)\s+.+?)\s+and\s+(the\s+.+?\s+(?:of|for|on)\s+.+)$/i
const marked = /\s*,?\s*\b(?:respectively|each)\b\s*/i
const pair = /\b(?:both\s+)?((?:the\s+)?[A-Z][\w-]*\d[\w-]*)\s+and\s+((?:the\s+)?[A-Z][\w-]*\d[\w-]*)/

/** What an English question asks for, one by one; see `decompose`. */
export function decomposeEnglish(question: string): Decomposition {
  const text = question.trim()
  const parts = [severalSentences, theDifference, ofEachThing, severalAsked, bothMachines]
    .map((rule) => rule(text))
    .find((found) => found.length > 0)
  if (!parts || parts.length > mostParts || new Set(parts).size < parts.length) return undivided(question)
  if (parts.some((part) => part.split(/\s+/).length < 3)) return undivided(question)
  const form =
    difference.test(bare(text)) || compare.test(bare(text)) ? 'difference' : isMarked(text) ? 'respectively' : 'several-asked'
  return divided(parts, form)
}

function bare(text: string): string {
  return text.replace(/[?.!\s]+$/, '')
}

function isMarked(text: string): boolean {
  return marked.test(text) || /\bboth\b/i.test(text)
}

function asQuestion(text: string): string {
  const said = text.trim().replace(/^(?:and|also)\s+/i, '')
  return `${said.charAt(0).toUpperCase()}${bare(said.slice(1))}?`
}

/** Two questions of a sentence each. One that points back (is it free?) is not complete: it goes with the one before. */
function severalSentences(text: string): string[] {
  const sentences = text.split(/(?<=\?)\s+/).filter((sentence) => sentence.trim() !== '')
  if (sentences.length < 2 || !sentences.every((sentence) => sentence.trim().endsWith('?'))) return []
  return sentences.slice(1).some((sentence) => pointsBack.test(sentence) || !opens.test(sentence.trim()))
    ? []
    : sentences.map(asQuestion)
}

function theDifference(text: string): string[] {
  const found = difference.exec(bare(text)) ?? compare.exec(bare(text))
  if (!found) return []
  const [, one = '', other = '', about = ''] = found
  return [one, other].map((thing) => `What about ${thing}${about}?`)
}

/** What is the chain sag of the HX-500 and the drawbar force of the HX-630? */
function ofEachThing(text: string): string[] {
  const found = ofEach.exec(bare(text))
  if (!found) return []
  const [, opening = '', one = '', other = ''] = found
  return [one, other].map((thing) => `${opening} ${thing}?`)
}

function severalAsked(text: string): string[] {
  if (/\?\s+\S/.test(text)) return []
  const parts = bare(text).split(also)
  if (parts.length < 2 || !opens.test(parts[0]!)) return []
  return parts.slice(1).some((part) => pointsBack.test(part) || part.split(/\s+/).length < 4) ? [] : parts.map(asQuestion)
}

/** What is the air pressure of both the HX-630 and the HX-500? */
function bothMachines(text: string): string[] {
  if (!isMarked(text)) return []
  const plain = bare(text).replace(marked, ' ')
  const found = pair.exec(plain)
  if (!found) return []
  const [whole, one = '', other = ''] = found
  return [one, other].map((thing) => `${plain.replace(whole, thing).replace(/\s+/g, ' ').trim()}?`)
}
