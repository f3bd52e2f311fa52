import { fakeTokenApi, tempFolder, type TempFolder, type TokenScript } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { one, turns } from '../../../solution/src/agent/test-agent-desk.ts'
import { deskFiles, deskManifest } from '../test-desk.ts'
import { runKaiwu } from '../test-run-kaiwu.ts'

const question = '水泵轴承多久加注一次锂基脂？'
const right = '水泵轴承每 500 小时加注一次 2 号锂基脂。[1]'
const leave = `kaiwu: 1
case: leave
title: 请假
number: QJ-{date}-{seq:3}
roles: { 主管: 批准 }
fields: { days: { type: number, title: 天数, required: true } }
start: draft
states:
  draft: { actions: { submit: { by: initiator, form: [days], to: done } } }
  done: { end: true }
`

async function desk(
  model: TokenScript,
  agent = 'agent: {}',
): Promise<Readonly<{ folder: TempFolder; env: Record<string, string> }>> {
  const api = await fakeTokenApi({ vendor: 'deepseek', ...model })
  const models = `models: { chat: { model: deepseek/deepseek-flash, baseUrl: '${api.url}', keyEnv: DESK_KEY } }`
  const folder = await tempFolder({ ...deskFiles, 'solution.yaml': deskManifest({ models, agent }), 'cases/leave.yaml': leave })
  onTestFinished(async () => {
    await api.close()
    await folder.remove()
  })
  return { folder, env: { DESK_KEY: api.key, KAIWU_ADMIN_PASSWORD: '开物成务 tian-gong 7' } }
}

describe('kaiwu ask --agent', { timeout: 60_000 }, () => {
  it('tells each step, and answers with its sources', async () => {
    const { folder, env } = await desk(
      turns({ calls: [{ name: 'search', arguments: { query: '轴承 锂基脂' } }] }, one('sing', {}), right),
    )
    const { code, out, err } = await runKaiwu(['ask', folder.path, question, '--agent'], { env })
    expect(code).toBe(0)
    expect(out).toMatch(/^水泵轴承每 500 小时加注一次 2 号锂基脂。\[1\]\n\n出处\n\[1\] 《泵站手册》/)
    expect(err).toMatch(
      /1\. search \{"query":"轴承 锂基脂"\}：得到 \d+ 项\n2\. sing \{\}：没有做成，没有这个工具；可用：search\n/,
    )
  })

  it('fills in a form as somebody, as one document', async () => {
    const { folder, env } = await desk(
      turns(one('prepare_case', { type: 'leave', fields: { days: 3 } }), '表单已填好，请核对后提交。[1]'),
    )
    await runKaiwu(['people', 'init', folder.path, 'admin', '管理员'], { env })
    const { code, out } = await runKaiwu(['ask', folder.path, '请三天假', '--agent', '--as', 'admin', '--json'], { env })
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      answer: { outcome: 'answered', issues: [] },
      steps: [{ tool: 'prepare_case', state: 'done' }],
      prepared: [{ caseType: 'leave', fields: { days: 3 }, problems: [] }],
    })
    const { out: cases } = await runKaiwu(['case', 'list', folder.path, '--as', 'admin', '--json'], {
      env: { DESK_KEY: env['DESK_KEY']! },
    })
    expect(JSON.parse(cases)).toMatchObject({ cases: [] })
  })

  it('says what is missing: agent in the manifest, --agent beside --as, a person', async () => {
    const { folder, env } = await desk({}, '')
    expect(await runKaiwu(['ask', folder.path, question, '--agent'], { env })).toMatchObject({
      code: 65,
      err: expect.stringContaining('agent: {}'),
    })
    expect(await runKaiwu(['ask', folder.path, question, '--as', 'zhang'], { env })).toMatchObject({
      err: expect.stringContaining('--agent'),
    })
  })
})
