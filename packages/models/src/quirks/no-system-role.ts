import { defineQuirk } from './quirk.ts'

/** What the system message says goes before the first question. */
export const noSystemRole = defineQuirk({
  name: 'no-system-role',
  why: {
    zh: '不支持 system 角色；其内容并入第一条用户消息',
    en: 'there is no system role; what it says goes before the first question',
  },
  request(body) {
    const said = body.messages.flatMap(({ role, content }) => (role === 'system' ? [asText(content)] : []))
    if (said.length === 0) return
    const others = body.messages.filter(({ role }) => role !== 'system')
    const first = others.findIndex(({ role }) => role === 'user')
    const content = said.join('\n\n')
    if (first < 0) others.unshift({ role: 'user', content })
    else others[first] = { ...others[first], content: `${content}\n\n${asText(others[first]!['content'])}` }
    body.messages = others
  },
})

function asText(content: unknown): string {
  if (typeof content === 'string') return content
  const parts = Array.isArray(content) ? (content as { text?: string }[]) : []
  return parts.map(({ text = '' }) => text).join('\n')
}
