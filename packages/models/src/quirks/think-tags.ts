import { defineQuirk, type FrameMemory } from './quirk.ts'

const open = '<think>'
const close = '</think>'

/** Takes thoughts in tags out of the text, also when a tag is cut in two. */
export const thinkTags = defineQuirk({
  name: 'think-tags',
  why: { zh: '思考以 <think> 标签混在正文里', en: 'thoughts stand within the text, in <think> tags' },
  frame(frame, memory) {
    const delta = frame.choices?.[0]?.delta ?? frame.choices?.[0]?.message
    if (!delta || typeof delta.content !== 'string' || delta.content === '') return
    const { text, thought } = apart(delta.content, memory)
    delta.content = text
    if (thought !== '') delta.reasoning_content = (delta.reasoning_content ?? '') + thought
  },
  rest(memory) {
    const held = memory.held
    memory.held = ''
    return memory.thinking ? { reasoning: held } : { text: held }
  },
})

/** Only an answer that begins with the tag thinks in tags: later ones are text, such as an explanation of HTML. */
function apart(content: string, memory: FrameMemory): { text: string; thought: string } {
  let rest = memory.held + content
  memory.held = ''
  if (!memory.started) {
    const trimmed = rest.trimStart()
    if (trimmed === '' || (open.startsWith(trimmed) && trimmed.length < open.length)) {
      memory.held = rest
      return { text: '', thought: '' }
    }
    memory.started = true
    if (!trimmed.startsWith(open)) return { text: rest, thought: '' }
    memory.thinking = true
    rest = trimmed.slice(open.length)
  }
  if (!memory.thinking) return { text: rest, thought: '' }
  const end = rest.indexOf(close)
  if (end >= 0) {
    memory.thinking = false
    return { thought: rest.slice(0, end).trimEnd(), text: rest.slice(end + close.length).trimStart() }
  }
  const cut = beginningAtEnd(rest)
  memory.held = rest.slice(cut)
  return { text: '', thought: rest.slice(0, cut) }
}

/** Where the text ends in what may become the closing tag. */
function beginningAtEnd(text: string): number {
  for (let length = Math.min(close.length - 1, text.length); length > 0; length--)
    if (close.startsWith(text.slice(-length))) return text.length - length
  return text.length
}
