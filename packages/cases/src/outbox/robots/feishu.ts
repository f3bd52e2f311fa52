import { createHmac } from 'node:crypto'
import type { Robot } from './robot.ts'
import { cutTo } from './robot-text.ts'

// Of 20 KB in all: the text, each line of which comes in some bytes of its own.
const textBytes = 16_000

/**
 * 飞书自定义机器人. A `post`: parts that are text and parts that are links, so that no text becomes anything else; 20 KB in all. Signed
 * in the body: the time in seconds and the HMAC-SHA256 of nothing under time, line feed and secret. 100 messages a minute, 5 a second.
 * @see https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
 */
export const feishu: Robot = Object.freeze({
  signs: true,
  request({ title, lines, link }, { url, secret, nowMs }) {
    const text = cutTo(lines.join('\n'), textBytes)
    const content = [
      ...(text === '' ? [] : [[{ tag: 'text', text }]]),
      ...(link === undefined ? [] : [[{ tag: 'a', text: link.text, href: link.url }]]),
    ]
    // A post without any content is refused.
    const filled = content.length > 0 ? content : [[{ tag: 'text', text: title }]]
    const body = { msg_type: 'post', content: { post: { zh_cn: { title, content: filled } } } }
    if (secret === undefined) return { url, body }
    const timestamp = String(Math.floor(nowMs / 1_000))
    return { url, body: { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).digest('base64'), ...body } }
  },
  // Of old answers the second alone.
  codeOf: ({ code, StatusCode }) => code ?? StatusCode,
  // Too often, under two codes; an error of its own.
  again: new Map([
    [11_232, 60_000],
    [99_991_400, 60_000],
    [2_200, 10_000],
  ]),
} satisfies Robot)
