import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { formatProblem } from '@kaiwu/core'
import { tempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { caseAddress } from './case-address.ts'
import { checkManifest } from './check-manifest.ts'
import { loadSolution, openSolution } from './open-solution.ts'

const manifest = (webhooks: string): string => `kaiwu: 1
name: desk
title: 政策台
contact: 人社局 12333
knowledge: { rules: { from: knowledge/** } }
flow: [{ find: rules }, { ask: prompts/answer.md }]
webhooks:
  ${webhooks}
`
const said = (webhook: string, language: 'zh' | 'en' = 'zh'): string[] =>
  checkManifest(manifest(webhook)).problems.map((problem) => formatProblem(problem, language))

describe('a webhook of a manifest', () => {
  it.each([
    'group: { form: wecom, urlEnv: GROUP_ROBOT }',
    'group: { form: dingtalk, urlEnv: GROUP_ROBOT, secretEnv: GROUP_SECRET }',
    'group: { form: feishu, urlEnv: GROUP_ROBOT, internal: true }',
    'mes: { url: "https://mes.example.com/hook", secretEnv: MES_SECRET }',
  ])('may be %s', (webhook) => expect(said(webhook)).toEqual([]))

  const at = 'solution.yaml:8:'
  const secret = '693a91f6-7c0d-4bc4-97a0-0ec2c1fa5aaa'
  it.each([
    ['group: { form: wechat, urlEnv: R }', `${at}18 webhooks.group.form：这里写的是 "wechat" → 应为wecom 或 dingtalk 或 feishu`],
    ['group: { form: wecom }', `${at}10 webhooks.group.urlEnv：缺少“urlEnv” → 补上这一项`],
    [
      'group: { form: wecom, urlEnv: R, secretEnv: S }',
      `${at}47 webhooks.group.secretEnv：这里写的是 "…" → 应为空，即不写这一项：企业微信的机器人不签名`,
    ],
    [
      `group: { form: feishu, urlEnv: "https://open.feishu.cn/open-apis/bot/v2/hook/${secret}" }`,
      `${at}34 webhooks.group.urlEnv：这里写的是 "…" → 应为环境变量的名字（大写字母），不是地址本身`,
    ],
    [
      `group: { form: feishu, urlEnv: R, secretEnv: "${secret}" }`,
      `${at}48 webhooks.group.secretEnv：这里写的是 "…" → 应为环境变量的名字（大写字母），不是密钥本身`,
    ],
    [
      `group: { form: wecom, url: "https://qyapi.weixin.qq.com/?key=${secret}", urlEnv: R }`,
      `${at}25 webhooks.group.url：没有“url”这项设置 → 可用：form、urlEnv、secretEnv、internal`,
    ],
    ['mes: { url: mes, secretEnv: S }', `${at}15 webhooks.mes.url：这里写的是 "mes" → 应为以 http:// 或 https:// 开头的网址`],
    ['mes: { urlEnv: R }', `${at}10 webhooks.mes：没有“urlEnv”这个webhook 写法 → 可用：form、url`],
    ['mes:', `${at}7 webhooks.mes：是空的 → 写上内容`],
  ])('is not %s', (webhook, problem) => {
    expect(said(webhook)).toEqual([problem])
    expect(said(webhook, 'en').join()).not.toMatch(new RegExp(`${secret}|[\\u4e00-\\u9fff]`))
  })
})

describe('the address of a case', () => {
  it('is that of its page below the public address', () => {
    const page = (url: string) => caseAddress('desk', { KAIWU_PUBLIC_URL: url })?.('case_1')
    expect(page('https://kaiwu.example.org')).toBe('https://kaiwu.example.org/#/desk/cases/case_1')
    expect(page(' http://10.0.8.3:3000/kaiwu/ ')).toBe('http://10.0.8.3:3000/kaiwu/#/desk/cases/case_1')
    expect([page(''), caseAddress('desk', {})]).toEqual([undefined, undefined])
  })

  it.each(['kaiwu.example.org', 'ftp://x', 'https://a:b@x', 'https://x/?a', 'https://x/#a', 'javascript:alert(1)'])(
    'is not below %s',
    (url) =>
      expect(() => caseAddress('desk', { KAIWU_PUBLIC_URL: url })).toThrow(
        expect.objectContaining({ code: 'PUBLIC_URL_INVALID' }) as Error,
      ),
  )
})

const repair = `kaiwu: 1
case: repair
title: 抢修
number: QX-{year}-{seq:4}
roles: { 主管: 派工 }
fields: { what: { type: longText, required: true } }
start: draft
states:
  draft: { actions: { send: { by: initiator, form: [what], to: told } } }
  told:
    steps: [{ send: group, body: { title: '"抢修"', no: case.no, text: what } }]
    next: [{ to: waiting }]
  waiting: { approval: { by: [主管], approved: closed, rejected: closed, allow: [delegate] } }
  closed: { end: true }
`

it('a group is told by its robot what a case sends, and whom it waits for', async () => {
  const told: string[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      told.push((JSON.parse(body) as { markdown: { content: string } }).markdown.content)
      response.end('{"errcode":0,"errmsg":"ok"}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const key = '693a91f6-7c0d-4bc4-97a0-0ec2c1fa5aaa'
  const environment = {
    GROUP_ROBOT: `http://127.0.0.1:${port}/cgi-bin/webhook/send?key=${key}`,
    KAIWU_PUBLIC_URL: 'https://kaiwu.example.org',
  }
  const folder = await tempFolder({
    'solution.yaml': `${manifest('group: { form: wecom, urlEnv: GROUP_ROBOT, internal: true }')}notify: group\n`,
    'knowledge/rule.md': '# 规定\n\n第一条 抢修由主管派工。\n',
    'prompts/answer.md': '{{passages}} {{question}}',
    'cases/repair.yaml': repair,
  })
  onTestFinished(() => folder.remove())
  const solution = await openSolution(await loadSolution(folder.path, { environment }), { root: folder.path, environment })
  onTestFinished(() => solution.close())
  solution.work.start((error) => {
    throw error
  })
  const { people, desk } = solution.work
  await people.createAdministrator({ login: 'admin', name: '管理员', password: '开物成务 tian-gong 7' })
  const by = { kind: 'system', id: 'kaiwu', name: 'Kaiwu' } as const
  const [zhang, li, zhao] = [
    await people.add({ login: 'zhang', name: '张三' }, by),
    await people.add({ login: 'li', name: '李四', roles: ['主管'] }, by),
    await people.add({ login: 'zhao', name: '赵六', roles: ['主管'] }, by),
  ]
  const asking = async ({ id }: { id: string }) => ({ subject: await people.subjectOfPerson(id) })
  const { cases, outbox } = desk!
  const { record, shown } = await cases.start(await asking(zhang), { caseType: 'repair', requestKey: 'r-1' })
  const values = { what: '主轴过热 <@all> [领奖](http://evil.example)' }
  await cases.act(await asking(zhang), record.id, { action: 'send', values, shown, decisionId: 'd-1' })
  await expect.poll(async () => (await cases.read(await asking(li), record.id)).record.state, { timeout: 10_000 }).toBe('waiting')
  const seen = await cases.read(await asking(li), record.id)
  await cases.delegate(await asking(li), record.id, { to: zhao.id, comment: '', shown: seen.shown, decisionId: 'd-2' })
  await expect.poll(() => told.length, { timeout: 10_000 }).toBe(2)
  const link = `[打开业务单](https://kaiwu.example.org/#/desk/cases/${record.id})`
  expect([...told].sort()).toEqual([
    `**抢修 ${record.no}**\n主轴过热 ＜＠all＞ ［领奖］(http：//evil．example)\n${link}`,
    `**抢修 ${record.no}**\n请您签署\n待办人：zhao\n${link}`,
  ])
  const kept = [
    await outbox.deliveries(),
    await cases.history(await asking(li), record.id),
    await solution.database.all('SELECT * FROM log'),
  ]
  expect(JSON.stringify(kept)).not.toContain(key)
})
