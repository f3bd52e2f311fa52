import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { RobotForm } from './robot.ts'

/** A key as vendors give them; nothing that is kept may show it. */
export const robotKey = '693a91f6-7c0d-4bc4-97a0-0ec2c1fa5aaa'
/** The secret that signs. */
export const robotSecret = 'SEC240d7bb4c0bafc62f1d0a5b3c9'

/** What came to a robot. */
export type Told = Readonly<{ body: Record<string, unknown>; headers: IncomingMessage['headers']; url: URL; atMs: number }>

/** A vendor's service for one robot. */
export type RobotService = Readonly<{
  /** The address that the group gave its robot. */
  address: string
  told: readonly Told[]
  /** What is answered next, status and body; the last one for good. Without any: what the vendor answers to what came. */
  answers(...answers: readonly (readonly [status: number, body: string])[]): void
}>

/** The paths of the vendors, with the key. */
const places: Readonly<Record<RobotForm, string>> = {
  wecom: `/cgi-bin/webhook/send?key=${robotKey}`,
  dingtalk: `/robot/send?access_token=${robotKey}`,
  feishu: `/open-apis/bot/v2/hook/${robotKey}`,
}

/**
 * Plays a vendor's service on this machine. What it takes, how it checks a signature and what it answers are the vendor's:
 * - https://developer.work.weixin.qq.com/document/path/99110 (企业微信 消息推送配置说明)
 * - https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages (钉钉 自定义机器人发送群消息)
 * - https://open.dingtalk.com/document/robots/customize-robot-security-settings (钉钉 自定义机器人安全设置)
 * - https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot (飞书 自定义机器人使用指南)
 */
export async function robotService(form: RobotForm, { signed = false } = {}): Promise<RobotService> {
  const told: Told[] = []
  let answers: readonly (readonly [number, string])[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://robot')
      const text = Buffer.concat(pieces).toString()
      const body = JSON.parse(text) as Record<string, unknown>
      told.push({ body, headers: request.headers, url, atMs: Date.now() })
      const [next = [200, vendors[form]({ url, body, text, signed })] as const] = answers
      if (answers.length > 1) answers = answers.slice(1)
      const [status, answer] = next
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(answer)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  const { port } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${port}${places[form]}`, told, answers: (...some) => (answers = some) }
}

type Call = Readonly<{ url: URL; body: Record<string, unknown>; text: string; signed: boolean }>

const hourMs = 3_600_000

/** What each vendor answers, in its own bytes. */
const vendors: Readonly<Record<RobotForm, (call: Call) => string>> = {
  wecom({ url, body }) {
    const hint =
      'hint: [1755605200056773468916791], from ip: 172.212.167.87, more info at https://open.work.weixin.qq.com/devtool/query?e='
    if (url.searchParams.get('key') !== robotKey) return `{"errcode":93000,"errmsg":"invalid webhook url, ${hint}93000"}`
    const { content = '' } = (body['markdown'] ?? {}) as { content?: string }
    if (body['msgtype'] !== 'markdown' || content === '') return `{"errcode":40008,"errmsg":"invalid message type, ${hint}40008"}`
    if (Buffer.byteLength(content) > 4_096)
      return `{"errcode":40058,"errmsg":"markdown.content exceed max length 4096. invalid Request Parameter, ${hint}40058"}`
    return '{"errcode":0,"errmsg":"ok"}'
  },
  dingtalk({ url, body, text, signed }) {
    if (url.searchParams.get('access_token') !== robotKey) return '{"errcode":300005,"errmsg":"token is not exist"}'
    const timestamp = url.searchParams.get('timestamp') ?? ''
    const sign = createHmac('sha256', robotSecret).update(`${timestamp}\n${robotSecret}`).digest('base64')
    if (signed && (url.searchParams.get('sign') !== sign || !(Math.abs(Date.now() - Number(timestamp)) < hourMs)))
      return `{"errcode":310000,"errmsg":"description:机器人发送签名不匹配;solution:请确认签名和生成签名的时间戳必须都放在调用的网址中，请确认机器人的密钥加密和填写正确;link:请参考本接口对应文档获得具体要求，或者在https://open.dingtalk.com/document/  搜索相关文档;"}`
    const { title = '', text: said = '' } = (body['markdown'] ?? {}) as { title?: string; text?: string }
    if (body['msgtype'] !== 'markdown' || title === '' || said === '') return '{"errcode":40035,"errmsg":"缺少参数 json"}'
    if (Buffer.byteLength(text) > 20_000) return '{"errcode":460101,"errmsg":"message too long, exceed 20000 bytes"}'
    return '{"errcode":0,"errmsg":"ok"}'
  },
  feishu({ url, body, text, signed }) {
    if (!url.pathname.endsWith(`/${robotKey}`))
      return '{"code":19001,"data":{},"msg":"param invalid: incoming webhook access token invalid"}'
    const timestamp = String(body['timestamp'])
    const sign = createHmac('sha256', `${timestamp}\n${robotSecret}`).digest('base64')
    if (signed && (body['sign'] !== sign || !(Math.abs(Date.now() - Number(timestamp) * 1_000) < hourMs)))
      return '{"code":19021,"data":{},"msg":"sign match fail or timestamp is not within one hour from current time"}'
    const { post } = (body['content'] ?? {}) as { post?: { zh_cn?: { content?: readonly unknown[] } } }
    const parts = post?.zh_cn?.content ?? []
    if (body['msg_type'] !== 'post' || parts.length === 0 || Buffer.byteLength(text) > 20 * 1_024)
      return '{"code":9499,"msg":"Bad Request","data":{}}'
    return '{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}'
  },
}
