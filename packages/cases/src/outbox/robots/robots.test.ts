import { describe, expect, it } from 'vitest'
import { until } from '../../jobs/test-jobs-base.ts'
import { testBases, type DatabaseKind } from '../../test-database.ts'
import { openTestOutbox, type TestOutbox } from '../test-outbox-base.ts'
import { targetProblem } from '../outbox-target.ts'
import { outboxMigrations } from '../test-outbox-schema.ts'
import type { RobotForm } from './robot.ts'
import { robots } from './robots.ts'
import { robotKey, robotSecret, robotService, type RobotService } from './test-robots.ts'

const bases = testBases(outboxMigrations)
const forms = Object.keys(robots) as RobotForm[]
const address = 'https://kaiwu.example.org/#/desk/cases/'

type Opened = Readonly<{ base: TestOutbox; service: RobotService }>

/** An outbox with one robot: signed where the vendor signs. */
async function opened(kind: DatabaseKind, form: RobotForm, environment: Record<string, string> = {}): Promise<Opened> {
  const { signs } = robots[form]
  const service = await robotService(form, { signed: signs })
  const base = await openTestOutbox(bases, kind, '', {
    targets: { group: { form, urlEnv: 'ROBOT', internal: true, ...(signs ? { secretEnv: 'ROBOT_SECRET' } : {}) } },
    environment: { ROBOT: service.address, ROBOT_SECRET: robotSecret, ...environment },
    caseAddress: (caseId) => address + caseId,
  })
  return { base, service }
}

async function settled({ base }: Opened, key: string): Promise<void> {
  await until(async () => ['delivered', 'failed'].includes((await base.one(key)).state), 15_000)
}

/** Whatever of a message a group sees, however the vendor's form has it. */
function shownBy(service: RobotService, at = 0): string {
  const { markdown, content } = service.told[at]!.body as {
    markdown?: { content?: string; text?: string }
    content?: { post: { zh_cn: { title: string; content: readonly (readonly { text: string; href?: string }[])[] } } }
  }
  if (!content) return markdown!.content ?? markdown!.text!
  const { title, content: lines } = content.post.zh_cn
  return [title, ...lines.flat().map(({ text, href }) => (href === undefined ? text : `[${text}](${href})`))].join('\n')
}

const body = { title: '派工', no: 'WX-20261123-0007', text: '主轴过热', due: '2026-11-25T17:00:00.000+08:00', 设备: 'M-12' }

describe.each(bases.kinds.flatMap((kind) => forms.map((form) => [kind, form] as const)))('on %s, a robot of %s', (kind, form) => {
  it('is told title, number, due time and the address of the case, signed as the vendor checks it', async () => {
    const at = await opened(kind, form)
    await at.base.put({ key: 'k', target: 'group', body, caseId: 'case_1' })
    await settled(at, 'k')
    expect(await at.base.one('k')).toMatchObject({ state: 'delivered', tries: 1, status: 200 })
    const shown = shownBy(at.service).replace(/\n+/g, '\n')
    const title = form === 'feishu' ? '派工 WX-20261123-0007' : '**派工 WX-20261123-0007**'
    expect(shown).toBe(`${title}\n主轴过热\n期限：2026-11-25 17:00\n设备：M-12\n[打开业务单](${address}case_1)`)
    expect(at.service.told[0]!.headers['content-type']).toBe('application/json')
    expect(Object.keys(at.service.told[0]!.headers).filter((name) => /kaiwu|idempotency/.test(name))).toEqual([])
  })

  it('is told no address where there is no case', async () => {
    const at = await opened(kind, form)
    await at.base.put({ key: 'k', target: 'group', body: { title: '停机' } })
    await settled(at, 'k')
    expect(await at.base.one('k')).toMatchObject({ state: 'delivered' })
    expect(shownBy(at.service)).not.toContain('http')
  })

  it('is told text alone, whatever a field holds', async () => {
    const at = await opened(kind, form)
    const evil =
      '**停工** <@all> @所有人 [领奖](http://evil.example) ![](x) <at user_id="all"></at>\n# 假标题\n[打开业务单](http://evil.example)'
    await at.base.put({ key: 'k', target: 'group', body: { title: evil, text: evil, [evil]: evil }, caseId: 'case_1' })
    await settled(at, 'k')
    expect(await at.base.one('k')).toMatchObject({ state: 'delivered' })
    const shown = shownBy(at.service)
      .replace(`[打开业务单](${address}case_1)`, '')
      .replace(/^\*\*(.*)\*\*$/m, '$1')
    expect(shown).not.toMatch(/[*<>[\]@#!`]|https?:\/\//)
    expect(shown).toContain('＜＠all＞ ＠所有人')
    expect(at.service.told[0]!.body).not.toHaveProperty('at.isAtAll', true)
  })

  it('takes however much: what is too long is cut, the link stays', async () => {
    const at = await opened(kind, form)
    const long = '长👨‍👩‍👧"\\'.repeat(15_000)
    await at.base.put({ key: 'k', target: 'group', body: { title: long, text: long }, caseId: 'case_1' })
    await settled(at, 'k')
    expect(await at.base.one('k')).toMatchObject({ state: 'delivered', tries: 1 })
    expect(shownBy(at.service)).toMatch(/…\n+\[打开业务单\]\(https:\/\/kaiwu\.example\.org\/#\/desk\/cases\/case_1\)$/)
  })

  it('waits for a person when its address or its signature is wrong, without a word of either', async () => {
    const at = await opened(kind, form)
    const wrong = at.service.address.replace(robotKey, 'aaaaaaaa-0000-4bc4-97a0-0ec2c1fa5bbb')
    const base = await openTestOutbox(bases, kind, '', {
      targets: { group: { form, urlEnv: 'ROBOT', internal: true } },
      environment: { ROBOT: wrong },
    })
    await base.put({ key: 'k', target: 'group', body })
    await settled({ ...at, base }, 'k')
    const codes = { wecom: '93000: invalid webhook url', dingtalk: '300005: token is not exist', feishu: '19001: param invalid' }
    expect(await base.one('k')).toMatchObject({
      state: 'failed',
      tries: 1,
      status: 200,
      error: expect.stringContaining(codes[form]),
    })
    if (!robots[form].signs) return
    const badly = await opened(kind, form, { ROBOT_SECRET: 'SEC-of-somebody-else' })
    await badly.base.put({ key: 'k', target: 'group', body })
    await settled(badly, 'k')
    const signatures = { wecom: '', dingtalk: '310000: description:机器人发送签名不匹配', feishu: '19021: sign match fail' }
    expect(await badly.base.one('k')).toMatchObject({
      state: 'failed',
      tries: 1,
      error: expect.stringContaining(signatures[form]),
    })
  })
})

// What vendors answer to what passes, in the bytes in which it came: https://developer.work.weixin.qq.com/document/path/90313,
// https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages, https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
const passing: Readonly<Record<RobotForm, readonly (readonly [status: number, body: string, waitMs: number])[]>> = {
  wecom: [
    [
      200,
      '{"errcode":45009,"errmsg":"api freq out of limit, hint: [1773643642077182456917975], from ip: 121.15.137.254, more info at https://open.work.weixin.qq.com/devtool/query?e=45009"}',
      60_000,
    ],
    [200, '{"errcode":-1,"errmsg":"system error"}', 10_000],
  ],
  dingtalk: [
    [
      200,
      '{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"9ff0e7e2346aabb5a8bcbb7c93c71636","errcode": 130101,"errmsg": "send too fast, exceed 20 times per minute"}',
      600_000,
    ],
    [200, '{"errcode":410100,"errmsg":"发送速度太快而限流"}', 600_000],
    [200, '{"errcode":-1,"errmsg":"系统繁忙"}', 10_000],
  ],
  feishu: [
    [200, '{"code":11232,"data":{},"msg":"frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]"}', 60_000],
    [400, '{"code":99991400,"msg":"request trigger frequency limit"}', 60_000],
    [200, '{"code":2200,"msg":"internal error","data":{}}', 10_000],
  ],
}
const lasting: Readonly<Record<RobotForm, readonly string[]>> = {
  wecom: ['{"errcode":40008,"errmsg":"invalid message type"}', '{"errcode":45002,"errmsg":"content size out of limit"}'],
  dingtalk: [
    '{"errcode":400102,"errmsg":"机器人已停用"}',
    '{"errcode":430102,"errmsg":"含有不合适的文本"}',
    '{"errcode":310000,"errmsg":"keywords not in content"}',
  ],
  feishu: [
    '{"code":19024,"msg":"Key Words Not Found"}',
    '{"code":19022,"msg":"Ip Not Allowed"}',
    '{"code":9499,"msg":"Bad Request","data":{}}',
  ],
}

describe.each(forms)('what a robot of %s answers', (form) => {
  it.each(passing[form])('%i %s is tried again, as late as the vendor wants it', async (status, answer, waitMs) => {
    const at = await opened(bases.kinds[0]!, form)
    at.service.answers([status, answer])
    await at.base.put({ key: 'k', target: 'group', body })
    await until(async () => (await at.base.one('k')).error !== undefined, 5_000)
    const code = String((JSON.parse(answer) as { errcode?: number }).errcode ?? (JSON.parse(answer) as { code: number }).code)
    expect(await at.base.one('k')).toMatchObject({
      state: 'waiting',
      tries: 1,
      status,
      response: answer,
      error: expect.stringContaining(code),
    })
    const rows = await at.base.database.all<{ dueAtMs: number }>('SELECT dueAtMs FROM jobs')
    expect(Math.abs(rows[0]!.dueAtMs - Date.now() - waitMs)).toBeLessThan(5_000)
  })

  it.each(lasting[form])('%s waits for a person', async (answer) => {
    const at = await opened(bases.kinds[0]!, form)
    at.service.answers([200, answer])
    await at.base.put({ key: 'k', target: 'group', body })
    await settled(at, 'k')
    expect(await at.base.one('k')).toMatchObject({ state: 'failed', tries: 1, status: 200, response: answer })
    at.service.answers([
      200,
      form === 'feishu' ? '{"Extra":null,"StatusCode":0,"StatusMessage":"success"}' : '{"errcode":0,"errmsg":"ok"}',
    ])
    expect(await at.base.database.transaction((inside) => at.base.outbox.retry(inside, 'k'))).toBe(true)
    await settled(at, 'k')
    expect(await at.base.one('k')).toMatchObject({ state: 'delivered', tries: 2 })
  })

  it('of something else, such as the page of a proxy, is no success', async () => {
    const at = await opened(bases.kinds[0]!, form)
    for (const [index, [status, answer, state]] of (
      [
        [200, '<html>Sign in</html>', 'waiting'],
        [200, '[]', 'waiting'],
        [503, 'busy', 'waiting'],
        [404, '', 'failed'],
        [200, '{"errcode":"0","code":"0"}', 'waiting'],
      ] as const
    ).entries()) {
      at.service.answers([status, answer])
      await at.base.put({ key: `k${index}`, target: 'group', body })
      await until(async () => (await at.base.one(`k${index}`)).error !== undefined, 5_000)
      expect((await at.base.one(`k${index}`)).state === 'failed', `${status} ${answer}`).toBe(state === 'failed')
    }
  })
})

describe('the settings of a robot', () => {
  it.each([
    [{ form: 'wecom', urlEnv: 'ROBOT' }, undefined],
    [{ form: 'feishu', urlEnv: 'ROBOT', secretEnv: 'ROBOT_SECRET' }, undefined],
    [{ form: 'wecom', urlEnv: 'ROBOT', secretEnv: 'ROBOT_SECRET' }, 'a robot of wecom signs nothing'],
    [{ form: 'wecom', urlEnv: `https://x/?key=${robotKey}` }, 'urlEnv is the name of an environment variable, not the address'],
    [{ form: 'feishu', urlEnv: 'ROBOT', secretEnv: 'SEC-1' }, 'secretEnv is the name of an environment variable, not the secret'],
  ] as const)('%j', (target, problem) => expect(targetProblem(target)).toBe(problem))
})

describe('the address of a robot', () => {
  it.each(forms)('of %s and its secret are nowhere but in the environment', async (form) => {
    const at = await opened(bases.kinds[0]!, form)
    const { address: whole } = at.service
    // A service that repeats what it was sent.
    at.service.answers(
      [500, `cannot POST ${whole} ${robotKey} ${robotSecret}`],
      [400, `no ${encodeURIComponent(whole)} ${new URL(whole).pathname}`],
    )
    await at.base.put({ key: 'k', target: 'group', body })
    await settled(at, 'k')
    const gone = await openTestOutbox(bases, bases.kinds[0]!, '', {
      targets: { group: { form, urlEnv: 'ROBOT', internal: true } },
      environment: { ROBOT: whole.replace(/:\d+/, ':9') },
    })
    await gone.put({ key: 'k', target: 'group', body })
    await settled({ ...at, base: gone }, 'k')
    const everything = await Promise.all(
      [at.base, gone].flatMap(({ database, jobs, outbox }) => [
        database.all('SELECT * FROM outbox'),
        database.all('SELECT * FROM jobs'),
        jobs.parked(),
        outbox.deliveries(),
      ]),
    )
    expect(JSON.stringify(everything)).not.toMatch(new RegExp(`${robotKey}|${robotSecret}`))
    expect(await gone.one('k')).toMatchObject({ state: 'failed', error: expect.stringContaining('ECONNREFUSED') })
  })

  it.each([
    [{}, 'the environment variable ROBOT, with the address of the robot, is not set'],
    [{ ROBOT: ' ' }, 'the environment variable ROBOT, with the address of the robot, is not set'],
    [{ ROBOT: `not an address ${robotKey}` }, 'the environment variable ROBOT: its url is none'],
    [
      { ROBOT: `http://oapi.example.com/?k=${robotKey}` },
      'the environment variable ROBOT: http: is for targets marked internal; use https:',
    ],
    [
      { ROBOT: `https://127.0.0.1/?k=${robotKey}` },
      'the environment variable ROBOT: 127.0.0.1 is within the house, and the target is not marked internal',
    ],
    [
      { ROBOT: `https://oapi.example.com/?k=${robotKey}` },
      'the environment variable ROBOT_SECRET, with the secret that signs, is not set',
    ],
  ])('of %j is told by the name of its variable', async (environment, error) => {
    const base = await openTestOutbox(bases, bases.kinds[0]!, '', {
      targets: { group: { form: 'dingtalk', urlEnv: 'ROBOT', secretEnv: 'ROBOT_SECRET' } },
      environment,
    })
    await base.put({ key: 'k', target: 'group', body })
    await until(async () => (await base.one('k')).state === 'failed')
    expect(await base.one('k')).toMatchObject({ tries: 1, error })
  })
})
