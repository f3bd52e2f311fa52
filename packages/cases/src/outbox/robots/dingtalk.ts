import { createHmac } from 'node:crypto'
import type { Robot } from './robot.ts'
import { markdown } from './robot-markdown.ts'

/**
 * 钉钉自定义机器人. Markdown, with a title for the list of chats, 20,000 bytes in all; a line ends with an empty one. Signed in the
 * address: the time in ms and the HMAC-SHA256 of time, line feed and secret under the secret. 20 messages a minute; who sends more is
 * shut out for 10 minutes.
 * @see https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages,
 * https://open.dingtalk.com/document/robots/customize-robot-security-settings
 */
export const dingtalk: Robot = Object.freeze({
  signs: true,
  request(message, { url, secret, nowMs }) {
    const to = new URL(url)
    if (secret !== undefined) {
      const sign = createHmac('sha256', secret).update(`${nowMs}\n${secret}`).digest('base64')
      to.searchParams.set('timestamp', String(nowMs))
      to.searchParams.set('sign', sign)
    }
    const text = markdown(message, { mostBytes: 18_000, newLine: '\n\n' })
    return { url: to.href, body: { msgtype: 'markdown', markdown: { title: message.title, text }, at: { isAtAll: false } } }
  },
  codeOf: ({ errcode }) => errcode,
  // Busy; too often, under two codes.
  again: new Map([
    [-1, 10_000],
    [410_100, 600_000],
    [130_101, 600_000],
  ]),
} satisfies Robot)
