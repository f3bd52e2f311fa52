import { defineQuirk } from './quirk.ts'

/** Messages carry no `name`. */
export const noMessageNames = defineQuirk({
  name: 'no-message-names',
  why: {
    zh: '消息里的 name 会被当成未知字段拒绝（智能体框架会带上它）',
    en: '`name` on a message is refused as an unknown field (agent frameworks send it)',
  },
  request(body) {
    for (const message of body.messages) delete message['name']
  },
})
