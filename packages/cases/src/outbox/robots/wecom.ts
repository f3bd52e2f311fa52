import type { Robot } from './robot.ts'
import { markdown } from './robot-markdown.ts'

/**
 * 企业微信消息推送（原群机器人）. Markdown of at most 4,096 bytes; nothing is signed, the address is the secret; 20 messages a minute.
 * `<@userid>` in the text would call somebody.
 * @see https://developer.work.weixin.qq.com/document/path/99110, error codes https://developer.work.weixin.qq.com/document/path/90313
 */
export const wecom: Robot = Object.freeze({
  signs: false,
  request: (message, { url }) => ({
    url,
    body: { msgtype: 'markdown', markdown: { content: markdown(message, { mostBytes: 4_096, newLine: '\n' }) } },
  }),
  codeOf: ({ errcode }) => errcode,
  // Busy; too often; too many at once.
  again: new Map([
    [-1, 10_000],
    [45_009, 60_000],
    [45_033, 10_000],
  ]),
} satisfies Robot)
